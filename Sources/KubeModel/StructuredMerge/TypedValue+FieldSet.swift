import Values

extension TypedValue {
    /// The places that someone who applies this value owns.
    public func fieldSet() throws(StructuredMergeError) -> FieldSet {
        try Self.owned(value, schema).set
    }

    private static func owned(
        _ value: Value, _ node: SchemaNode
    ) throws(StructuredMergeError) -> (set: FieldSet, isMember: Bool) {
        switch atom(node, value) {
        case .scalar: return (FieldSet(), true)
        case .list:
            if isAtomicList(node) { return (FieldSet(), true) }
            guard case .array(let items) = value, let element = node.element else { return (FieldSet(), false) }
            return (try ownedItems(items, node, element), false)
        case .map:
            guard case .object(let members) = value else { return (FieldSet(), false) }
            if node.isAtomic { return (FieldSet(), true) }
            var entries: [FieldSet.Entry] = []
            entries.reserveCapacity(members.count)
            for member in members {
                let (below, isMember) = try owned(member.value, child(node, member.key))
                let isPlace = isMember || isEmpty(member.value) || !node.declares(member.key)
                if isPlace || !below.isEmpty {
                    entries.append(FieldSet.Entry(element: .field(member.key), isMember: isPlace, below: below))
                }
            }
            return (FieldSet(unsorted: entries), false)
        }
    }

    private static func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .object(let members): members.isEmpty
        default: false
        }
    }

    private static func ownedItems(
        _ items: [Value], _ node: SchemaNode, _ element: SchemaNode
    ) throws(StructuredMergeError) -> FieldSet {
        var entries: [FieldSet.Entry] = []
        entries.reserveCapacity(items.count)
        var positions: [PathElement: Int] = [:]
        for item in items {
            let step = try Self.element(of: item, in: node)
            let below = try owned(item, element).set
            if let position = positions[step] {
                // Of duplicates only the place itself is owned.
                entries[position].below = FieldSet()
            } else {
                positions[step] = entries.count
                entries.append(FieldSet.Entry(element: step, isMember: true, below: below))
            }
        }
        return FieldSet(unsorted: entries)
    }

    /// The value without the places of a set.
    public func removing(_ set: FieldSet) -> TypedValue {
        set.isEmpty ? self : TypedValue(Self.removing(set, from: value, schema), schema: schema)
    }

    private static func removing(_ set: FieldSet, from value: Value, _ node: SchemaNode) -> Value {
        switch (atom(node, value), value) {
        case (.list, .array(let items)):
            guard !isAtomicList(node), let element = node.element else { return .null }
            var kept: [Value] = []
            kept.reserveCapacity(items.count)
            for item in items {
                guard let step = try? Self.element(of: item, in: node), let entry = set.entry(step) else {
                    kept.append(item)
                    continue
                }
                if entry.isMember { continue }
                kept.append(entry.below.isEmpty ? item : removing(entry.below, from: item, element))
            }
            return .array(kept)
        case (.map, .object(let members)):
            if node.isAtomic { return .null }
            var kept: [Object.Member] = []
            kept.reserveCapacity(members.count)
            for member in members {
                guard let entry = set.entry(.field(member.key)) else {
                    kept.append(member)
                    continue
                }
                if entry.isMember { continue }
                let below = entry.below
                kept.append(
                    Object.Member(
                        key: member.key,
                        value: below.isEmpty
                            ? member.value : removing(below, from: member.value, child(node, member.key))))
            }
            return .object(Object(uniqueMembers: kept))
        default: return value
        }
    }
}
