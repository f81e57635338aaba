extension Value {
    /// Number of nodes of the tree: this value, its elements and members, theirs, and so on.
    public var nodeCount: Int {
        switch self {
        case .array(let elements): elements.reduce(1) { $0 + $1.nodeCount }
        case .object(let object): object.reduce(1) { $0 + $1.value.nodeCount }
        default: 1
        }
    }

    /// Roughly how many bytes the value takes as compact JSON; escapes are not counted.
    public var estimatedBytes: Int { estimatedBytes(upTo: .max) }

    /// The estimate, counting no further than a bound, so that asking is cheap on trees that share parts.
    func estimatedBytes(upTo bound: Int) -> Int {
        switch self {
        case .null, .bool: return 4
        case .int, .unsigned, .double: return 8
        case .string(let text): return text.utf8.count + 2
        case .array(let elements):
            var sum = 2
            for element in elements where sum < bound { sum += element.estimatedBytes(upTo: bound - sum) + 1 }
            return sum
        case .object(let object):
            var sum = 2
            for member in object where sum < bound {
                sum += member.key.utf8.count + 4 + member.value.estimatedBytes(upTo: bound - sum)
            }
            return sum
        }
    }

    /// Whether lists and objects are nested at most so deep; a value that is neither has depth zero.
    func isNestedAtMost(_ depth: Int) -> Bool {
        switch self {
        case .array(let elements): depth > 0 && elements.allSatisfy { $0.isNestedAtMost(depth - 1) }
        case .object(let object): depth > 0 && object.allSatisfy { $0.value.isNestedAtMost(depth - 1) }
        default: true
        }
    }

    /// Equality that disregards whether a whole number was written with a fraction: `1` and `1.0` are the same.
    public func isSameNumberOrValue(as other: Value) -> Bool {
        switch (self, other) {
        case (.int(let number), .double(let double)), (.double(let double), .int(let number)):
            return double.wholeInt64 == number
        case (.unsigned(let number), .double(let double)), (.double(let double), .unsigned(let number)):
            return double.wholeUInt64 == number
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
