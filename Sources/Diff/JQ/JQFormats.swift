import KubeModel
import Values

/// Texts from values.
enum JQFormats {
    /// A text as it is, anything else as JSON.
    static func text(_ value: Value) -> String { value.stringValue ?? value.jsonText(sortedKeys: true) }

    static func apply(_ name: String, _ value: Value) throws(JQError) -> String {
        switch name {
        case "text": return text(value)
        case "json": return value.jsonText(sortedKeys: true)
        case "base64": return Base64.encode(text(value).utf8)
        case "base64d":
            guard let bytes = Base64.decode(text(value)) else { throw .failure("a text is no base64") }
            return String(decoding: bytes, as: UTF8.self)
        default: throw .failure("@\(name) is not supported")
        }
    }

    static func split(_ text: String, _ separator: String) -> Value {
        if text.isEmpty { return [] }
        if separator.isEmpty { return .array(text.unicodeScalars.map { .string(String(Character($0))) }) }
        let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
        var parts: [Value] = []
        var (start, position) = (0, 0)
        while position + mark.count <= bytes.count {
            if bytes[position...].starts(with: mark) {
                parts.append(.string(String(decoding: bytes[start..<position], as: UTF8.self)))
                position += mark.count
                start = position
            } else {
                position += 1
            }
        }
        parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
        return .array(parts)
    }
}
