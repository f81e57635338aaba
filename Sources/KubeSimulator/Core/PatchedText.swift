import Values

/// A patched object as an error quotes it.
///
/// The server keeps what a patch does not touch as it was written, and writes objects that it does touch with their
/// keys in order.
enum PatchedText {
    static func show(_ patched: Value, by patch: Value) -> String {
        guard case .object(let members) = patched else { return patched.jsonText(.compact) }
        var result = sorted(members)
        if case .array(let operations) = patch {
            for operation in operations { for name in ["path", "from"] { touch(&result, operation.text(name)) } }
        } else {
            touch(&result, by: patch)
        }
        return Value.object(result).jsonText(.compact)
    }

    private static func sorted(_ members: Object) -> Object {
        var copy = members
        copy.sortKeys()
        return copy
    }

    /// Sorts the objects into which a merge patch reaches.
    private static func touch(_ members: inout Object, by patch: Value) {
        for change in patch.objectValue ?? Object() {
            guard case .object = change.value, case .object(let child)? = members[change.key] else { continue }
            var touched = sorted(child)
            touch(&touched, by: change.value)
            members[change.key] = .object(touched)
        }
    }

    /// Sorts the objects through which a JSON pointer leads.
    private static func touch(_ members: inout Object, _ pointer: String) {
        let tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().dropLast()
        var value = Value.object(members)
        touch(&value, tokens.map(String.init)[...])
        if case .object(let touched) = value { members = touched }
    }

    private static func touch(_ value: inout Value, _ tokens: ArraySlice<String>) {
        switch value {
        case .object(let members):
            var touched = sorted(members)
            if let first = tokens.first, var child = touched[first] {
                touch(&child, tokens.dropFirst())
                touched[first] = child
            }
            value = .object(touched)
        case .array(var elements):
            guard let first = tokens.first, let index = Int(first), elements.indices.contains(index) else { return }
            touch(&elements[index], tokens.dropFirst())
            value = .array(elements)
        default: return
        }
    }
}
