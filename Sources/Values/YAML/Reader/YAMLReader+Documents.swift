extension YAMLReader {
    /// The documents of a text; what follows the last one asked for is not read.
    ///
    /// Each document is tried with ``PlainYAMLReader`` first. One that needs more is read by libyaml, from its start to the
    /// next `---`, which begins a document wherever it stands at the start of a line.
    static func documents(
        in bytes: [UInt8], atMost count: Int, limits: ParseLimits, keepingLastOfEqualKeys keepsLast: Bool = false,
        dialect: YAMLDialect = .kubernetes
    ) throws(ParseError) -> [YAMLDocument] {
        try limits.checkSize(bytes.count)
        let rules = Rules(keepsLast: keepsLast, dialect: dialect)
        return try bytes.withUnsafeBufferPointer { (buffer) throws(ParseError) -> [YAMLDocument] in
            guard let base = buffer.baseAddress, PlainYAMLText.isAcceptable(buffer) else {
                return try read(buffer, atMost: count, limits: limits, linesBefore: 0, rules)
            }
            var documents: [YAMLDocument] = []
            var plain = PlainYAMLReader(buffer, base: base, limits: limits, dialect: dialect)
            while documents.count < count {
                let (start, line) = (plain.position, plain.line)
                do throws(PlainYAMLReader.Beyond) {
                    guard let document = try plain.nextDocument() else { break }
                    documents.append(document)
                } catch {
                    let slice = DocumentSlice(in: buffer, from: start)
                    documents += try read(
                        slice.bytes, atMost: count - documents.count, limits: limits, linesBefore: line - 1, rules)
                    plain.resume(at: start + slice.bytes.count, line: line + slice.lines)
                }
            }
            return documents
        }
    }

    private struct Rules {
        var keepsLast: Bool
        var dialect: YAMLDialect
    }

    /// The documents that libyaml finds in bytes before which the text has some lines.
    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, atMost count: Int, limits: ParseLimits, linesBefore: Int, _ rules: Rules
    ) throws(ParseError) -> [YAMLDocument] {
        do throws(BoxedParseError) {
            var reader = try YAMLReader(bytes, limits: limits, linesBefore: linesBefore)
            reader.keepsLastOfEqualKeys = rules.keepsLast
            reader.dialect = rules.dialect
            var documents: [YAMLDocument] = []
            while documents.count < count, let document = try reader.nextDocument() { documents.append(document) }
            return documents
        } catch {
            throw error.parseError
        }
    }
}

/// The bytes of a stream from the start of a document up to the next `---` at the start of a line.
private struct DocumentSlice {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Line breaks in it.
    let lines: Int

    init(in text: UnsafeBufferPointer<UInt8>, from start: Int) {
        var position = start
        var lines = 0
        while position < text.count {
            let line = text[position...]
            // A directive belongs to the document after it: leave the rest to libyaml as a whole.
            if line.first == UInt8(ascii: "%") {
                position = text.count
                break
            }
            if lines > 0, line.starts(with: "---".utf8), line.count == 3 || text[position + 3] <= 0x20 { break }
            position = line.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
            lines += 1
        }
        bytes = UnsafeBufferPointer(rebasing: text[start..<position])
        self.lines = lines
    }
}
