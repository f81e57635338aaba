import Values

/// What a Job's status says after a look at it.
struct JobStatus {
    let job: Value
    let progress: JobProgress
    let verdict: JobVerdict?

    private var isSuspended: Bool { job["spec"]?.isTrue("suspend") == true }

    /// Writes the status.
    func write(_ place: OwnerIndex.Place, _ server: inout APIServer) {
        let now = Value.string(server.now.text)
        let pods = server.owned(.pods, place.namespace, by: job["metadata"]?.text("uid") ?? "")
        let active = pods.filter(PodQueries.isActive)
        var status = counts(active)
        let before = job["status"]?.list("conditions").first { $0.text("type") == "Suspended" }
        let resumes = before?.text("status") == "True" && !isSuspended
        if !isSuspended || job["status"]?["startTime"] != nil {
            status["startTime"] = resumes ? now : job["status"]?["startTime"] ?? now
        }
        let conditions = conditions(before, now)
        if !conditions.isEmpty { status["conditions"] = .array(conditions) }
        if verdict?.isComplete == true { status["completionTime"] = now }
        server.systemUpdate(.jobs, place.namespace, place.name) { $0["status"] = .object(status) }
        if verdict != nil { return }
        if resumes { server.recordEvent(job, JobController.component, "Resumed", "Job resumed") }
        if isSuspended, before?.text("status") != "True" {
            server.recordEvent(job, JobController.component, "Suspended", "Job suspended")
        }
    }

    private func counts(_ active: [Value]) -> Object {
        var status = Object()
        if !active.isEmpty { status["active"] = .int(Int64(active.count)) }
        if progress.succeeded > 0 { status["succeeded"] = .int(Int64(progress.succeeded)) }
        if progress.failed > 0 { status["failed"] = .int(Int64(progress.failed)) }
        if let completed = progress.completed, !completed.isEmpty {
            status["completedIndexes"] = .string(completed.text)
        }
        if let lost = progress.lost { status["failedIndexes"] = .string(lost.text) }
        status["ready"] = .int(Int64(active.filter(PodQueries.isReady).count))
        status["terminating"] = 0
        status["uncountedTerminatedPods"] = [:]
        return status
    }

    private func conditions(_ suspended: Value?, _ now: Value) -> [Value] {
        func condition(_ type: String, _ reason: String, _ message: String, _ status: Value = "True") -> Value {
            [
                "type": .string(type), "status": status, "lastProbeTime": now, "lastTransitionTime": now,
                "reason": .string(reason), "message": .string(message),
            ]
        }
        if let verdict {
            return [
                condition(verdict.conditions.first, verdict.reason, verdict.message),
                condition(verdict.conditions.last, verdict.reason, verdict.message),
            ]
        }
        if isSuspended {
            if let suspended, suspended.text("status") == "True" { return [suspended] }
            return [condition("Suspended", "JobSuspended", "Job suspended")]
        }
        guard let suspended else { return [] }
        return [
            suspended.text("status") == "False"
                ? suspended : condition("Suspended", "JobResumed", "Job resumed", "False")
        ]
    }
}
