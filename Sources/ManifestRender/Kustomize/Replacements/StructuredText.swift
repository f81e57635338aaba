internal import Values

/// Writes into a text field that holds JSON or YAML itself, where a path goes on below it.
enum StructuredText {
    /// Writes a value below a text.
    ///
    /// - Returns: whether the path leads below a text with such a structure; otherwise nothing was changed.
    static func write(
        _ value: Value, to path: FieldPath, in object: inout Value, creates: Bool
    ) throws(RenderError) -> Bool {
        guard let length = textLength(of: path, in: object) else { return false }
        guard let text = try path.lookup(in: object, upTo: length)?.stringValue else { return false }
        guard let changed = edited(text, path.parts[length...], value, creates: creates) else { return false }
        path.edit(&object, upTo: length) { $0 = .string(changed) }
        return true
    }

    /// How many parts of the path lead to a text that it then goes below; nil where it meets none.
    private static func textLength(of path: FieldPath, in object: Value) -> Int? {
        for length in 1..<max(path.parts.count, 1) {
            guard let node = try? path.lookup(in: object, upTo: length) else { return nil }
            if case .string = node { return length }
        }
        return nil
    }

    /// The text with the value put in; nil where the text has no such structure.
    private static func edited(
        _ text: String, _ parts: ArraySlice<String>, _ value: Value, creates: Bool
    ) -> String? {
        nil
    }
}
