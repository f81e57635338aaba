/// Cuts a template into tokens, one when asked, as Go's `text/template/parse` does.
struct Lexer {
    private let input: [UInt8]
    private let left: [UInt8]
    private let right: [UInt8]
    private var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var isInsideAction = false
    private var parenthesisDepth = 0
    private var pending: Token?
    /// The mistake that the one token of its kind stands for.
    private var mistake = ""
    private static let end: UInt32 = .max
    private static let commentStart = Array("/*".utf8)
    private static let commentEnd = Array("*/".utf8)

    init(_ input: [UInt8], delimiters: (left: String, right: String)) {
        self.input = input
        left = Array(delimiters.left.utf8)
        right = Array(delimiters.right.utf8)
    }

    /// The next token; after an error or the end, the end again and again.
    mutating func next() -> Token {
        pending = nil
        while true {
            if isInsideAction { insideAction() } else { text() }
            if let token = pending { return token }
        }
    }

    // MARK: - What is written

    /// The token as written, or the mistake.
    func text(of token: Token) -> String { token.kind == .error ? mistake : text(token.range) }

    /// The token as written but for its first character.
    func tail(of token: Token) -> String { text((token.range.lowerBound + 1)..<token.range.upperBound) }

    private func text(_ range: Range<Int>) -> String {
        input.withUnsafeBufferPointer { ByteText.string(buffer: UnsafeBufferPointer(rebasing: $0[range])) }
    }

    func isWritten(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        token.range.count == 1 && UInt32(input[token.position]) == scalar.value
    }

    /// The token as Go's messages show it.
    func description(of token: Token) -> String {
        let text = text(of: token)
        switch token.kind {
        case .end: return "EOF"
        case .error: return text
        case _ where token.kind.rawValue >= Token.Kind.dot.rawValue: return "<\(text)>"
        default:
            guard text.utf8.count > 10 else { return GoQuoting.quoted(text) }
            return GoQuoting.quoted(String(String.UnicodeScalarView(text.unicodeScalars.prefix(10)))) + "..."
        }
    }

    // MARK: - Primitives

    private mutating func emit(_ kind: Token.Kind) {
        pending = token(kind)
        ignore()
    }

    private func token(_ kind: Token.Kind) -> Token {
        Token(kind: kind, line: startLine, range: start..<position)
    }

    private mutating func ignore() {
        for index in start..<max(position, start) where input[index] == 10 { line += 1 }
        start = position
        startLine = line
    }

    private mutating func fail(_ message: String) {
        pending = Token(kind: .error, line: startLine, range: start..<start)
        mistake = message
        position = input.count
        start = position
        isInsideAction = false
    }

    private func scalar(at index: Int) -> (value: UInt32, width: Int) {
        guard index < input.count else { return (Lexer.end, 0) }
        if input[index] < 0x80 { return (UInt32(input[index]), 1) }
        let (value, width) = input.withUnsafeBufferPointer { UTF8Reader.scalar(in: $0, at: index) }
        return (value, max(width, 1))
    }

    private func peek() -> UInt32 { scalar(at: position).value }

    private mutating func advance() -> UInt32 {
        let (value, width) = scalar(at: position)
        position += width
        return value
    }

    private func starts(with prefix: [UInt8], at index: Int) -> Bool {
        guard index >= 0, index + prefix.count <= input.count else { return false }
        for offset in prefix.indices where input[index + offset] != prefix[offset] { return false }
        return true
    }

    private func find(_ needle: [UInt8], from index: Int) -> Int? {
        var index = index
        while index + needle.count <= input.count {
            if input[index] == needle[0], starts(with: needle, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func isSpace(_ value: UInt32) -> Bool { value == 32 || value == 9 || value == 13 || value == 10 }

    private func isAlphanumeric(_ value: UInt32) -> Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: return true
        case 0..<0x80, Lexer.end: return false
        default:
            switch Unicode.Scalar(value)?.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                return true
            default: return false
            }
        }
    }

    private func hasLeftTrim(at index: Int) -> Bool {
        index + 1 < input.count && input[index] == UInt8(ascii: "-") && isSpace(UInt32(input[index + 1]))
    }

    private func hasRightTrim(at index: Int) -> Bool {
        index + 1 < input.count && isSpace(UInt32(input[index])) && input[index + 1] == UInt8(ascii: "-")
    }

    private func atRightDelimiter() -> (found: Bool, trims: Bool) {
        if hasRightTrim(at: position), starts(with: right, at: position + 2) { return (true, true) }
        return (starts(with: right, at: position), false)
    }

    private mutating func skipSpace() {
        while position < input.count, isSpace(UInt32(input[position])) { position += 1 }
    }

    // MARK: - Text and delimiters

    private mutating func text() {
        guard let found = find(left, from: position) else {
            position = input.count
            emit(position > start ? .text : .end)
            return
        }
        if found > start || found > position {
            position = found
            var end = found
            if hasLeftTrim(at: found + left.count) {
                while end > start, isSpace(UInt32(input[end - 1])) { end -= 1 }
            }
            if end > start {
                position = end
                emit(.text)
                position = found
                ignore()
                return
            }
            ignore()
        }
        leftDelimiter()
    }

    private mutating func leftDelimiter() {
        position += left.count
        let marker = hasLeftTrim(at: position) ? 2 : 0
        if starts(with: Lexer.commentStart, at: position + marker) {
            position += marker
            ignore()
            comment()
            return
        }
        emit(.leftDelimiter)
        isInsideAction = true
        position += marker
        ignore()
        parenthesisDepth = 0
    }

