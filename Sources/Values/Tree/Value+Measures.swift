extension Value {
    /// Number of nodes of the tree: this value, its elements and members, theirs, and so on.
    public var nodeCount: Int { countNodes(upTo: .max) }

    /// Number of nodes, counting no further than a bound, so that asking is cheap on shared trees.
    func countNodes(upTo bound: Int) -> Int {
        var count = 1
        switch self {
        case .array(let elements):
            for element in elements where count < bound { count += element.countNodes(upTo: bound - count) }
        case .object(let object):
            for member in object where count < bound { count += member.value.countNodes(upTo: bound - count) }
        default: break
        }
        return count
    }

    /// Equality that disregards whether a number was written with a fraction: `1` and `1.0` are the same.
    public func isSameNumberOrValue(as other: Value) -> Bool {
        switch (self, other) {
        case (.int(let number), .double(let double)), (.double(let double), .int(let number)):
            return Int64(exactly: double) == number
        case (.unsigned(let number), .double(let double)), (.double(let double), .unsigned(let number)):
            return UInt64(exactly: double) == number
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSameNumberOrValue(as: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in
                    right[member.key].map { member.value.isSameNumberOrValue(as: $0) } ?? false
                }
        default: return self == other
        }
    }
}
