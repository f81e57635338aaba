/// Splits a source file into tokens.
struct Lexer {
    let file: SourceFile
    var position = 0
    var tokens: [Token] = []

    /// All tokens of a file, the last being ``Token/Kind/end``.
    static func tokens(of file: SourceFile) throws(SyntaxError) -> [Token] {
        var lexer = Lexer(file: file)
        lexer.tokens.reserveCapacity(file.bytes.count / 4 + 1)
        while try lexer.lexOne() {}
        let end = file.bytes.count
        lexer.tokens.append(Token(kind: .end, range: SourceRange(end, end), text: ""))
        return lexer.tokens
    }

    private init(file: SourceFile) {
        self.file = file
    }

    /// The byte some places ahead, nil beyond the end.
    func peek(_ ahead: Int = 0) -> UInt8? {
        let index = position + ahead
        return index < file.bytes.count ? file.bytes[index] : nil
    }

    func failure(_ message: String, at start: Int, to end: Int? = nil) -> SyntaxError {
        SyntaxError(message: message, file: file, range: SourceRange(start, end ?? start))
    }

    mutating func emit(_ kind: Token.Kind, from start: Int, text: String = "") {
        tokens.append(Token(kind: kind, range: SourceRange(start, position), text: text))
    }

    func text(_ start: Int, _ end: Int) -> String { String(decoding: file.bytes[start..<end], as: UTF8.self) }

    /// Reads one token or comment; false at the end.
    private mutating func lexOne() throws(SyntaxError) -> Bool {
        while let byte = peek(), byte == 0x20 || (byte >= 0x09 && byte <= 0x0d && byte != 0x0b && byte != 0x0c) {
            position += 1
        }
        guard let byte = peek() else { return false }
        switch byte {
        case UInt8(ascii: "{"): punctuation(.braceLeft)
        case UInt8(ascii: "}"): punctuation(.braceRight)
        case UInt8(ascii: "["): punctuation(.bracketLeft)
        case UInt8(ascii: "]"): punctuation(.bracketRight)
        case UInt8(ascii: "("): punctuation(.parenLeft)
        case UInt8(ascii: ")"): punctuation(.parenRight)
        case UInt8(ascii: ","): punctuation(.comma)
        case UInt8(ascii: "."): punctuation(.dot)
        case UInt8(ascii: ";"): punctuation(.semicolon)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try lexNumber()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try lexQuoted()
        case UInt8(ascii: "@"): try lexVerbatim()
        default:
            if Lexer.isIdentifierStart(byte) {
                lexIdentifier()
            } else if Lexer.isSymbol(byte) || byte == UInt8(ascii: "#") {
                try lexSymbol()
            } else {
                throw failure("Could not lex the character \(quotedCharacter(at: position))", at: position)
            }
        }
        return true
    }

    private mutating func punctuation(_ kind: Token.Kind) {
        position += 1
        emit(kind, from: position - 1)
    }

    static func isIdentifierStart(_ byte: UInt8) -> Bool {
        (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: ":"), UInt8(ascii: "~"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "="),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    private mutating func lexIdentifier() {
        let start = position
        while let byte = peek(), Lexer.isIdentifierStart(byte) || Lexer.isDigit(byte) { position += 1 }
        let word = text(start, position)
        emit(Token.Kind(keyword: word) ?? .identifier, from: start, text: word)
    }

    private mutating func lexSymbol() throws(SyntaxError) {
        let start = position
        if peek() == UInt8(ascii: "#") || (peek() == UInt8(ascii: "/") && peek(1) == UInt8(ascii: "/")) {
            while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
            return
        }
        if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") { return try skipComment() }
        if startsBlock(at: 0) { return try lexBlock() }
        position += 1
        while let byte = peek(), Lexer.isSymbol(byte) {
            // A slash divides or begins a comment, and belongs to no longer operator.
            if byte == UInt8(ascii: "/") { break }
            if startsBlock(at: 0) { break }
            position += 1
        }
        // An operator of several characters never ends in one that may begin an operand.
        let end = position
        while position > start + 1, "+-~!$".utf8.contains(file.bytes[position - 1]) { position -= 1 }
        if position == start + 1, "+-~!$".utf8.contains(file.bytes[start]) {
            // The rest of the run falls apart in the same way; one pass keeps long runs linear.
            for index in start..<end {
                position = index + 1
                let symbol = text(index, position)
                emit(symbol == "$" ? .dollar : .operator, from: index, text: symbol)
            }
            return
        }
        let symbol = text(start, position)
        emit(symbol == "$" ? .dollar : .operator, from: start, text: symbol)
    }

    func startsBlock(at ahead: Int) -> Bool {
        let bar = UInt8(ascii: "|")
        return peek(ahead) == bar && peek(ahead + 1) == bar && peek(ahead + 2) == bar
    }

    private mutating func skipComment() throws(SyntaxError) {
        let start = position
        position += 2
        while true {
            guard let byte = peek() else {
                throw failure("Multi-line comment has no terminating */", at: start)
            }
            if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") { break }
            position += 1
        }
        position += 2
    }
}
