internal import Values

/// What the tool cannot read back once it has written it: it keeps objects as YAML, and writes new keys and texts in it
/// without looking at what they would mean.
enum WrittenText {
    /// Infinity and not-a-number, without a sign.
    private static let noNumbers: Set<Substring> = [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"]

    /// A new key is written without quotes, so that one that means a number is a number then.
    static func check(key: String) throws(RenderError) {
        let isText = !key.isEmpty && Value(plainYAMLScalar: key, dialect: .go3).stringValue == key
        if isText, key != "<<",
            !noNumbers.contains(key.hasPrefix("-") || key.hasPrefix("+") ? key.dropFirst() : key[...])
        {
            return
        }
        throw RenderError(
            .malformed,
            "json: unsupported type: the key `\(key)` is read back as something else than text; name it otherwise")
    }

    /// A new text of several lines that begins with a tab is written as a block, which must not begin so.
    static func check(_ text: String) throws(RenderError) {
        guard text.utf8.first == UInt8(ascii: "\t"), text.utf8.contains(UInt8(ascii: "\n")),
            GoBlockText.canHold(text)
        else { return }
        throw RenderError(
            .malformed,
            "yaml: found a tab character where an indentation space is expected; "
                + "a value of several lines must not begin with a tab")
    }

    /// Checks all texts of an object that was written anew.
    static func checkTexts(of value: Value) throws(RenderError) {
        switch value {
        case .string(let text): try check(text)
        case .array(let elements): for element in elements { try checkTexts(of: element) }
        case .object(let members): for member in members { try checkTexts(of: member.value) }
        default: return
        }
    }
}
