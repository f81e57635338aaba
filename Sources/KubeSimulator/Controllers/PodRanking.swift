import Values

/// The order in which a ReplicaSet lets go of pods that are too many.
///
/// Pods that do the least come first: without a node, not running, not ready, of lower cost, on a node with more of their
/// kind, ready for a shorter time, more often restarted, younger. Of times the order of magnitude counts.
struct PodRanking {
    private struct Rank {
        let pod: Value
        let hasNode: Bool
        let phase: Int
        let isReady: Bool
        let cost: Int64
        let neighbours: Int
        let readySince: Timestamp?
        let restarts: Int64
        let created: Timestamp?
        let uid: String
    }

    private let now: Timestamp
    private let ranks: [Rank]

    /// - Parameters:
    ///   - pods: the pods of the ReplicaSet.
    ///   - related: all active pods of the ReplicaSets that have the same owner, its own included.
    init(_ pods: [Value], related: [Value], now: Timestamp) {
        self.now = now
        var onNode: [String: Int] = [:]
        for pod in related { onNode[pod["spec"]?.text("nodeName") ?? "", default: 0] += 1 }
        ranks = pods.map { PodRanking.rank($0, onNode) }
    }

    /// The pods, the first to go first.
    var ordered: [Value] { ranks.sorted { precedes($0, $1) }.map(\.pod) }

    private static func rank(_ pod: Value, _ onNode: [String: Int]) -> Rank {
        let node = pod["spec"]?.text("nodeName") ?? ""
        let status = pod["status"] ?? .null
        let ready = status.list("conditions").first { $0.text("type") == "Ready" && $0.text("status") == "True" }
        let cost = pod["metadata"]?["annotations"]?.text("controller.kubernetes.io/pod-deletion-cost") ?? ""
        let phases = ["Pending": 0, "Unknown": 1]
        return Rank(
            pod: pod, hasNode: !node.isEmpty, phase: phases[status.text("phase")] ?? 2, isReady: ready != nil,
            cost: Int64(Int32(cost) ?? 0), neighbours: onNode[node] ?? 0,
            readySince: ready.flatMap { Timestamp($0.text("lastTransitionTime")) },
            restarts: status.list("containerStatuses").compactMap { $0.number("restartCount") }.max() ?? 0,
            created: Timestamp(pod["metadata"]?.text("creationTimestamp") ?? ""),
            uid: pod["metadata"]?.text("uid") ?? "")
    }

    private func precedes(_ left: Rank, _ right: Rank) -> Bool {
        if left.hasNode != right.hasNode { return !left.hasNode }
        if left.phase != right.phase { return left.phase < right.phase }
        if left.isReady != right.isReady { return !left.isReady }
        if left.cost != right.cost { return left.cost < right.cost }
        if left.neighbours != right.neighbours { return left.neighbours > right.neighbours }
        if left.isReady, let isFirst = isYounger(left.readySince, right.readySince) { return isFirst }
        if left.restarts != right.restarts { return left.restarts > right.restarts }
        if let isFirst = isYounger(left.created, right.created) { return isFirst }
        return left.uid < right.uid
    }

    /// Whether one time is the later by an order of magnitude; nil where it is not.
    private func isYounger(_ left: Timestamp?, _ right: Timestamp?) -> Bool? {
        guard left != right else { return nil }
        guard let left, let right else { return left == nil }
        let (first, second) = (magnitude(left), magnitude(right))
        return first == second ? nil : first < second
    }

    /// The whole part of the binary logarithm of how long ago a time is, in nanoseconds.
    private func magnitude(_ time: Timestamp) -> Int {
        let age = now.microseconds - time.microseconds
        guard age > 0 else { return -1 }
        let (nanoseconds, overflows) = age.multipliedReportingOverflow(by: 1000)
        return Int64.bitWidth - 1 - (overflows ? .max : nanoseconds).leadingZeroBitCount
    }
}
