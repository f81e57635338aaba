/// Reads RE2's syntax into a ``RegexNode``.
struct RegexParser {
    /// What `(?ims U)` switches.
    struct Flags {
        var folds = false
        var multiline = false
        var dotMatchesNewline = false
        var swapsGreed = false
    }

    private(set) var names: [String?] = [nil]
    let text: [UInt32]
    var position = 0
    var flags = Flags()
    private var depth = 0
    /// Go takes a thousand; this many fit beside a template on the half megabyte of stack that threads have at least.
    private let maximumDepth = 250

    init(_ pattern: String) { text = pattern.unicodeScalars.map(\.value) }

    var isAtEnd: Bool { position >= text.count }
    func peek(_ offset: Int = 0) -> UInt32? { position + offset < text.count ? text[position + offset] : nil }

    func fragment(from start: Int, to end: Int? = nil) -> String {
        var result = ""
        for value in text[start..<min(end ?? position, text.count)] {
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    mutating func parse() throws(RegexError) -> RegexNode {
        let node = try alternation()
        if !isAtEnd { throw RegexError(.unexpectedParenthesis, fragment(from: 0, to: text.count)) }
        return node
    }

    private mutating func alternation() throws(RegexError) -> RegexNode {
        var branches: [RegexNode] = []
        while true {
            branches.append(try concatenation())
            guard peek() == scalar("|") else { break }
            position += 1
        }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func concatenation() throws(RegexError) -> RegexNode {
        var parts: [RegexNode] = []
        while let next = peek(), next != scalar("|"), next != scalar(")") {
            if next == scalar("\\"), peek(1) == scalar("Q") {
                position += 2
                quoted(into: &parts)
                if var last = parts.popLast() {
                    try repetitions(of: &last)
                    parts.append(last)
                }
                continue
            }
            if next == scalar("("), peek(1) == scalar("?"), try inlineFlags() {
                // What stands before the switches can be repeated behind them.
                if var last = parts.popLast() {
                    try repetitions(of: &last)
                    parts.append(last)
                }
                continue
            }
            try refuseRepetition(next)
            var node = try atom()
            try repetitions(of: &node)
            parts.append(node)
        }
        switch parts.count {
        case 0: return .empty
        case 1: return parts[0]
        default: return .concatenation(parts)
        }
    }

    private mutating func quoted(into parts: inout [RegexNode]) {
        while let next = peek() {
            if next == scalar("\\"), peek(1) == scalar("E") {
                position += 2
                return
            }
            parts.append(literal(next))
            position += 1
        }
    }

    func literal(_ value: UInt32) -> RegexNode {
        .literal(value, folds: flags.folds && !CaseFolding.variants(of: value).isEmpty)
    }

    private func isRepetition(_ value: UInt32) -> Bool {
        value == scalar("*") || value == scalar("+") || value == scalar("?") || value == scalar("{")
    }

    // MARK: - Repetition

    private mutating func repetitions(of node: inout RegexNode) throws(RegexError) {
        var previous: Int?
        while let next = peek(), isRepetition(next) {
            let start = position
            guard let range = next == scalar("{") ? counts() : simpleCounts(next) else { return }
            try check(range)
            position = range.end
            var greedy = !flags.swapsGreed
            if peek() == scalar("?") {
                position += 1
                greedy.toggle()
            }
            if let previous { throw RegexError(.invalidRepeatOperation, fragment(from: previous)) }
            previous = start
            node = .repetition(node, minimum: range.minimum, maximum: range.maximum, greedy: greedy)
            if RegexParser.expandedCount(of: node) > 1000 {
                throw RegexError(.invalidRepeatSize, fragment(from: start))
            }
        }
    }

    /// Refuses a repetition where there is nothing to repeat.
    private func refuseRepetition(_ next: UInt32) throws(RegexError) {
        guard isRepetition(next), let range = next == scalar("{") ? counts() : simpleCounts(next) else { return }
        try check(range)
        let isLazy = range.end < text.count && text[range.end] == scalar("?")
        throw RegexError(.missingRepeatArgument, fragment(from: position, to: isLazy ? range.end + 1 : range.end))
    }

    private func check(_ range: Counts) throws(RegexError) {
        guard range.minimum <= 1000, range.maximum ?? 0 <= 1000, range.minimum <= range.maximum ?? 1000 else {
            throw RegexError(.invalidRepeatSize, fragment(from: position, to: range.end))
        }
    }

    private typealias Counts = (minimum: Int, maximum: Int?, end: Int)

    private func simpleCounts(_ operation: UInt32) -> Counts {
        switch operation {
        case scalar("*"): (0, nil, position + 1)
        case scalar("+"): (1, nil, position + 1)
        default: (0, 1, position + 1)
        }
    }

    /// `{n}`, `{n,}` or `{n,m}` from here; nil where the brace is a plain character.
    private func counts() -> Counts? {
        var index = position + 1
        guard let minimum = number(at: &index) else { return nil }
        var maximum: Int? = minimum
        guard index < text.count else { return nil }
        if text[index] == scalar(",") {
            index += 1
            guard index < text.count else { return nil }
            if text[index] == scalar("}") {
                maximum = nil
            } else {
                guard let bound = number(at: &index) else { return nil }
                maximum = bound
            }
        }
        guard index < text.count, text[index] == scalar("}") else { return nil }
        return (minimum, maximum, index + 1)
    }

    private func number(at index: inout Int) -> Int? {
        let start = index
        var value = 0
        while index < text.count, (0x30...0x39).contains(text[index]) {
            value = min(value * 10 + Int(text[index] - 0x30), 100_000)
            index += 1
        }
        guard index > start, index - start == 1 || text[start] != 0x30 else { return nil }
        return value
    }

    /// How often the innermost thing is repeated by counts, which RE2 bounds by a thousand.
    private static func expandedCount(of node: RegexNode) -> Int {
        switch node {
        case .repetition(let inner, let minimum, let maximum, _):
            let own = max(minimum, maximum ?? 0, 1)
            let nested = expandedCount(of: inner)
            let isCounted = minimum > 1 || maximum ?? 0 > 1
            return isCounted ? min(own * nested, 1_000_000) : nested
        case .group(let inner, _): return expandedCount(of: inner)
        case .concatenation(let parts), .alternation(let parts): return parts.map(expandedCount).max() ?? 1
        default: return 1
        }
    }

    // MARK: - Atoms

    private mutating func atom() throws(RegexError) -> RegexNode {
        let next = text[position]
        switch next {
        case scalar("("): return try group()
        case scalar("["): return .set(try bracketed())
        case scalar("."):
            position += 1
            return flags.dotMatchesNewline ? .anyScalar : .anyButNewline
        case scalar("^"):
            position += 1
            return .assertion(flags.multiline ? .beginLine : .beginText)
        case scalar("$"):
            position += 1
            return .assertion(flags.multiline ? .endLine : .endText)
        case scalar("\\"): return try escaped()
        default:
            position += 1
            return literal(next)
        }
    }

    private mutating func escaped() throws(RegexError) -> RegexNode {
        let start = position
        switch peek(1) {
        case scalar("A"): return assertion(.beginText)
        case scalar("z"): return assertion(.endText)
        case scalar("b"): return assertion(.wordBoundary)
        case scalar("B"): return assertion(.noWordBoundary)
        case scalar("C"): throw RegexError(.invalidEscape, "\\C")
        default: break
        }
        var set = ScalarSet()
        if try classEscape(into: &set) {
            set.folds = flags.folds
            set.seal()
            return .set(set)
        }
        position = start
        return literal(try escapedScalar())
    }

    private mutating func assertion(_ assertion: Assertion) -> RegexNode {
        position += 2
        return .assertion(assertion)
    }

    // MARK: - Groups

    private mutating func group() throws(RegexError) -> RegexNode {
        let start = position
        depth += 1
        defer { depth -= 1 }
        guard depth <= maximumDepth else { throw RegexError(.nestingDepth, fragment(from: 0, to: text.count)) }
        let outer = flags
        position += 1
        var index: Int?
        if peek() == scalar("?") {
            index = try groupHeader(start)
        } else {
            names.append(nil)
            index = names.count - 1
        }
        let body = try alternation()
        guard peek() == scalar(")") else {
            throw RegexError(.missingParenthesis, fragment(from: 0, to: text.count))
        }
        position += 1
        flags = outer
        return index.map { .group(body, index: $0) } ?? body
    }

    /// Reads `?P<name>`, `?<name>`, `?flags:`; the index of a capturing group, nil for one that is not.
    private mutating func groupHeader(_ start: Int) throws(RegexError) -> Int? {
        let isLong = peek(1) == scalar("P") && peek(2) == scalar("<")
        if isLong || peek(1) == scalar("<") {
            position += isLong ? 3 : 2
            let nameStart = position
            while let next = peek(), next != scalar(">") { position += 1 }
            guard !isAtEnd else { throw RegexError(.invalidNamedCapture, fragment(from: start, to: text.count)) }
            let name = fragment(from: nameStart)
            position += 1
            let isName = !name.isEmpty && name.utf8.allSatisfy { isWordByte($0) }
            guard isName else { throw RegexError(.invalidNamedCapture, fragment(from: start)) }
            names.append(name)
            return names.count - 1
        }
        _ = try readFlags(start)
        return nil
    }

    /// `(?flags)` without a body: switches for the rest of the group.
    private mutating func inlineFlags() throws(RegexError) -> Bool {
        var index = position + 2
        while index < text.count, text[index] != scalar(")") {
            guard isFlagCharacter(text[index]) else { return false }
            index += 1
        }
        guard index < text.count, index > position + 2 else { return false }
        let start = position
        position += 1
        return try readFlags(start)
    }

    private func isFlagCharacter(_ value: UInt32) -> Bool { "imsU-".unicodeScalars.contains { $0.value == value } }

    /// Reads flags up to `:` or `)`; true where they end the group at once.
    private mutating func readFlags(_ start: Int) throws(RegexError) -> Bool {
        position += 1
        var turnsOn = true
        var sawFlag = false
        while let next = peek() {
            position += 1
            switch next {
            case scalar("i"): flags.folds = turnsOn
            case scalar("m"): flags.multiline = turnsOn
            case scalar("s"): flags.dotMatchesNewline = turnsOn
            case scalar("U"): flags.swapsGreed = turnsOn
            case scalar("-") where turnsOn:
                turnsOn = false
                sawFlag = false
                continue
            case scalar(":"), scalar(")"):
                guard turnsOn || sawFlag else { throw RegexError(.invalidPerlSyntax, fragment(from: start)) }
                return next == scalar(")")
            default: throw RegexError(.invalidPerlSyntax, fragment(from: start))
            }
            sawFlag = true
        }
        throw RegexError(.missingParenthesis, fragment(from: 0, to: text.count))
    }
}

func scalar(_ value: Unicode.Scalar) -> UInt32 { value.value }

func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
}
