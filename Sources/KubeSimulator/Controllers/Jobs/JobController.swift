import Values

/// Runs the pods of a Job until enough have ended well, or too many badly.
enum JobController {
    static let component = "job-controller"
    static let trackingFinalizer = "batch.kubernetes.io/job-tracking"

    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer, _ manager: inout ControllerManager) {
        guard let job = server.object(.jobs, place.namespace, place.name), let spec = job["spec"] else { return }
        let uid = job["metadata"]?.text("uid") ?? ""
        let pods = server.owned(.pods, place.namespace, by: uid)
        if job["metadata"]?["deletionTimestamp"] != nil || isFinished(job) {
            release(pods, all: true, place, &server)
            if isFinished(job) { expire(job, spec, place, &server, &manager) }
            return
        }
        let progress = JobProgress(job, pods)
        let verdict = JobVerdict(spec, progress, isOverdue: isOverdue(job, spec, place, server.now, &manager))
        if verdict != nil || spec.isTrue("suspend") {
            for pod in progress.active {
                server.deletePod(pod["metadata"]?.text("name") ?? "", place.namespace, for: job, component)
            }
        } else if let end = progress.heldUntil, server.now < end {
            manager.enqueue(place, at: end)
        } else {
            for pod in JobPods(job, spec).missing(progress, limit: server.configuration.podLimit) {
                server.createPod(pod, for: job, component)
            }
        }
        release(server.owned(.pods, place.namespace, by: uid), all: verdict != nil, place, &server)
        JobStatus(job: job, progress: progress, verdict: verdict).write(place, &server)
        verdict?.tell(job, &server)
    }

    /// Whether the time is over in which a Job has to end; if not, it is looked at again then.
    private static func isOverdue(
        _ job: Value, _ spec: Value, _ place: OwnerIndex.Place, _ now: Timestamp, _ manager: inout ControllerManager
    ) -> Bool {
        guard let seconds = spec.number("activeDeadlineSeconds"), !spec.isTrue("suspend"),
            let start = job["status"]?["startTime"]?.stringValue.flatMap({ Timestamp($0) })
        else { return false }
        let end = start.adding(seconds: seconds)
        if now < end { manager.enqueue(place, at: end) }
        return now >= end
    }

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
}
