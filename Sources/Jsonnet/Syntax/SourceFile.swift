/// The text of one file or snippet, with what is needed to tell places in it.
final class SourceFile: Sendable {
    /// The name that messages show and that `std.thisFile` tells.
    let name: String
    /// The folder that relative imports start from, in the importer's terms; empty for the current folder.
    let folder: String
    /// The text as UTF-8.
    let bytes: [UInt8]

    init(name: String, folder: String, bytes: [UInt8]) {
        self.name = name
        self.folder = folder
        self.bytes = bytes
    }

    /// Line and column of a byte offset, both from 1; columns count bytes.
    func position(at offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            start = index + 1
        }
        return (line, offset - start + 1)
    }

    /// `file:line:column-column` as messages show it, or `file:(line:column)-(line:column)` over several lines.
    func describe(_ range: SourceRange) -> String {
        let begin = position(at: Int(range.start))
        let end = position(at: Int(range.end))
        if begin == end { return "\(name):\(begin.line):\(begin.column)" }
        if begin.line == end.line { return "\(name):\(begin.line):\(begin.column)-\(end.column)" }
        return "\(name):(\(begin.line):\(begin.column))-(\(end.line):\(end.column))"
    }

    /// The lines that a range touches, without the last line feed.
    func excerpt(_ range: SourceRange) -> String {
        var start = min(Int(range.start), bytes.count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        var end = min(max(Int(range.end) - (range.end > range.start ? 1 : 0), start), bytes.count)
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// Byte offsets of a piece of a source file, the end exclusive.
struct SourceRange: Hashable, Sendable {
    var start: Int32
    var end: Int32

    init(_ start: Int, _ end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
    }

    /// From the beginning of this range to the end of another.
    func through(_ other: SourceRange) -> SourceRange { SourceRange(Int(start), Int(other.end)) }
}

/// A mistake that is found before anything runs.
struct SyntaxError: Error {
    var message: String
    var file: SourceFile
    var range: SourceRange

    /// The message with its place, and the lines it is about.
    var report: String { "\(summary)\n\n\(file.excerpt(range))\n\n" }

    /// The message with its place, on one line.
    var summary: String { "\(file.describe(range)) \(message)" }
}