    private mutating func comment() {
        position += 2
        guard let end = find(Lexer.commentEnd, from: position) else {
            fail("unclosed comment")
            return
        }
        position = end + 2
        let (found, trims) = atRightDelimiter()
        guard found else {
            fail("comment ends before closing delimiter")
            return
        }
        position += (trims ? 2 : 0) + right.count
        if trims { skipSpace() }
        ignore()
    }

    private mutating func rightDelimiter() {
        let trims = atRightDelimiter().trims
        if trims {
            position += 2
            ignore()
        }
        position += right.count
        emit(.rightDelimiter)
        if trims {
            skipSpace()
            ignore()
        }
        isInsideAction = false
    }

    // MARK: - Actions

    private mutating func insideAction() {
        if atRightDelimiter().found {
            if parenthesisDepth == 0 { rightDelimiter() } else { fail("unclosed left paren") }
            return
        }
        let first = advance()
        switch first {
        case Lexer.end: fail("unclosed action")
        case 32, 9, 13, 10: space()
        case letter("="): emit(.assign)
        case letter(":"):
            if advance() == letter("=") { emit(.declare) } else { fail("expected :=") }
        case letter("|"): emit(.pipe)
        case letter("\""): quoted(until: letter("\""), kind: .string, "unterminated quoted string")
        case letter("'"): quoted(until: letter("'"), kind: .characterConstant, "unterminated character constant")
        case letter("`"): rawQuoted()
        case letter("$"): fieldOrVariable(.variable)
        case letter("."):
            if position == input.count || (0x30...0x39).contains(input[position]) {
                // A dot begins a number also where nothing follows it at all.
                number()
            } else {
                fieldOrVariable(.field)
            }
        case letter("+"), letter("-"), 0x30...0x39: number()
        case letter("("):
            emit(.leftParenthesis)
            parenthesisDepth += 1
        case letter(")"):
            parenthesisDepth -= 1
            if parenthesisDepth < 0 { fail("unexpected right paren") } else { emit(.rightParenthesis) }
        case _ where isAlphanumeric(first): identifier()
        case 0x20..<0x7F: emit(.character)
        default: fail("unrecognized character in action: \(Lexer.unicode(first))")
        }
    }

    private static func unicode(_ value: UInt32) -> String { GoPrinter.sprintf("%#U", [.int(Int(value))]) }

    private mutating func space() {
        var count = 1
        while isSpace(peek()) {
            position += 1
            count += 1
        }
        // The last space may belong to a trimming delimiter.
        if hasRightTrim(at: position - 1), starts(with: right, at: position + 1) {
            position -= 1
            if count == 1 {
                rightDelimiter()
                return
            }
        }
        emit(.space)
    }

    private func atTerminator() -> Bool {
        let next = peek()
        if isSpace(next) || next == Lexer.end { return true }
        switch next {
        case letter("."), letter(","), letter("|"), letter(":"), letter(")"), letter("("): return true
        default: break
        }
        return starts(with: right, at: position)
    }

    private mutating func absorbAlphanumerics() -> Bool {
        while isAlphanumeric(peek()) { _ = advance() }
        guard atTerminator() else {
            fail("bad character \(Lexer.unicode(peek()))")
            return false
        }
        return true
    }

    private mutating func identifier() {
        guard absorbAlphanumerics() else { return }
        // No keyword is longer than "continue".
        guard position - start <= 8 else {
            emit(.identifier)
            return
        }
        let word = ByteText.string(input[start..<position])
        if let keyword = Token.keywords[word] {
            emit(keyword)
        } else {
            emit(word == "true" || word == "false" ? .boolean : .identifier)
        }
    }

    private mutating func fieldOrVariable(_ kind: Token.Kind) {
        if atTerminator() {
            emit(kind == .variable ? .variable : .dot)
            return
        }
        if absorbAlphanumerics() { emit(kind) }
    }

    private mutating func quoted(until quote: UInt32, kind: Token.Kind, _ message: String) {
        while true {
            var next = advance()
            if next == letter("\\") {
                next = advance()
                if next != Lexer.end, next != 10 { continue }
            }
            if next == Lexer.end || next == 10 {
                fail(message)
                return
            }
            if next == quote { break }
        }
        emit(kind)
    }

    private mutating func rawQuoted() {
        guard let end = input[position...].firstIndex(of: UInt8(ascii: "`")) else {
            fail("unterminated raw quoted string")
            return
        }
        position = end + 1
        emit(.rawString)
    }

    // MARK: - Numbers

    private mutating func number() {
        position = start
        guard scanNumber() else {
            badNumber()
            return
        }
        if peek() == letter("+") || peek() == letter("-") {
            guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else {
                badNumber()
                return
            }
            emit(.complex)
        } else {
            emit(.number)
        }
    }

    private mutating func badNumber() {
        fail("bad number syntax: \(GoQuoting.quoted(ByteText.string(input[start..<position])))")
    }

    private mutating func accept(_ valid: String) -> Bool {
        guard position < input.count, valid.utf8.contains(input[position]) else { return false }
        position += 1
        return true
    }

    private mutating func acceptRun(_ valid: String) { while accept(valid) {} }

    private mutating func scanNumber() -> Bool {
        _ = accept("+-")
        var digits = "0123456789_"
        if accept("0") {
            if accept("xX") {
                digits = "0123456789abcdefABCDEF_"
            } else if accept("oO") {
                digits = "01234567_"
            } else if accept("bB") {
                digits = "01_"
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        if digits.utf8.count == 11, accept("eE") {
            _ = accept("+-")
            acceptRun("0123456789_")
        }
        if digits.utf8.count == 23, accept("pP") {
            _ = accept("+-")
            acceptRun("0123456789_")
        }
        _ = accept("i")
        if isAlphanumeric(peek()) {
            _ = advance()
            return false
        }
        return true
    }
}
