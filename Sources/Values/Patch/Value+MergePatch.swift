extension Value {
    /// The value with a merge patch (RFC 7386) applied: members of the patch replace, null removes, objects merge.
    ///
    /// A patch that is no object replaces the value. As in Kubernetes, objects inside a list that is set lose their
    /// members that are null.
    public func applyingMergePatch(_ patch: Value) -> Value {
        switch (self, patch) {
        case (.object(var result), .object(let changes)):
            for change in changes {
                if change.value.isNull {
                    result[change.key] = nil
                } else {
                    result[change.key] = (result[change.key] ?? .null).applyingMergePatch(change.value)
                }
            }
            return .object(result)
        case (.object, .array): return patch
        default: return patch.withoutNullMembers()
        }
    }

    /// The value without members that are null, at any depth; nulls in lists stay.
    private func withoutNullMembers() -> Value {
        switch self {
        case .array(let elements): return .array(elements.map { $0.withoutNullMembers() })
        case .object(var object):
            object.removeAll { $0.value.isNull }
            return .object(object.mapValues { _, value in value.withoutNullMembers() })
        default: return self
        }
    }

    /// The smallest merge patch that turns one value into another.
    ///
    /// A merge patch cannot set a member to null: such members of `target` end up missing when the patch is applied.
    ///
    /// - Parameters:
    ///   - source: what the patch will be applied to.
    ///   - target: what is to come out.
    public static func mergePatch(from source: Value, to target: Value) -> Value {
        guard case .object(let old) = source, case .object(let new) = target else { return target }
        var patch = Object()
        for member in old where !new.contains(key: member.key) { patch[member.key] = .null }
        for member in new {
            guard let before = old[member.key] else {
                patch[member.key] = member.value
                continue
            }
            if before == member.value { continue }
            patch[member.key] = mergePatch(from: before, to: member.value)
        }
        return .object(patch)
    }
}
