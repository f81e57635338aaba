extension Value {
    /// The value with a merge patch (RFC 7386) applied: members of the patch replace, null removes, objects merge.
    ///
    /// A patch that is no object replaces the value.
    public func applyingMergePatch(_ patch: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var result: Object
        if case .object(let object) = self { result = object } else { result = Object() }
        for change in changes {
            if change.value.isNull {
                result[change.key] = nil
            } else if case .object = change.value {
                result[change.key] = (result[change.key] ?? .null).applyingMergePatch(change.value)
            } else {
                result[change.key] = change.value
            }
        }
        return .object(result)
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
