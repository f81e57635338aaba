internal import Values

/// Scalars as the texts they are to kustomize, which works on YAML nodes: a text with a type beside it.
enum ScalarText {
    /// The text of a scalar; nil for a list or an object.
    static func text(of value: Value) -> String? {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .unsigned(let number): String(number)
        case .double: value.yamlText(.exact).trimmingLineBreak
        case .string(let text): text
        case .array, .object: nil
        }
    }

    /// What a text means where nothing says its type.
    static func plain(_ text: String) -> Value { Value(plainYAMLScalar: text, dialect: .go3) }

    /// The value with another text and its old type.
    ///
    /// - Throws: `RenderError` where the text is none of that type.
    static func setting(_ text: String, keepingTypeOf old: Value) throws(RenderError) -> Value {
        if case .string = old { return .string(text) }
        let new = plain(text)
        switch (old, new) {
        case (.int, .int), (.int, .unsigned), (.unsigned, .int), (.unsigned, .unsigned), (.bool, .bool),
            (.double, .double), (.null, .null):
            return new
        case (.double, .int(let number)): return .double(Double(number))
        case (.double, .unsigned(let number)): return .double(Double(number))
        default:
            throw RenderError(
                .invalidOptions, "cannot put the text '\(text.prefix(80))' into a field that holds a \(old.kindName)")
        }
    }

    /// The value with another text and the style in which the old one was written: what was quoted stays a text, what
    /// was plain gets the type its new text tells.
    static func settingUntyped(_ text: String, styledAs old: Value) -> Value {
        if isQuoted(old) { return .string(text) }
        return plain(text)
    }

    /// Whether a value is a text that could only be written in quotes.
    static func isQuoted(_ value: Value) -> Bool {
        guard case .string(let text) = value, !text.isEmpty else { return false }
        return plain(text).stringValue != text
    }
}

extension String {
    fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
