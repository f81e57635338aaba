import Values

/// Runs the pods of a Job until enough have ended well, or too many badly.
enum JobController {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer, _ manager: inout ControllerManager) {
        guard let job = server.object(.jobs, place.namespace, place.name), let spec = job["spec"] else { return }
        let uid = job["metadata"]?.text("uid") ?? ""
        if job["metadata"]?["deletionTimestamp"] != nil || isFinished(job) {
            release(server.owned(.pods, place.namespace, by: uid), all: true, place, &server)
            if isFinished(job) { expire(job, spec, place, &server, &manager) }
            return
        }
        let pods = server.owned(.pods, place.namespace, by: uid)
        let succeeded = pods.filter { $0["status"]?.text("phase") == "Succeeded" }.count
        let failed = pods.filter { $0["status"]?.text("phase") == "Failed" }.count
        let restarts = pods.reduce(Int64(0)) {
            $0 + (($1["status"]?.list("containerStatuses") ?? []).first?.number("restartCount") ?? 0)
        }
        let active = pods.filter(PodQueries.isActive)
        let wanted = Int(clamping: spec.number("completions") ?? 1)
        let limit = Int(clamping: spec.number("backoffLimit") ?? 6)
        var deadlineOver = false
        if let seconds = spec.number("activeDeadlineSeconds"),
            let start = job["status"]?["startTime"]?.stringValue.flatMap({ Timestamp($0) })
        {
            let end = start.adding(seconds: seconds)
            deadlineOver = server.now >= end
            if !deadlineOver { manager.enqueue(place, at: end) }
        }
        var outcome: (type: String, reason: String, message: String)?
        // Without a number of completions the pods share out work among themselves: one that ends well ends it for all.
        let sharesWork = spec["completions"] == nil
        if sharesWork ? succeeded > 0 && active.isEmpty : succeeded >= wanted {
            outcome = ("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
        } else if deadlineOver {
            outcome = ("Failed", "DeadlineExceeded", "Job was active longer than specified deadline")
        } else if failed > limit
            || (spec["template", "spec"]?.text("restartPolicy") == "OnFailure" && restarts > 0
                && Int(clamping: restarts) > limit)
        {
            outcome = ("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
        } else if !spec.isTrue("suspend") {
            let parallel = min(Int(clamping: spec.number("parallelism") ?? 1), server.configuration.podLimit)
            let needed = sharesWork ? (succeeded > 0 ? active.count : parallel) : min(parallel, wanted - succeeded)
            let room = needed - active.count
            for _ in 0..<max(0, min(room, 1000)) {
                var pod = PodFactory.pod(job, spec["template"] ?? .null, name: nil)
                pod["spec"]?["restartPolicy"] = spec["template", "spec", "restartPolicy"] ?? "Never"
                pod["metadata"]?["finalizers"] = [.string(trackingFinalizer)]
                server.createPod(pod, for: job, "job-controller")
            }
        }
        if outcome != nil {
            for pod in active {
                server.deletePod(pod["metadata"]?.text("name") ?? "", place.namespace, for: job, "job-controller")
            }
        }
        release(server.owned(.pods, place.namespace, by: uid), all: outcome != nil, place, &server)
        writeStatus(job, succeeded, failed, outcome, place, &server)
        guard let outcome else { return }
        if outcome.type == "Complete" {
            server.recordEvent(job, "job-controller", "Completed", "Job completed")
        } else {
            server.recordEvent(job, "job-controller", outcome.reason, outcome.message, type: "Warning")
        }
    }

    static let trackingFinalizer = "batch.kubernetes.io/job-tracking"

    /// Lets go of pods that are counted, and of those that somebody deletes.
    static func release(_ pods: [Value], all: Bool, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        for pod in pods {
            let isOver = ["Succeeded", "Failed"].contains(pod["status"]?.text("phase") ?? "")
            guard all || isOver || pod["metadata"]?["deletionTimestamp"] != nil,
                (pod["metadata"]?.list("finalizers") ?? []).contains(.string(trackingFinalizer))
            else { continue }
            server.systemUpdate(.pods, place.namespace, pod["metadata"]?.text("name") ?? "", subresource: "") {
                let rest = ($0["metadata"]?.list("finalizers") ?? []).filter { $0.stringValue != trackingFinalizer }
                $0["metadata"]?["finalizers"] = rest.isEmpty ? nil : .array(rest)
            }
        }
    }

    static func isFinished(_ job: Value) -> Bool {
        (job["status"]?.list("conditions") ?? []).contains {
            ["Complete", "Failed"].contains($0.text("type")) && $0.text("status") == "True"
        }
    }

    /// Removes a finished Job whose time to live is over.
    private static func expire(
        _ job: Value, _ spec: Value, _ place: OwnerIndex.Place, _ server: inout APIServer,
        _ manager: inout ControllerManager
    ) {
        guard let seconds = spec.number("ttlSecondsAfterFinished") else { return }
        let finished =
            (job["status"]?.list("conditions") ?? []).compactMap {
                $0["lastTransitionTime"]?.stringValue.flatMap { Timestamp($0) }
            }.max() ?? server.now
        let end = finished.adding(seconds: seconds)
        if server.now >= end {
            server.systemDelete(.jobs, place.namespace, place.name)
        } else {
            manager.enqueue(place, at: end)
        }
    }

    private static func writeStatus(
        _ job: Value, _ succeeded: Int, _ failed: Int, _ outcome: (type: String, reason: String, message: String)?,
        _ place: OwnerIndex.Place, _ server: inout APIServer
    ) {
        let now = Value.string(server.now.text)
        let active = server.owned(.pods, place.namespace, by: job["metadata"]?.text("uid") ?? "").filter(
            PodQueries.isActive)
        var status = Object()
        let isSuspended = job["spec"]?.isTrue("suspend") == true
        if !isSuspended || job["status"]?["startTime"] != nil {
            status["startTime"] = job["status"]?["startTime"] ?? now
        }
        if !active.isEmpty { status["active"] = .int(Int64(active.count)) }
        if succeeded > 0 { status["succeeded"] = .int(Int64(succeeded)) }
        if failed > 0 { status["failed"] = .int(Int64(failed)) }
        status["ready"] = .int(Int64(active.filter(PodQueries.isReady).count))
        status["terminating"] = 0
        status["uncountedTerminatedPods"] = [:]
        func condition(_ type: String, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": "True", "lastProbeTime": now, "lastTransitionTime": now,
                "reason": .string(reason), "message": .string(message),
            ]
        }
        if let outcome {
            let first = outcome.type == "Complete" ? "SuccessCriteriaMet" : "FailureTarget"
            status["conditions"] = [
                condition(first, outcome.reason, outcome.message),
                condition(outcome.type, outcome.reason, outcome.message),
            ]
            if outcome.type == "Complete" { status["completionTime"] = now }
        } else if isSuspended {
            let before = job["status"]?.list("conditions").first {
                $0.text("type") == "Suspended" && $0.text("status") == "True"
            }
            status["conditions"] = [before ?? condition("Suspended", "JobSuspended", "Job suspended")]
        } else if let before = job["status"]?.list("conditions").first(where: { $0.text("type") == "Suspended" }) {
            var resumed = condition("Suspended", "JobResumed", "Job resumed")
            resumed["status"] = "False"
            status["conditions"] = [before.text("status") == "False" ? before : resumed]
        }
        server.systemUpdate(.jobs, place.namespace, place.name) { $0["status"] = .object(status) }
    }
}

