public import Values

/// What `kubectl apply` computes without the server's help.
public enum ClientSideApply {
    /// The object after a client-side apply.
    ///
    /// Kinds that the schema knows are patched strategically, others by a JSON merge patch.
    ///
    /// - Parameters:
    ///   - desired: what is wanted.
    ///   - lastApplied: what was applied before, null where that is not known.
    ///   - live: what is there.
    ///   - schema: the kinds with a known structure.
    /// - Throws: ``StrategicMergeError``.
    public static func apply(
        _ desired: Value, lastApplied: Value, to live: KubeObject, schema: Schema = .builtIn
    ) throws(StrategicMergeError) -> Value {
        let patch = try patch(desired, lastApplied: lastApplied, live: live, schema: schema)
        guard let node = schema.node(for: live) else { return live.value.applyingMergePatch(patch) }
        return try StrategicMerge.apply(patch, to: live.value, schema: node)
    }

    /// The patch a client-side apply sends; empty where there is nothing to do.
    ///
    /// - Parameters:
    ///   - desired: what is wanted.
    ///   - lastApplied: what was applied before, null where that is not known.
    ///   - live: what is there.
    ///   - schema: the kinds with a known structure.
    /// - Throws: ``StrategicMergeError``.
    public static func patch(
        _ desired: Value, lastApplied: Value, live: KubeObject, schema: Schema = .builtIn
    ) throws(StrategicMergeError) -> Value {
        if let node = schema.node(for: live) {
            return try StrategicMerge.threeWayPatch(
                lastApplied: lastApplied, desired: desired, live: live.value, schema: node)
        }
        return threeWayMergePatch(lastApplied: lastApplied, desired: desired, live: live.value)
    }

    /// A JSON merge patch of changes and additions from live to desired, and of deletions from last applied to desired.
    ///
    /// - Parameters:
    ///   - lastApplied: what was applied before, null where that is not known.
    ///   - desired: what is wanted.
    ///   - live: what is there.
    public static func threeWayMergePatch(lastApplied: Value, desired: Value, live: Value) -> Value {
        let additions = keeping(Value.mergePatch(from: live, to: desired), nulls: false) ?? [:]
        let deletions = keeping(Value.mergePatch(from: lastApplied, to: desired), nulls: true) ?? [:]
        return merged(deletions, additions)
    }

    /// The nulls of a patch alone, or everything but them; nil where nothing is left.
    private static func keeping(_ patch: Value, nulls: Bool) -> Value? {
        guard case .object(let members) = patch else { return patch.isNull == nulls ? patch : nil }
        var result = Object()
        for member in members {
            if let value = keeping(member.value, nulls: nulls) { result[member.key] = value }
        }
        return result.isEmpty && (nulls || !members.isEmpty) ? nil : .object(result)
    }

    private static func merged(_ left: Value, _ right: Value) -> Value {
        guard case .object(var members) = left, case .object(let others) = right else { return right }
        for member in others {
            members[member.key] = members[member.key].map { merged($0, member.value) } ?? member.value
        }
        return .object(members)
    }
}
