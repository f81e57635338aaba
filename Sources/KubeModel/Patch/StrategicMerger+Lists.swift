import Values

extension StrategicMerger {
    /// Merges lists that share a field.
    func merge(
        _ original: [Value], _ patch: [Value], _ schema: SchemaNode?, isDeletion: Bool, depth: Int
    ) throws(StrategicMergeError) -> [Value] {
        guard schema?.patchStrategy.contains(.merge) == true || isDeletion else { return patch }
        if original.isEmpty && patch.isEmpty { return original }
        guard let sample = original.first ?? patch.first, case .object = sample else {
            if isDeletion { return original.filter { !patch.contains($0) } }
            let merged = unique(original + patch)
            let (wanted, others) = (merged.filter { patch.contains($0) }, merged.filter { !patch.contains($0) })
            return ElementOrder(key: nil).combine(wanted, wantedOrder: patch, others, liveOrder: original)
        }
        guard let key = schema?.mergeKey else { return patch }
        let (kept, additions) = try applyItemDirectives(original, patch, key: key)
        var merged = kept
        for item in additions {
            let identity = try identity(of: item, key: key)
            if let position = merged.firstIndex(where: { $0[key] == identity }) {
                guard let left = merged[position].objectValue, let right = item.objectValue else { continue }
                merged[position] = .object(try merge(left, right, schema?.element, depth: depth + 1))
            } else {
                merged.append(item)
            }
        }
        let order = ElementOrder(key: key)
        let (wanted, others) = try order.partition(merged, by: additions)
        return order.combine(wanted, wantedOrder: additions, others, liveOrder: kept)
    }

    private func unique(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }

    private func identity(of item: Value, key: String) throws(StrategicMergeError) -> Value {
        guard let identity = item[key] else {
            throw .withoutKey(item, key)
        }
        return identity
    }

    /// Carries out `$patch` in items; the rest of the patch is returned beside what is left of the original.
    private func applyItemDirectives(
        _ original: [Value], _ patch: [Value], key: String
    ) throws(StrategicMergeError) -> ([Value], [Value]) {
        var original = original
        var additions: [Value] = []
        var replaces = false
        for item in patch {
            guard case .object = item else {
                throw StrategicMergeError(.shape, "an item of a merging list of objects is a \(item.kindName)")
            }
            guard let directive = item[StrategicMerge.patchDirective] else {
                additions.append(item)
                continue
            }
            guard appliesPatch else {
                // Patches are being merged: a deletion stays one.
                additions.append(item)
                continue
            }
            switch directive.stringValue {
            case "delete":
                let identity = try identity(of: item, key: key)
                original.removeAll { $0[key] == identity }
            case "replace": replaces = true
            default:
                throw StrategicMergeError(
                    .directive, "'\(directive.jsonText())' is no $patch directive of list items; use replace or delete",
                    server: "unknown patch type: \(GoForm.plain(directive)) in map: \(GoForm.plain(item))")
            }
        }
        return replaces ? (additions, []) : (original, additions)
    }

    /// Processes `$setElementOrder` together with the lists it orders.
    func setOrders(
        _ original: inout Object, _ patch: inout Object, _ schema: SchemaNode?, depth: Int
    ) throws(StrategicMergeError) {
        for member in patch where member.key.hasPrefix(StrategicMerge.setOrderPrefix) {
            patch.removeValue(forKey: member.key)
            guard appliesPatch else {
                original[member.key] = member.value
                continue
            }
            guard let order = member.value.arrayValue else {
                throw StrategicMergeError(.directive, "\(member.key) is a list of items")
            }
            let field = String(member.key.dropFirst(StrategicMerge.setOrderPrefix.count))
            let node = try lookup(field, schema)
            let live = original[field]?.arrayValue
            let change = patch[field]?.arrayValue
            try checkOrder(order, covers: change ?? [], key: node?.mergeKey)
            let merged: [Value]
            switch (live, change) {
            case (let live?, let change?):
                merged = try merge(live, change, node, isDeletion: false, depth: depth + 1)
            case (let live?, nil): merged = live
            case (nil, let change?): merged = change.filter { $0[StrategicMerge.patchDirective] == nil }
            case (nil, nil): continue
            }
            if patch[field] != nil, change == nil { continue }
            let ordering = ElementOrder(key: node?.mergeKey)
            let (wanted, others) = try ordering.partition(merged, by: order)
            original[field] = .array(ordering.combine(wanted, wantedOrder: order, others, liveOrder: live ?? []))
            patch.removeValue(forKey: field)
        }
    }

    private func checkOrder(
        _ order: [Value], covers change: [Value], key: String?
    ) throws(StrategicMergeError) {
        for item in change where item[StrategicMerge.patchDirective] == nil {
            let isCovered =
                if let key { order.contains { $0[key] == item[key] } } else { order.contains(item) }
            guard isCovered else {
                throw StrategicMergeError(
                    .directive,
                    "an item of the patch is missing in its $setElementOrder",
                    server: "The order in patch list:\n\(GoForm.plain(.array(change)))\n doesn't match "
                        + "\(StrategicMerge.setOrderPrefix.dropLast()) list:\n\(GoForm.plain(.array(order)))\n")
            }
        }
    }
}
