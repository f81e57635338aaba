internal import Values

/// A text with references `$(NAME)` in it.
///
/// `$$` stands for one dollar sign; a reference without an end, and a dollar sign before anything else, stay as they are.
enum VariableText {
    private static let dollar = UInt8(ascii: "$")
    private static let open = UInt8(ascii: "(")
    private static let close = UInt8(ascii: ")")

    /// The text with every reference replaced.
    ///
    /// - Parameter value: the scalar a name stands for; nil leaves the reference as it is.
    /// - Returns: text, or the scalar itself where the whole text is one reference.
    static func expand(_ text: String, _ value: (String) -> Value?) -> Value {
        let bytes = Array(text.utf8)
        guard bytes.contains(dollar) else { return .string(text) }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == dollar, position + 1 < bytes.count else {
                result.append(bytes[position])
                position += 1
                continue
            }
            if bytes[position + 1] == open, let end = bytes[position...].firstIndex(of: close) {
                let name = String(decoding: bytes[position + 2..<end], as: UTF8.self)
                let found = value(name)
                if position == 0, end == bytes.count - 1 { return found ?? .string(text) }
                result += found.flatMap(ScalarText.text(of:)).map { Array($0.utf8) } ?? Array(bytes[position...end])
                position = end + 1
            } else {
                result.append(dollar)
                if bytes[position + 1] != dollar { result.append(bytes[position + 1]) }
                position += 2
            }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }
}
