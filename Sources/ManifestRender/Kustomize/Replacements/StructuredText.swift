internal import Values

/// Writes into a text field that holds JSON or YAML itself, where a path goes on below it.
enum StructuredText {
    /// Writes a value below a text.
    ///
    /// - Returns: whether the path leads below a text with such a structure; otherwise nothing was changed.
    static func write(
        _ value: ReplacementValue, to path: FieldPath, in object: inout Value, creates: Bool
    ) -> Bool {
        guard let length = textLength(of: path, in: object),
            let text = try? path.lookup(in: object, upTo: length)?.stringValue,
            let first = text.first(where: { !$0.isWhitespace }),
            var node = try? YAMLNode(yaml: Array(text.utf8)), let tree = node.tree,
            let search = try? FieldSearch(path.parts[length...], creating: creates ? value.value.blank : nil)
        else { return false }
        let changed =
            first == "{" || first == "["
            ? editedJSON(text, tree, search, value) : editedYAML(&node, tree, search, value)
        guard let changed else { return false }
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

    /// JSON is written anew: keys in order, on one line unless it stood on several.
    ///
    /// - Returns: nil where the path leads nowhere; the old text where the value does not fit the field.
    private static func editedJSON(
        _ text: String, _ tree: Value, _ search: FieldSearch, _ value: ReplacementValue
    ) -> String? {
        var tree = tree
        var fits = true
        let scalar = value.text
        let count = try? search.edit(&tree) { (node, isNew) throws(RenderError) in
            switch node {
            case .array, .object: node = value.value
            default:
                if isNew {
                    node = ScalarText.plain(scalar)
                } else if let new = try? ScalarText.setting(scalar, keepingTypeOf: node) {
                    node = new
                } else {
                    fits = false
                }
            }
        }
        guard let count, count > 0 else { return nil }
        guard fits else { return text }
        let isPretty = text.contains("\n") && text.contains("  ")
        return tree.jsonText(JSONStyle(indent: isPretty ? 2 : nil, escapesHTML: true), sortedKeys: true)
    }

    /// YAML keeps its comments and quotes.
    ///
    /// - Returns: nil where the path leads nowhere.
    private static func editedYAML(
        _ node: inout YAMLNode, _ tree: Value, _ search: FieldSearch, _ value: ReplacementValue
    ) -> String? {
        var tree = tree
        let scalar = value.text
        let count = try? search.edit(&tree) { (field, _) throws(RenderError) in
            switch field {
            case .array, .object: field = YAMLNode.mark(.value(value.value))
            default: field = YAMLNode.mark(.text(scalar))
            }
        }
        guard let count, count > 0 else { return nil }
        node.take(tree)
        return node.yamlText().trimmingSpaces
    }
}
