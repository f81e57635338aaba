internal import Values

/// Merges values of a chart as kustomize merges objects that no schema describes.
enum HelmValuesMerge {
    /// Members of the one win over members of the other; null takes a member away, lists are replaced whole.
    static func merge(_ source: Value, into target: Value) -> Value {
        guard case .object(let members) = source, case .object(var result) = target else { return source }
        for member in members {
            if member.value.isNull {
                result[member.key] = nil
            } else if let old = result[member.key], !old.isNull {
                result[member.key] = merge(member.value, into: old)
            } else {
                result[member.key] = member.value
            }
        }
        return .object(result)
    }
}
