public import Values

/// The places at which two values differ.
public struct FieldComparison: Hashable, Sendable {
    /// Places only the new value has.
    public var added = FieldSet()
    /// Places both have with different values.
    public var modified = FieldSet()
    /// Places only the old value has.
    public var removed = FieldSet()

    /// Whether there is no difference.
    public var isSame: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }

    /// Without what is in a set or lies below something that is.
    func excluding(_ fields: FieldSet) -> FieldComparison {
        fields.isEmpty
            ? self
            : FieldComparison(
                added: added.subtractingSubtrees(fields), modified: modified.subtractingSubtrees(fields),
                removed: removed.subtractingSubtrees(fields))
    }
}

extension TypedValue {
    /// The places at which a later value differs from this one.
    public func compare(with later: Value) throws(StructuredMergeError) -> FieldComparison {
        let result = try Self.compare(value, later, schema)
        return FieldComparison(
            added: result.added.below, modified: result.modified.below, removed: result.removed.below)
    }

    /// What differs at and below a place.
    private struct Difference {
        struct Part {
            var isMember = false
            var below = FieldSet()
            var isEmpty: Bool { !isMember && below.isEmpty }
        }

        var added = Part()
        var modified = Part()
        var removed = Part()
    }

    /// Collects the differences of members and items.
    private struct Collector {
        var added: [FieldSet.Entry] = []
        var modified: [FieldSet.Entry] = []
        var removed: [FieldSet.Entry] = []

        mutating func add(_ element: PathElement, _ difference: Difference) {
            func append(_ part: Difference.Part, _ entries: inout [FieldSet.Entry]) {
                if part.isEmpty { return }
                entries.append(FieldSet.Entry(element: element, isMember: part.isMember, below: part.below))
            }
            append(difference.added, &added)
            append(difference.modified, &modified)
            append(difference.removed, &removed)
        }

        func finished() -> Difference {
            Difference(
                added: .init(below: FieldSet(unsorted: added)), modified: .init(below: FieldSet(unsorted: modified)),
                removed: .init(below: FieldSet(unsorted: removed)))
        }
    }

    private static func compare(
        _ left: Value?, _ right: Value?, _ node: SchemaNode
    ) throws(StructuredMergeError) -> Difference {
        if let left, let right {
            if left == right { return Difference() }
            if node.kind == .any, atom(node, left) != atom(node, right) {
                // The old kind of value goes, the new one counts as modified.
                var result = try compareAtoms(left, nil, node, atom(node, left))
                if atom(node, right) == .map, !node.isAtomic {
                    result.added = try compareAtoms(nil, right, node, .map).added
                } else {
                    result.modified.isMember = true
                }
                return result
            }
        }
        var isLeaf = false
        var result = try compareAtoms(left, right, node, atom(node, right ?? left), &isLeaf)
        if !isLeaf {
            if left == nil { result.added.isMember = true } else if right == nil { result.removed.isMember = true }
        }
        return result
    }

    private static func compareAtoms(
        _ left: Value?, _ right: Value?, _ node: SchemaNode, _ atom: Atom
    ) throws(StructuredMergeError) -> Difference {
        var isLeaf = false
        return try compareAtoms(left, right, node, atom, &isLeaf)
    }

    private static func compareAtoms(
        _ left: Value?, _ right: Value?, _ node: SchemaNode, _ atom: Atom, _ isLeaf: inout Bool
    ) throws(StructuredMergeError) -> Difference {
        switch atom {
        case .scalar: break
        case .list:
            let (before, after) = (left?.arrayValue ?? [], right?.arrayValue ?? [])
            if !isAtomicList(node), !(before.isEmpty && after.isEmpty), let element = node.element {
                return try compareItems(before, after, node, element)
            }
        case .map:
            let (before, after) = (left?.objectValue ?? Object(), right?.objectValue ?? Object())
            if !node.isAtomic, !(before.isEmpty && after.isEmpty) {
                return try compareMembers(before, after, node)
            }
        }
        isLeaf = true
        var result = Difference()
        if left == nil {
            result.added.isMember = true
        } else if right == nil {
            result.removed.isMember = true
        } else if left != right {
            result.modified.isMember = true
        }
        return result
    }

    private static func compareMembers(
        _ before: Object, _ after: Object, _ node: SchemaNode
    ) throws(StructuredMergeError) -> Difference {
        var collector = Collector()
        for member in before {
            let other = after[member.key]
            collector.add(.field(member.key), try compare(member.value, other, child(node, member.key)))
        }
        for member in after where !before.contains(key: member.key) {
            collector.add(.field(member.key), try compare(nil, member.value, child(node, member.key)))
        }
        return collector.finished()
    }

    private static func compareItems(
        _ before: [Value], _ after: [Value], _ node: SchemaNode, _ element: SchemaNode
    ) throws(StructuredMergeError) -> Difference {
        var order: [PathElement] = []
        var items: [PathElement: (before: [Value], after: [Value])] = [:]
        for (list, isBefore) in [(before, true), (after, false)] {
            for item in list {
                let step = try Self.element(of: item, in: node)
                if items[step] == nil { order.append(step) }
                if isBefore {
                    items[step, default: ([], [])].before.append(item)
                } else {
                    items[step, default: ([], [])].after.append(item)
                }
            }
        }
        var collector = Collector()
        for step in order {
            guard let (old, new) = items[step] else { continue }
            var difference: Difference
            switch (old.count > 1, new.count > 1) {
            case (false, false): difference = try compare(old.first, new.first, element)
            case (true, true):
                difference = Difference()
                difference.modified.isMember = old != new
            case (true, false):
                difference = new.isEmpty ? Difference() : try compare(nil, new[0], element)
                difference.removed.isMember = true
            case (false, true):
                difference = old.isEmpty ? Difference() : try compare(old[0], nil, element)
                difference.added.isMember = true
            }
            collector.add(step, difference)
        }
        return collector.finished()
    }
}
