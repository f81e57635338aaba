import Values

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
