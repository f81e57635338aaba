public import Values

extension TypedValue {
    /// This value with another one laid over it: members of the other win, lists merge as the structure says.
    public func merging(_ other: Value) throws(StructuredMergeError) -> TypedValue {
        TypedValue(try Self.merged(value, other, schema) ?? .null, schema: schema)
    }

    private static func merged(
        _ left: Value?, _ right: Value?, _ node: SchemaNode
    ) throws(StructuredMergeError) -> Value? {
        switch atom(node, right ?? left) {
        case .scalar: return right ?? left
        case .list: return try mergedLists(left, right, node)
        case .map: return try mergedMaps(left, right, node)
        }
    }

    private static func mergedMaps(
        _ left: Value?, _ right: Value?, _ node: SchemaNode
    ) throws(StructuredMergeError) -> Value? {
        let before = left?.objectValue ?? Object()
        let after = right?.objectValue ?? Object()
        if node.isAtomic || (before.isEmpty && after.isEmpty) { return right ?? left }
        if after.isEmpty { return left }
        var result = before
        for member in after {
            let child = child(node, member.key)
            if let position = result.position(of: member.key) {
                let existing = result[position].value
                let value = try merged(existing, member.value, child)
                result.withValue(at: position) { $0 = value ?? .null }
            } else {
                result[member.key] = try merged(nil, member.value, child)
            }
        }
        return .object(result)
    }

    private static func mergedLists(
        _ left: Value?, _ right: Value?, _ node: SchemaNode
    ) throws(StructuredMergeError) -> Value? {
        let before = left?.arrayValue ?? []
        let after = right?.arrayValue ?? []
        guard !isAtomicList(node), !(before.isEmpty && after.isEmpty), let element = node.element else {
            return right ?? left
        }
        if after.isEmpty { return left }
        var merger = try ListMerger(before: before, after: after, node: node)
        return .array(
            try merger.run { (old, new) throws(StructuredMergeError) in try merged(old, new, element) })
    }
}

/// Interleaves two lists: items of the new one in its order, others where they were.
private struct ListMerger {
    private let before: [Value]
    private let beforeSteps: [PathElement]
    private let afterSteps: [PathElement]
    /// Nil for an item of which there are several.
    private var beforeItems: [PathElement: Value?] = [:]
    private var afterItems: [PathElement: Value] = [:]
    private var shared: ArraySlice<PathElement> = []
    private var done: Set<PathElement> = []

    init(before: [Value], after: [Value], node: SchemaNode) throws(StructuredMergeError) {
        self.before = before
        var steps: [PathElement] = []
        for item in before {
            let step = try TypedValue.element(of: item, in: node)
            beforeItems[step] = .some(beforeItems[step] == nil ? item : nil)
            steps.append(step)
        }
        beforeSteps = steps
        steps = []
        for item in after {
            let step = try TypedValue.element(of: item, in: node)
            guard afterItems.updateValue(item, forKey: step) == nil else {
                throw StructuredMergeError(.schema, "duplicate entries for key \(step.description)")
            }
            steps.append(step)
        }
        afterSteps = steps
        let known = beforeItems
        shared = steps.filter { known[$0] != nil }[...]
    }

    mutating func run(
        _ merge: (Value?, Value?) throws(StructuredMergeError) -> Value?
    ) throws(StructuredMergeError) -> [Value] {
        var result: [Value] = []
        var (i, j) = (0, 0)
        var next = shared.popFirst()
        while i < beforeSteps.count || j < afterSteps.count {
            if i < beforeSteps.count, j < afterSteps.count {
                let step = beforeSteps[i]
                if step == afterSteps[j] {
                    done.insert(step)
                    if let item = try merge(beforeItems[step] ?? nil, afterItems[step]) { result.append(item) }
                    i += 1
                    j += 1
                    next = shared.popFirst()
                    continue
                }
                if afterItems[step] != nil, let next, next != step {
                    // Its turn comes where the new list has it.
                    i += 1
                    continue
                }
            }
            if i < beforeSteps.count {
                let step = beforeSteps[i]
                if afterItems[step] == nil {
                    if let item = try merge(before[i], nil) { result.append(item) }
                    i += 1
                    continue
                } else if done.contains(step) {
                    i += 1
                }
            }
            if j < afterSteps.count {
                let step = afterSteps[j]
                done.insert(step)
                if let item = try merge(beforeItems[step] ?? nil, afterItems[step]) { result.append(item) }
                j += 1
                if next == step { next = shared.popFirst() }
            }
        }
        return result
    }
}
