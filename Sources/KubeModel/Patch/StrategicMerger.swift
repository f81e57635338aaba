import Values

/// Merges a patch into an object, or one patch into another.
struct StrategicMerger {
    /// Whether directives take effect; when patches are merged they are carried over instead.
    let appliesPatch: Bool
    /// Whether objects that are to be replaced are merged.
    var mergesReplacedObjects = false

    func merge(
        _ base: Object, _ patchMembers: Object, _ schema: SchemaNode?, depth: Int
    ) throws(StrategicMergeError) -> Object {
        guard depth < StrategicMerge.maximumDepth else {
            throw StrategicMergeError(.depth, "the patch is nested deeper than \(StrategicMerge.maximumDepth) levels")
        }
        var original = base
        var patch = patchMembers
        if let directive = patch.removeValue(forKey: StrategicMerge.patchDirective) {
            switch directive.stringValue {
            case "replace": return patch
            case "delete": return Object()
            case "merge": break
            default:
                throw StrategicMergeError(
                    .directive, "'\(directive.jsonText())' is no $patch directive; use replace, delete or merge",
                    server:
                        "unknown patch type: \(GoForm.plain(directive)) in map: \(GoForm.plain(.object(patchMembers)))")
            }
        }
        try retainKeys(&original, &patch)
        try setOrders(&original, &patch, schema, depth: depth)
        for member in patch { try merge(member, into: &original, schema, depth: depth) }
        return original
    }

    private func merge(
        _ member: Object.Member, into original: inout Object, _ schema: SchemaNode?, depth: Int
    ) throws(StrategicMergeError) {
        var key = member.key
        let isDeletion = key.hasPrefix(StrategicMerge.deletePrefix)
        if isDeletion {
            guard appliesPatch else {
                original[key] = member.value
                return
            }
            key = String(key.dropFirst(StrategicMerge.deletePrefix.count))
        }
        if member.value.isNull {
            original.removeValue(forKey: key)
            if !appliesPatch { original[key] = .null }
            return
        }
        guard let existing = original[key] else {
            if !isDeletion { original[key] = taken(member.value) }
            return
        }
        switch (existing, member.value) {
        case (.object(let left), .object(let right)):
            let child = try lookup(key, schema)
            if child?.patchStrategy.contains(.replace) == true, !mergesReplacedObjects {
                original[key] = taken(member.value)
            } else {
                original[key] = .object(try merge(left, right, child, depth: depth + 1))
            }
        case (.array(let left), .array(let right)):
            let child = try lookup(key, schema)
            original[key] = .array(try merge(left, right, child, isDeletion: isDeletion, depth: depth + 1))
        default:
            if !isDeletion { original[key] = taken(member.value) }
        }
    }

    /// A value that the original does not have: its nulls mean nothing there, its directives are spent.
    private func taken(_ value: Value) -> Value {
        guard appliesPatch, case .object(let members) = value else { return value }
        guard
            members.contains(where: { member in
                if case .object = member.value { true } else { member.value.isNull || member.key.hasPrefix("$") }
            })
        else { return value }
        var result = members
        result.removeAll {
            $0.value.isNull || $0.key == StrategicMerge.retainKeysDirective || $0.key == StrategicMerge.patchDirective
                || $0.key.hasPrefix(StrategicMerge.setOrderPrefix) || $0.key.hasPrefix(StrategicMerge.deletePrefix)
        }
        return .object(result.mapValues { taken($1) })
    }

    func lookup(_ key: String, _ schema: SchemaNode?) throws(StrategicMergeError) -> SchemaNode? {
        guard let schema else { return nil }
        if let node = schema[key] { return node }
        guard case .object = schema.kind else { return nil }
        throw StrategicMergeError(.unknownField, "'\(key)' is no field of \(schema.typeName)")
    }

    /// Drops what the patch does not list in `$retainKeys`.
    private func retainKeys(_ original: inout Object, _ patch: inout Object) throws(StrategicMergeError) {
        guard let directive = patch.removeValue(forKey: StrategicMerge.retainKeysDirective) else { return }
        guard appliesPatch else {
            original[StrategicMerge.retainKeysDirective] = directive
            return
        }
        guard let list = directive.arrayValue else {
            throw StrategicMergeError(.directive, "$retainKeys is a list of the keys that stay")
        }
        let keys = Set(list.compactMap(\.stringValue))
        for member in patch
        where !member.value.isNull && !member.key.hasPrefix(StrategicMerge.deletePrefix)
            && !member.key.hasPrefix(StrategicMerge.setOrderPrefix) && !keys.contains(member.key)
        {
            throw StrategicMergeError(.directive, "'\(member.key)' is set by the patch but missing in its $retainKeys")
        }
        original.removeAll { !keys.contains($0.key) }
    }
}
