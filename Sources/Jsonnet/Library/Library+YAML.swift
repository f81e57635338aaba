internal import Values

extension Interpreter {
    /// `std.parseYaml`.
    ///
    /// The reference cuts the text before lines that begin with `---` first, and of each piece it reads one document; a text with such a
    /// line is a stream, whose documents become an array.
    func parseYAML(_ string: StringRef) throws(Failure) -> Datum {
        let pieces = YAMLPieces(bytes(string))
        var values: [Datum] = []
        for piece in pieces.texts {
            let value: Value
            do throws(ParseError) { value = try Value(yaml: piece, keepingLastOfEqualKeys: true) } catch {
                throw Failure(
                    "failed to parse YAML: error converting YAML to JSON: \(YAMLPieces.message(error))")
            }
            values.append(try datum(value))
        }
        return pieces.isStream ? .array(array(values)) : values.first ?? .null
    }
}

/// The documents of a text as the reference cuts it.
private struct YAMLPieces {
    private(set) var texts: [[UInt8]] = []
    private(set) var isStream = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var current: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[start..<end]
            if line.starts(with: "---".utf8) {
                isStream = true
                // The mark itself belongs to the document after it.
                if !current.isEmpty { texts.append(current) }
                current = []
            }
            current += line
            current.append(UInt8(ascii: "\n"))
            start = end + 1
        }
        if !current.isEmpty { texts.append(current) }
    }

    /// An error in the words of the reference's reader.
    static func message(_ error: ParseError) -> String {
        // What follows the last place in the message is libyaml's own words.
        let words = error.message.split(separator: ": ").last.map(String.init) ?? error.message
        let parts = words.split(separator: "`", omittingEmptySubsequences: false)
        if words.hasPrefix("there is no anchor"), parts.count == 3 {
            return "yaml: unknown anchor '\(parts[1])' referenced"
        }
        if words.hasPrefix("`<<` needs") { return "yaml: map merge requires map or sequence of maps as the value" }
        // Lines count from zero there, and the first one is not told.
        let isParsers = words.hasPrefix("did not find expected") && !words.contains("line break")
        let line = isParsers || error.line == 1 ? error.line - 1 : error.line
        // A reader's error has no line.
        if line <= 0 || words == "control characters are not allowed" { return "yaml: \(words)" }
        return "yaml: line \(line): \(words)"
    }
}