/// Makes the Jobs of a CronJob when their time comes.
enum CronJobController {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer, _ manager: inout ControllerManager) {
        guard let cron = server.object(.cronJobs, place.namespace, place.name),
            cron["metadata"]?["deletionTimestamp"] == nil,
            let spec = cron["spec"], let schedule = CronSchedule(spec.text("schedule"))
        else { return }
        let jobs = server.owned(.jobs, place.namespace, by: cron["metadata"]?.text("uid") ?? "")
        prune(jobs, spec, place, &server)
        let now = server.now
        let last =
            (cron["status"]?["lastScheduleTime"] ?? cron["metadata"]?["creationTimestamp"])?.stringValue.flatMap {
                Timestamp($0)
            } ?? now
        let latest = schedule.latest(after: last, through: now)
        if let latest, !spec.isTrue("suspend") { start(cron, spec, at: latest, jobs, place, &server) }
        if let next = schedule.next(after: now) { manager.enqueue(place, at: next) }
        writeStatus(place, scheduled: spec.isTrue("suspend") ? nil : latest, &server)
    }

    private static func start(
        _ cron: Value, _ spec: Value, at time: Timestamp, _ jobs: [Value], _ place: OwnerIndex.Place,
        _ server: inout APIServer
    ) {
        let running = jobs.filter { !JobController.isFinished($0) }
        if spec.text("concurrencyPolicy") == "Forbid", !running.isEmpty { return }
        if spec.text("concurrencyPolicy") == "Replace" {
            for job in running { server.systemDelete(.jobs, place.namespace, job["metadata"]?.text("name") ?? "") }
        }
        var metadata = spec["jobTemplate", "metadata"]?.objectValue ?? Object()
        metadata["name"] = .string("\(place.name)-\(time.seconds / 60)")
        metadata["namespace"] = .string(place.namespace)
        var annotations = metadata["annotations"]?.objectValue ?? Object()
        annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] = .string(time.text)
        metadata["annotations"] = .object(annotations)
        metadata["ownerReferences"] = [APIServer.controllerReference(cron)]
        let made = server.systemCreate(
            .jobs,
            [
                "kind": "Job", "apiVersion": "batch/v1", "metadata": .object(metadata),
                "spec": spec["jobTemplate", "spec"] ?? [:],
            ])
        guard let made else { return }
        server.recordEvent(
            cron, "cronjob-controller", "SuccessfulCreate", "Created job \(made["metadata"]?.text("name") ?? "")")
    }

    /// Forgets finished Jobs beyond the history limits.
    private static func prune(_ jobs: [Value], _ spec: Value, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        for (type, field, standard) in [
            ("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1),
        ] {
            let limit = Int(clamping: spec.number(field) ?? Int64(standard))
            let finished = jobs.filter { job in
                (job["status"]?.list("conditions") ?? []).contains {
                    $0.text("type") == type && $0.text("status") == "True"
                }
            }.sorted { ($0["metadata"]?.text("name") ?? "") < ($1["metadata"]?.text("name") ?? "") }
            guard finished.count > limit else { continue }
            for job in finished.prefix(finished.count - limit) {
                server.systemDelete(.jobs, place.namespace, job["metadata"]?.text("name") ?? "")
            }
        }
    }

    private static func writeStatus(_ place: OwnerIndex.Place, scheduled: Timestamp?, _ server: inout APIServer) {
        guard let cron = server.object(.cronJobs, place.namespace, place.name) else { return }
        let jobs = server.owned(.jobs, place.namespace, by: cron["metadata"]?.text("uid") ?? "")
        var status = cron["status"]?.objectValue ?? Object()
        let known = cron["status"]?.list("active") ?? []
        let active = jobs.filter { !JobController.isFinished($0) }.map { job -> Value in
            // A reference stays as it was made.
            if let before = known.first(where: { $0["uid"] == job["metadata", "uid"] }) { return before }
            return [
                "kind": "Job", "namespace": .string(place.namespace), "name": job["metadata", "name"] ?? "",
                "uid": job["metadata", "uid"] ?? "", "apiVersion": "batch/v1",
                "resourceVersion": job["metadata", "resourceVersion"] ?? "",
            ]
        }
        status["active"] = active.isEmpty ? nil : .array(active)
        if let scheduled { status["lastScheduleTime"] = .string(scheduled.text) }
        let done = jobs.compactMap { $0["status"]?["completionTime"]?.stringValue }.max()
        if let done { status["lastSuccessfulTime"] = .string(done) }
        server.systemUpdate(.cronJobs, place.namespace, place.name) { $0["status"] = .object(status) }
    }
}

