/// Counts the nodes of a document, so that aliases of aliases cannot expand without bound.
///
/// Besides the caller's bound on all nodes, aliases may make up only so much of a document, the more the smaller it is:
/// the rule of Go's library, whose numbers these are.
struct YAMLBudget {
    /// What a part of a document costs.
    struct Cost {
        var nodes = 0
        var bytes = 0

        static func - (left: Cost, right: Cost) -> Cost {
            Cost(nodes: left.nodes - right.nodes, bytes: left.bytes - right.bytes)
        }
    }

    private(set) var total = Cost()
    private var aliasNodes = 0
    private let maximumNodes: Int
    private let maximumBytes: Int

    init(_ limits: ParseLimits) {
        maximumNodes = limits.maximumNodes
        maximumBytes = limits.maximumBytes
    }

    /// Counts nodes; false beyond the bound.
    @inline(__always)
    mutating func spend(_ nodes: Int) -> Bool {
        total.nodes &+= nodes
        return total.nodes <= maximumNodes
    }

    @inline(__always)
    mutating func countBytes(_ count: Int) { total.bytes &+= count }

    /// Counts what an alias repeats; false beyond the bounds.
    mutating func spendAlias(_ cost: Cost) -> Bool {
        total.nodes &+= cost.nodes
        total.bytes &+= cost.bytes
        aliasNodes &+= cost.nodes
        guard total.nodes <= maximumNodes, total.bytes <= maximumBytes else { return false }
        guard aliasNodes > 100, total.nodes > 1_000 else { return true }
        return Double(aliasNodes) / Double(total.nodes) <= allowedShare
    }

    /// 99 % up to 400,000 nodes, falling to 10 % at 4,000,000.
    private var allowedShare: Double {
        let (low, high) = (400_000, 4_000_000)
        if total.nodes <= low { return 0.99 }
        if total.nodes >= high { return 0.10 }
        return 0.99 - 0.89 * Double(total.nodes - low) / Double(high - low)
    }
}
