/// A word of an expression.
struct CELToken: Sendable {
    enum Kind: Sendable, Equatable {
        case name
        case int(Int64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol, end
    }

    let kind: Kind
    let text: String
    let offset: Int
}

/// Splits the text of an expression into words.
struct CELLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    static func tokens(_ source: String) throws(CELIssue) -> [CELToken] {
        var lexer = CELLexer(source)
        var tokens: [CELToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ("0"..."9").contains($0) } ?? false
    }

    private mutating func skipSpace() {
        while let scalar = peek() {
            if scalar == "/", peek(1) == "/" {
                while let other = peek(), other != "\n" { position += other == "\n" ? 0 : 1 }
            } else if [" ", "\t", "\n", "\r", "\u{c}"].contains(scalar) {
                position += 1
            } else {
                return
            }
        }
    }

    private func text(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<position])
        return String(view)
    }

    private mutating func next() throws(CELIssue) -> CELToken {
        skipSpace()
        let start = position
        guard let scalar = peek() else { return CELToken(kind: .end, text: "<EOF>", offset: start) }
        if let literal = try textLiteral(start) { return literal }
        if CELLexer.isLetter(scalar) {
            while CELLexer.isLetter(peek()) || CELLexer.isDigit(peek()) { position += 1 }
            return CELToken(kind: .name, text: text(from: start), offset: start)
        }
        if CELLexer.isDigit(scalar) || (scalar == "." && CELLexer.isDigit(peek(1))) { return try number(start) }
        let pairs = ["==", "!=", "<=", ">=", "&&", "||"]
        if let following = peek(1), pairs.contains("\(scalar)\(following)") {
            position += 2
            return CELToken(kind: .symbol, text: text(from: start), offset: start)
        }
        guard "()[]{}.,?:+-*/%!<>".unicodeScalars.contains(scalar) else {
            throw CELIssue(offset: start, message: "Syntax error: token recognition error at: '\(scalar)'")
        }
        position += 1
        return CELToken(kind: .symbol, text: String(scalar), offset: start)
    }

    private mutating func number(_ start: Int) throws(CELIssue) -> CELToken {
        if peek() == "0", peek(1) == "x" || peek(1) == "X" {
            position += 2
            while let scalar = peek(), scalar.properties.isASCIIHexDigit { position += 1 }
            let digits = String(text(from: start).dropFirst(2))
            if peek() == "u" || peek() == "U" {
                position += 1
                return try token(UInt64(digits, radix: 16).map(CELToken.Kind.uint), start)
            }
            return try token(Int64(digits, radix: 16).map(CELToken.Kind.int), start)
        }
        var isDouble = false
        while CELLexer.isDigit(peek()) { position += 1 }
        if peek() == ".", CELLexer.isDigit(peek(1)) {
            isDouble = true
            position += 1
            while CELLexer.isDigit(peek()) { position += 1 }
        }
        if peek() == "e" || peek() == "E" {
            let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if CELLexer.isDigit(peek(1 + sign)) {
                isDouble = true
                position += 1 + sign
                while CELLexer.isDigit(peek()) { position += 1 }
            }
        }
        let digits = text(from: start)
        if isDouble { return try token(Double(digits).map(CELToken.Kind.double), start) }
        if peek() == "u" || peek() == "U" {
            position += 1
            return try token(UInt64(digits).map(CELToken.Kind.uint), start)
        }
        // The smallest whole number has its sign in front; the parser puts the two together.
        if digits == "9223372036854775808" { return try token(.int(.min), start) }
        return try token(Int64(digits).map(CELToken.Kind.int), start)
    }

    private func token(_ kind: CELToken.Kind?, _ start: Int) throws(CELIssue) -> CELToken {
        guard let kind else { throw CELIssue(offset: start, message: "invalid int literal") }
        return CELToken(kind: kind, text: text(from: start), offset: start)
    }

    /// A text or bytes, raw or not, in single or triple quotes.
    private mutating func textLiteral(_ start: Int) throws(CELIssue) -> CELToken? {
        var ahead = 0
        var isRaw = false
        var isBytes = false
        while let scalar = peek(ahead), ahead < 2, ["r", "R", "b", "B"].contains(scalar) {
            if scalar == "r" || scalar == "R" { isRaw = true } else { isBytes = true }
            ahead += 1
        }
        guard let quote = peek(ahead), quote == "'" || quote == "\"" else { return nil }
        let isTriple = peek(ahead + 1) == quote && peek(ahead + 2) == quote
        position += ahead + (isTriple ? 3 : 1)
        var bytes: [UInt8] = []
        while true {
            guard let scalar = peek(), isTriple || scalar != "\n" else {
                throw CELIssue(
                    offset: start, message: "Syntax error: token recognition error at: '\(text(from: start))'")
            }
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                position += isTriple ? 3 : 1
                break
            }
            position += 1
            if scalar == "\\", !isRaw {
                try escape(&bytes, isBytes: isBytes, start)
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        let kind: CELToken.Kind = isBytes ? .bytes(bytes) : .string(String(decoding: bytes, as: UTF8.self))
        return CELToken(kind: kind, text: text(from: start), offset: start)
    }

    private mutating func escape(_ bytes: inout [UInt8], isBytes: Bool, _ start: Int) throws(CELIssue) {
        let plain: [Unicode.Scalar: UInt8] = [
            "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 0x5C, "'": 0x27, "\"": 0x22, "`": 0x60,
            "?": 0x3F,
        ]
        let lengths: [Unicode.Scalar: Int] = ["x": 2, "X": 2, "u": 4, "U": 8]
        guard let scalar = peek() else { return }
        if let byte = plain[scalar] {
            position += 1
            bytes.append(byte)
            return
        }
        let isOctal = ("0"..."3").contains(scalar)
        let length = isOctal ? 3 : lengths[scalar] ?? 0
        let first = position + (isOctal ? 0 : 1)
        guard length > 0, first + length <= scalars.count else {
            throw CELIssue(offset: start, message: "Syntax error: token recognition error at: '\(text(from: start))'")
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[first..<(first + length)])
        guard let number = UInt32(String(view), radix: isOctal ? 8 : 16), let decoded = Unicode.Scalar(number) else {
            throw CELIssue(offset: start, message: "invalid unicode code point")
        }
        position = first + length
        if isBytes, number < 256 {
            bytes.append(UInt8(number))
        } else {
            bytes += Array(String(decoded).utf8)
        }
    }
}