/// A schedule in cron's five fields, in UTC.
struct CronSchedule {
    private var minutes: Set<Int64>
    private var hours: Set<Int64>
    private var days: Set<Int64>
    private var months: Set<Int64>
    private var weekdays: Set<Int64>
    private let hasAnyDay: Bool
    private let hasAnyWeekday: Bool

    init?(_ text: String) {
        let named = [
            "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
            "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
        ]
        let fields = (named[text] ?? text).split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 5, let minutes = CronSchedule.field(fields[0], 0...59),
            let hours = CronSchedule.field(fields[1], 0...23),
            let days = CronSchedule.field(fields[2], 1...31), let months = CronSchedule.field(fields[3], 1...12),
            let weekdays = CronSchedule.field(fields[4], 0...7)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays.contains(7) ? weekdays.union([0]) : weekdays
        hasAnyDay = fields[2].hasPrefix("*") || fields[2] == "?"
        hasAnyWeekday = fields[4].hasPrefix("*") || fields[4] == "?"
    }

    private static let names: [String: Int64] = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
        "dec": 12, "sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6,
    ]

    private static func field(_ text: Substring, _ range: ClosedRange<Int64>) -> Set<Int64>? {
        var result: Set<Int64> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let base = pieces.first else { return nil }
            var step: Int64 = 1
            if pieces.count == 2 {
                guard let number = Int64(pieces[1]), number > 0 else { return nil }
                step = number
            }
            func number(_ text: Substring) -> Int64? { Int64(text) ?? names[text.lowercased()] }
            let bounds: ClosedRange<Int64>
            if base == "*" || base == "?" {
                bounds = range
            } else {
                let ends = base.split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let low = number(ends[0]), range.contains(low) else { return nil }
                let high = ends.count == 2 ? number(ends[1]) : pieces.count == 2 ? range.upperBound : low
                guard let high, range.contains(high), low <= high else { return nil }
                bounds = low...high
            }
            var value = bounds.lowerBound
            while value <= bounds.upperBound {
                result.insert(value)
                value += step
            }
        }
        return result
    }

    private func matchesDay(_ days: Int64) -> Bool {
        let date = Timestamp.civil(fromDays: days)
        guard months.contains(date.month) else { return false }
        let weekday = ((days + 4) % 7 + 7) % 7
        let isDay = self.days.contains(date.day)
        let isWeekday = weekdays.contains(weekday)
        return hasAnyDay || hasAnyWeekday ? isDay && isWeekday : isDay || isWeekday
    }

    /// The first time after another; nil where there is none within five years.
    func next(after time: Timestamp) -> Timestamp? {
        let first = time.seconds / 60 + 1
        var day = first / 1440
        let lastDay = day + 366 * 5
        while day <= lastDay {
            if matchesDay(day) {
                let start = day == first / 1440 ? first % 1440 : 0
                for minute in start..<1440 where minutes.contains(minute % 60) && hours.contains(minute / 60) {
                    return Timestamp(seconds: (day * 1440 + minute) * 60)
                }
            }
            day += 1
        }
        return nil
    }

    /// The last time after one and up to another; nil where there is none.
    func latest(after time: Timestamp, through end: Timestamp) -> Timestamp? {
        var result: Timestamp?
        var current = time
        for _ in 0..<10_000 {
            guard let next = next(after: current), next <= end else { return result }
            result = next
            current = next
        }
        return result
    }
}
