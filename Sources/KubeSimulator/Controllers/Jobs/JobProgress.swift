import Values

/// How far a Job has come: what its pods tell, and what its status has kept of pods that are gone.
struct JobProgress {
    static let indexName = "batch.kubernetes.io/job-completion-index"
    static let failuresName = "batch.kubernetes.io/job-index-failure-count"

    /// Pods at work, and those among the others that are on their way out.
    let active: [Value]
    let terminating: Int
    private(set) var succeeded = 0
    private(set) var failed = 0
    /// How often containers were started again.
    let restarts: Int64
    /// The indexes whose work is done, and those that are given up; nil for Jobs without indexes.
    private(set) var completed: JobIndexes?
    private(set) var lost: JobIndexes?
    /// Indexes at work.
    private(set) var busy = JobIndexes()
    /// How often the pods of an index have failed.
    private(set) var failures: [Int: Int] = [:]
    /// Why the policy for failures ends the Job.
    private(set) var fatal: String?
    /// When the last failure was that does not count, and how many there were.
    private var ignored: (last: Timestamp, count: Int)?

    init(_ job: Value, _ pods: [Value]) {
        active = pods.filter(PodQueries.isActive)
        terminating =
            pods.filter {
                $0["metadata"]?["deletionTimestamp"] != nil
                    && !["Succeeded", "Failed"].contains($0["status"]?.text("phase") ?? "")
            }.count
        restarts = pods.reduce(0) {
            $0 + (($1["status"]?.list("containerStatuses") ?? []).first?.number("restartCount") ?? 0)
        }
        let spec = job["spec"] ?? .null
        let count = Int(clamping: spec.number("completions") ?? 0)
        if spec.text("completionMode") == "Indexed" {
            completed = JobIndexes(job["status"]?.text("completedIndexes") ?? "", below: count)
            if spec["backoffLimitPerIndex"] != nil {
                lost = JobIndexes(job["status"]?.text("failedIndexes") ?? "", below: count)
            }
        }
        let policy = PodFailurePolicy(spec)
        let waitsForPods = spec.text("podReplacementPolicy") == "Failed"
        for pod in pods { note(pod, policy, count, isBusy: waitsForPods || PodQueries.isActive(pod)) }
        giveUp(spec)
        if let completed { succeeded = completed.count }
    }

    /// The index of a pod; nil where it has none that counts.
    private static func index(_ pod: Value, below count: Int) -> Int? {
        let text = pod["metadata"]?["annotations"]?.text(indexName) ?? ""
        return Int(text).flatMap { (0..<max(count, 0)).contains($0) ? $0 : nil }
    }

    private mutating func note(_ pod: Value, _ policy: PodFailurePolicy, _ count: Int, isBusy: Bool) {
        let index = completed == nil ? nil : JobProgress.index(pod, below: count)
        let before = Int(pod["metadata"]?["annotations"]?.text(JobProgress.failuresName) ?? "") ?? 0
        if let index { failures[index] = max(failures[index] ?? 0, before) }
        switch pod["status"]?.text("phase") {
        case "Succeeded":
            succeeded += 1
            if let index { completed?.insert(index) }
        case "Failed":
            let meaning = policy.meaning(of: pod)
            if meaning == .isIgnored { noteIgnored(pod) } else { noteFailure(meaning, index, before) }
        default: if let index, isBusy { busy.insert(index) }
        }
    }

    private mutating func noteFailure(_ meaning: PodFailurePolicy.Meaning, _ index: Int?, _ before: Int) {
        failed += 1
        if case .failsJob(let why) = meaning, fatal == nil { fatal = why }
        guard let index else { return }
        failures[index] = max(failures[index] ?? 0, before + 1)
        if meaning == .failsIndex { lost?.insert(index) }
    }

    private mutating func noteIgnored(_ pod: Value) {
        let ends = (pod["status"]?.list("containerStatuses") ?? []).compactMap {
            Timestamp($0["state"]?["terminated"]?.text("finishedAt") ?? "")
        }
        let end = ends.max() ?? Timestamp(pod["metadata"]?.text("creationTimestamp") ?? "") ?? Timestamp(seconds: 0)
        ignored = (max(end, ignored?.last ?? end), (ignored?.count ?? 0) + 1)
    }

    /// Until when no pod takes the place of those whose failures do not count, of which there may be any number: ten
    /// seconds, twice as long after each, ten minutes at most.
    var heldUntil: Timestamp? {
        ignored.map { $0.last.adding(seconds: min(600, 10 << Int64(min($0.count - 1, 6)))) }
    }

    /// Gives up indexes that have failed too often.
    private mutating func giveUp(_ spec: Value) {
        guard lost != nil, let limit = spec.number("backoffLimitPerIndex") else { return }
        for (index, count) in failures where count > limit && completed?.contains(index) != true { lost?.insert(index) }
    }
}
