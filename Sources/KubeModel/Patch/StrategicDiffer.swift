import Values

/// Makes strategic merge patches.
struct StrategicDiffer {
    var ignoresDeletions = false
    var ignoresAdditions = false
    var mergesReplacedObjects = false

    func diff(
        _ original: Object, _ modified: Object, _ schema: SchemaNode?, retainsKeys: Bool, depth: Int
    ) throws(StrategicMergeError) -> Object {
        guard depth < StrategicMerge.maximumDepth else {
            throw StrategicMergeError(
                .depth, "the objects are nested deeper than \(StrategicMerge.maximumDepth) levels")
        }
        var patch = Object()
        for member in modified {
            guard let before = original[member.key] else {
                if !ignoresAdditions { patch[member.key] = member.value }
                continue
            }
            switch (before, member.value) {
            case (.object(let left), .object(let right)):
                try diffObjects(member.key, left, right, schema, into: &patch, depth: depth)
            case (.array(let left), .array(let right)):
                try diffLists(member.key, left, right, schema, into: &patch, depth: depth)
            default:
                if before != member.value, !ignoresAdditions { patch[member.key] = member.value }
            }
        }
        if !ignoresDeletions {
            for member in original where !modified.contains(key: member.key) { patch[member.key] = .null }
        }
        if retainsKeys { addRetainKeys(original, modified, to: &patch) }
        return patch
    }

    private func addRetainKeys(_ original: Object, _ modified: Object, to patch: inout Object) {
        let kept = modified.filter { !$0.value.isNull }.map(\.key).sorted()
        guard !kept.isEmpty else { return }
        guard !patch.isEmpty || original.contains(where: { modified[$0.key] == nil }) else { return }
        patch[StrategicMerge.retainKeysDirective] = .array(kept.map(Value.string))
    }

    private func lookup(_ key: String, _ schema: SchemaNode?) throws(StrategicMergeError) -> SchemaNode? {
        try StrategicMerger(appliesPatch: false).lookup(key, schema)
    }

    private func diffObjects(
        _ key: String, _ left: Object, _ right: Object, _ schema: SchemaNode?, into patch: inout Object, depth: Int
    ) throws(StrategicMergeError) {
        let isReplaced = !mergesReplacedObjects && schema?[key]?.patchStrategy.contains(.replace) == true
        if left == right, !isReplaced { return }
        let node = try lookup(key, schema)
        if isReplaced {
            if !ignoresAdditions { patch[key] = .object(right) }
            return
        }
        let retains = node?.patchStrategy.contains(.retainKeys) == true
        let change = try diff(left, right, node, retainsKeys: retains, depth: depth + 1)
        if !change.isEmpty { patch[key] = .object(change) }
    }

    private func diffLists(
        _ key: String, _ left: [Value], _ right: [Value], _ schema: SchemaNode?, into patch: inout Object, depth: Int
    ) throws(StrategicMergeError) {
        if left == right { return }
        let node = try lookup(key, schema)
        guard let node, node.patchStrategy.contains(.merge) else {
            if !ignoresAdditions { patch[key] = .array(right) }
            return
        }
        if left.isEmpty {
            if !ignoresAdditions { patch[key] = .array(right) }
            return
        }
        let order = ElementOrder(key: node.mergeKey)
        if case .object = left.first ?? .null {
            guard let mergeKey = node.mergeKey else {
                if !ignoresAdditions { patch[key] = .array(right) }
                return
            }
            var (changes, deletions) = try diffItems(left, right, node, mergeKey: mergeKey, depth: depth)
            changes = order.sorted(changes, like: right)
            let keysOf = { (items: [Value]) in items.map { $0[mergeKey] } }
            let isSameOrder = keysOf(left) == keysOf(right)
            if !changes.isEmpty || !deletions.isEmpty { patch[key] = .array(changes + deletions) }
            if !changes.isEmpty || !deletions.isEmpty || !isSameOrder, !right.isEmpty {
                patch[StrategicMerge.setOrderPrefix + key] = .array(
                    right.map { [mergeKey: $0[mergeKey] ?? .null] })
            }
        } else {
            let additions = ignoresAdditions ? [] : right.filter { !left.contains($0) }
            let deletions = ignoresDeletions ? [] : left.filter { !right.contains($0) }
            if !additions.isEmpty { patch[key] = .array(order.sorted(additions, like: right)) }
            if !deletions.isEmpty { patch[StrategicMerge.deletePrefix + key] = .array(deletions) }
            if !right.isEmpty { patch[StrategicMerge.setOrderPrefix + key] = .array(right) }
        }
    }

    /// Compares items pairwise in the order of their keys.
    private func diffItems(
        _ left: [Value], _ right: [Value], _ node: SchemaNode, mergeKey: String, depth: Int
    ) throws(StrategicMergeError) -> ([Value], [Value]) {
        let before = try sorted(left, by: mergeKey)
        let after = try sorted(right, by: mergeKey)
        var changes: [Value] = []
        var deletions: [Value] = []
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if i < before.count, j < after.count, before[i].key == after[j].key {
                let retains = node.patchStrategy.contains(.retainKeys)
                var change = try diff(
                    before[i].item, after[j].item, node.element, retainsKeys: retains, depth: depth + 1)
                if !change.isEmpty {
                    change[mergeKey] = after[j].item[mergeKey]
                    changes.append(.object(change))
                }
                i += 1
                j += 1
            } else if j < after.count, i == before.count || after[j].key < before[i].key {
                if !ignoresAdditions { changes.append(.object(after[j].item)) }
                j += 1
            } else {
                if !ignoresDeletions {
                    deletions.append([
                        StrategicMerge.patchDirective: "delete", mergeKey: before[i].item[mergeKey] ?? .null,
                    ])
                }
                i += 1
            }
        }
        return (changes, deletions)
    }

    private func sorted(
        _ items: [Value], by mergeKey: String
    ) throws(StrategicMergeError) -> [(key: String, item: Object)] {
        var result: [(key: String, position: Int, item: Object)] = []
        for (position, item) in items.enumerated() {
            guard let members = item.objectValue, let key = members[mergeKey] else {
                throw StrategicMergeError(
                    .mergeKey, "an item of a merging list lacks '\(mergeKey)', which tells its items apart")
            }
            result.append((StrategicMerge.keyText(key), position, members))
        }
        // Items of one key come in reverse, so that of several the last one meets the live item, as kubectl has it.
        return result.sorted { ($0.key, $1.position) < ($1.key, $0.position) }.map { ($0.key, $0.item) }
    }
}
