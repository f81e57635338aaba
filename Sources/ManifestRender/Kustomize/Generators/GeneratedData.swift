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
        try WrittenText.check(text)
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
            try WrittenText.check(text)
            object.set(.string(text), at: ["data", key])
        }
    }
}
