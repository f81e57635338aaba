/// Cuts a byte stream into lines, however the pieces fall.
struct LineSplitter {
    /// A line longer than this is refused; objects are at most some megabytes.
    static let maximumLineBytes = 64 << 20

    /// Whether lines without content count.
    let keepsBlankLines: Bool

    private var pending: [UInt8] = []
    private var lines: [[UInt8]] = []
    private var next = 0

    init(keepsBlankLines: Bool = false) { self.keepsBlankLines = keepsBlankLines }

    /// Takes the next piece.
    ///
    /// - Returns: false where a line grew beyond the limit.
    mutating func append(_ piece: [UInt8]) -> Bool {
        var rest = piece[...]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = pending.isEmpty ? Array(rest[..<newline]) : pending + rest[..<newline]
            pending = []
            if keepsBlankLines || line.contains(where: { $0 > 0x20 }) { lines.append(line) }
            rest = rest[(newline + 1)...]
        }
        pending += rest
        return pending.count <= LineSplitter.maximumLineBytes
    }

    /// The next whole line, without its end; nil while there is none.
    mutating func nextLine() -> [UInt8]? {
        guard next < lines.count else { return nil }
        let line = lines[next]
        next += 1
        if next == lines.count {
            lines.removeAll(keepingCapacity: true)
            next = 0
        }
        return line
    }

    /// What is left after the last line end: the last line of a stream that ends without one.
    mutating func remainder() -> [UInt8]? {
        defer { pending = [] }
        if keepsBlankLines { return pending.isEmpty ? nil : pending }
        return pending.contains(where: { $0 > 0x20 }) ? pending : nil
    }
}
