internal import KubeModel
internal import Values

/// The data of generated ConfigMaps and Secrets, written as the tool writes it.
enum GeneratedData {
    /// Characters of Base64 on a line.
    private static let lineLength = 70

    /// Puts a value into a ConfigMap: text into `data`, everything else into `binaryData`.
    static func addToConfigMap(_ bytes: [UInt8], key: String, in object: inout Value) throws(RenderError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return object.set(.string(base64(bytes)), at: ["binaryData", key])
        }
        try check(text)
        object.set(.string(text), at: ["data", key])
    }

    /// Base64, broken into lines once it is longer than one.
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes)
        guard text.utf8.count >= lineLength else { return text }
        var lines: [UInt8] = []
        lines.reserveCapacity(text.utf8.count + text.utf8.count / lineLength + 1)
        for (position, byte) in text.utf8.enumerated() {
            if position > 0, position % lineLength == 0 { lines.append(UInt8(ascii: "\n")) }
            lines.append(byte)
        }
        lines.append(UInt8(ascii: "\n"))
        return String(decoding: lines, as: UTF8.self)
    }

    /// Writes data that was merged.
    static func replaceData(_ data: [String: String], in object: inout Value) throws(RenderError) {
        object["data"] = nil
        for (key, text) in data.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            try check(text)
            object.set(.string(text), at: ["data", key])
        }
    }

    /// Infinity and not-a-number, without a sign.
    private static let noNumbers: Set<Substring> = [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"]

    /// The tool writes keys without quotes and reads them back, so that one that means a number is a number then.
    static func check(key: String) throws(RenderError) {
        let isText = Value(plainYAMLScalar: key, dialect: .go3).stringValue == key
        if isText, key != "<<",
            !noNumbers.contains(key.hasPrefix("-") || key.hasPrefix("+") ? key.dropFirst() : key[...])
        {
            return
        }
        throw RenderError(
            .malformed,
            "json: unsupported type: the key `\(key)` is read back as something else than text; name it otherwise")
    }

    /// The tool cannot read back what it writes for a text of several lines that begins with a tab.
    private static func check(_ text: String) throws(RenderError) {
        guard text.utf8.first == UInt8(ascii: "\t"), text.utf8.contains(UInt8(ascii: "\n")) else { return }
        throw RenderError(
            .malformed,
            "yaml: found a tab character where an indentation space is expected; "
                + "a value of several lines must not begin with a tab")
    }
}
