import Values

/// Why a Job is over.
struct JobVerdict {
    let isComplete: Bool
    let reason: String
    let message: String

    private init(isComplete: Bool = false, _ reason: String, _ message: String) {
        self.isComplete = isComplete
        self.reason = reason
        self.message = message
    }

    /// Judges a Job, in the order in which the real controller does; nil while it goes on.
    init?(_ spec: Value, _ progress: JobProgress, isOverdue: Bool) {
        guard
            let verdict = JobVerdict.failure(spec, progress, isOverdue: isOverdue)
                ?? JobVerdict.indexFailure(spec, progress) ?? JobVerdict.success(spec, progress)
        else { return nil }
        self = verdict
    }

    private static func failure(_ spec: Value, _ progress: JobProgress, isOverdue: Bool) -> JobVerdict? {
        if let why = progress.fatal { return JobVerdict("PodFailurePolicy", why) }
        let limit = Int(clamping: spec.number("backoffLimit") ?? 6)
        let restartsInPlace = spec["template", "spec"]?.text("restartPolicy") == "OnFailure"
        if progress.failed > limit
            || restartsInPlace && progress.restarts > 0 && Int(clamping: progress.restarts) > limit
        {
            return JobVerdict("BackoffLimitExceeded", "Job has reached the specified backoff limit")
        }
        if isOverdue {
            return JobVerdict("DeadlineExceeded", "Job was active longer than specified deadline")
        }
        return nil
    }

    private static func indexFailure(_ spec: Value, _ progress: JobProgress) -> JobVerdict? {
        guard let lost = progress.lost, let completed = progress.completed else { return nil }
        if let limit = spec.number("maxFailedIndexes"), lost.count > limit {
            return JobVerdict(
                "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes")
        }
        let wanted = Int(clamping: spec.number("completions") ?? 0)
        guard !lost.isEmpty, lost.count + completed.count >= wanted else { return nil }
        return JobVerdict("FailedIndexes", "Job has failed indexes")
    }

    private static func success(_ spec: Value, _ progress: JobProgress) -> JobVerdict? {
        if let completed = progress.completed {
            for (index, rule) in (spec["successPolicy"]?.list("rules") ?? []).enumerated()
            where isMet(rule, completed, Int(clamping: spec.number("completions") ?? 0)) {
                return JobVerdict(isComplete: true, "SuccessPolicy", "Matched rules at index \(index)")
            }
        }
        // Without a number of completions the pods share out work among themselves: one that ends well ends it for all.
        let isDone =
            spec.number("completions").map { progress.succeeded >= Int(clamping: $0) }
            ?? (progress.succeeded > 0 && progress.active.isEmpty)
        guard isDone else { return nil }
        return JobVerdict(isComplete: true, "CompletionsReached", "Reached expected number of succeeded pods")
    }

    /// Whether the indexes are done that a rule of the policy for success wants, or as many of them as it wants.
    private static func isMet(_ rule: Value, _ completed: JobIndexes, _ limit: Int) -> Bool {
        let count = rule.number("succeededCount")
        guard let text = rule["succeededIndexes"]?.stringValue else {
            return count.map { completed.count >= $0 } ?? false
        }
        let wanted = JobIndexes(text, below: limit)
        let done = wanted.count(in: completed)
        return count.map { done >= $0 } ?? (done == wanted.count)
    }

    /// The condition that comes before the last one, and the last one.
    var conditions: (first: String, last: String) {
        isComplete ? ("SuccessCriteriaMet", "Complete") : ("FailureTarget", "Failed")
    }

    /// Tells it as an event.
    func tell(_ job: Value, _ server: inout APIServer) {
        if isComplete {
            server.recordEvent(job, JobController.component, "Completed", "Job completed")
        } else {
            server.recordEvent(job, JobController.component, reason, message, type: "Warning")
        }
    }
}
