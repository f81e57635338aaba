/// Cuts a resource file into documents at lines that begin with `---`, whatever they stand in.
///
/// The tool cuts before it parses: of each piece only the first document is read, and a separator inside a literal block
/// ends it.
enum DocumentSplitter {
    /// A piece of a file.
    struct Part: Hashable {
        var bytes: [UInt8]
        /// The line of the file on which it starts, from 1.
        var line: Int
    }

    /// - Throws: `RenderError` where more than a comment stands behind a separator.
    static func split(_ bytes: [UInt8], file: String) throws(RenderError) -> [Part] {
        let text = bytes.contains(carriageReturn) ? withoutCarriageReturns(bytes) : bytes
        var parts: [Part] = []
        var (start, line) = (0, 1)
        var (partStart, partLine) = (0, 1)
        while let end = text[start...].firstIndex(of: lineFeed) {
            // The line break before the separator belongs to it, so the first line never is one.
            if start > partStart, text[start..<end].starts(with: "---".utf8) {
                try checkSeparator(text[start..<end], file: file, line: line)
                parts.append(Part(bytes: Array(text[partStart..<start]), line: partLine))
                (partStart, partLine) = (end + 1, line + 1)
            }
            (start, line) = (end + 1, line + 1)
        }
        parts.append(Part(bytes: Array(text[partStart...]), line: partLine))
        return parts
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (position, byte) in bytes.enumerated() {
            if byte == carriageReturn, position + 1 < bytes.count, bytes[position + 1] == lineFeed { continue }
            result.append(byte)
        }
        return result
    }

    private static func checkSeparator(_ line: ArraySlice<UInt8>, file: String, line number: Int) throws(RenderError) {
        let rest = line.dropFirst(3).first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard let rest, rest != UInt8(ascii: "#") else { return }
        throw RenderError(
            .malformed, "invalid document separator: \(String(decoding: line, as: UTF8.self))", file: file,
            line: number)
    }
}
