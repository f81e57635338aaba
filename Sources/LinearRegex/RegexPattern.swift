/// A compiled regular expression with RE2's syntax and meaning, as Go's `regexp` has them.
///
/// Matching takes time proportional to the length of the text whatever the expression, so patterns from foreign hands
/// are safe. Of several matches the leftmost wins, and of those the one a backtracking engine would find first.
/// Look-around and back-references do not exist. Compile once and share: a pattern is immutable.
///
/// ```swift
/// let version = try RegexPattern(#"v(?P<major>\d+)"#)
/// version.firstMatch(in: "app v12")?.text(of: "major")   // "12"
/// ```
public struct RegexPattern: Sendable {
    /// The expression as it was written.
    public let source: String
    /// Names of the groups by number; nil for those without a name and for the whole match, number 0.
    public let groupNames: [String?]
    let program: RegexProgram

    /// Compiles an expression.
    ///
    /// - Throws: ``RegexError`` for what RE2 does not take, and for expressions too large or nested too deeply.
    public init(_ source: String) throws(RegexError) {
        self.source = source
        var parser = RegexParser(source)
        let node = try parser.parse()
        groupNames = parser.names
        program = try RegexCompiler.compile(node, groups: parser.names.count, pattern: source)
    }

    /// Number of groups, the whole match not counted.
    public var groupCount: Int { groupNames.count - 1 }

    /// Slot positions of the leftmost match that begins at `start` or later.
    func slots(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> [Int]? {
        let text = RegexText(bytes: bytes)
        guard BacktrackingMatcher.fits(program, length: bytes.count) else {
            return PikeMatcher(program, text).match(from: start)
        }
        if program.isAnchored, start > 0 { return nil }
        var matcher = BacktrackingMatcher(program, text)
        var position = start
        while true {
            if let first = program.firstBytes {
                while position < bytes.count, !first[Int(bytes[position])] { position += 1 }
                if position >= bytes.count { return nil }
            }
            if matcher.match(at: position) { return matcher.slots }
            if program.isAnchored { return nil }
            let width = text.scalar(at: position).width
            if width == 0 { return nil }
            position += width
        }
    }
}

/// Where an expression matched, in bytes of the text.
public struct RegexMatch: Sendable, Hashable {
    /// Byte ranges by group number; nil for a group that took no part. Number 0 is the whole match.
    public let groups: [Range<Int>?]

    /// The range of the whole match.
    public var range: Range<Int> { groups[0] ?? 0..<0 }

    init(slots: [Int]) {
        groups = stride(from: 0, to: slots.count, by: 2).map { slot in
            slots[slot] >= 0 && slots[slot + 1] >= slots[slot] ? slots[slot]..<slots[slot + 1] : nil
        }
    }
}
