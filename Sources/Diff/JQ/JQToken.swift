/// Words of the expression language.
enum JQToken: Hashable {
    case name(String)
    case variable(String)
    case field(String)
    /// A text: literal parts and the tokens of what is interpolated between them.
    case text([JQTextPart])
    case number(String)
    case symbol(String)
    case format(String)
    case end
}

/// A part of a text.
enum JQTextPart: Hashable {
    case literal(String)
    case interpolation([JQToken])
}

/// Splits an expression into words.
struct JQLexer {
    private let bytes: [UInt8]
    private var position = 0

    private static let maximumNesting = 32
    private static let symbols = [
        "?//=", "?//", "|=", "+=", "-=", "*=", "/=", "%=", "//=", "==", "!=", "<=", ">=", "//", "..", "|", ",", ".",
        "[", "]",
        "(", ")", "{", "}", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?",
    ].sorted { $0.utf8.count > $1.utf8.count }.map { Array($0.utf8) }

    init(_ text: String) { bytes = Array(text.utf8) }

    static func tokens(of text: String) throws(JQError) -> [JQToken] {
        var lexer = JQLexer(text)
        let tokens = try lexer.tokens(until: nil, nesting: 0)
        return tokens
    }

    private func isNameStart(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private func peek(_ offset: Int = 0) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }

    private mutating func name() -> String {
        let start = position
        while isNameStart(peek()) || isDigit(peek())
            || (peek() == UInt8(ascii: ":") && peek(1) == UInt8(ascii: ":") && isNameStart(peek(2)))
        {
            position += peek() == UInt8(ascii: ":") ? 2 : 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Words up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func tokens(until close: UInt8?, nesting: Int) throws(JQError) -> [JQToken] {
        guard nesting <= Self.maximumNesting else { throw .syntax("texts are nested too deeply") }
        var result: [JQToken] = []
        var depth = 0
        while position < bytes.count {
            let byte = peek()
            if byte == 32 || (9...13).contains(byte) {
                position += 1
            } else if byte == UInt8(ascii: "#") {
                while position < bytes.count, peek() != 10 { position += 1 }
            } else if byte == UInt8(ascii: "\"") {
                position += 1
                result.append(.text(try textParts(nesting: nesting)))
            } else if byte == UInt8(ascii: "."), isNameStart(peek(1)) {
                position += 1
                result.append(.field(name()))
            } else if byte == UInt8(ascii: "$"), isNameStart(peek(1)) {
                position += 1
                result.append(.variable(name()))
            } else if byte == UInt8(ascii: "@"), isNameStart(peek(1)) {
                position += 1
                result.append(.format(name()))
            } else if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(peek(1))) {
                result.append(.number(number()))
            } else if isNameStart(byte) {
                result.append(.name(name()))
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0, close == byte {
                        position += 1
                        return result
                    }
                    depth -= 1
                }
                result.append(.symbol(try symbol()))
            }
        }
        guard close == nil else { throw .syntax("an interpolation in a text is not closed") }
        return result
    }

    private mutating func symbol() throws(JQError) -> String {
        for symbol in Self.symbols where bytes[position...].starts(with: symbol) {
            position += symbol.count
            return String(decoding: symbol, as: UTF8.self)
        }
        throw .syntax("unexpected character at position \(position + 1)")
    }

    private mutating func number() -> String {
        let start = position
        while isDigit(peek()) || peek() == UInt8(ascii: ".") { position += 1 }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            let sign = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+") ? 2 : 1
            if isDigit(peek(sign)) {
                position += sign
                while isDigit(peek()) { position += 1 }
            }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func textParts(nesting: Int) throws(JQError) -> [JQTextPart] {
        var parts: [JQTextPart] = []
        var literal: [UInt8] = []
        while position < bytes.count {
            let byte = peek()
            position += 1
            if byte == UInt8(ascii: "\"") {
                parts.append(.literal(String(decoding: literal, as: UTF8.self)))
                return parts
            }
            guard byte == UInt8(ascii: "\\") else {
                literal.append(byte)
                continue
            }
            let escaped = peek()
            position += 1
            if escaped == UInt8(ascii: "(") {
                parts.append(.literal(String(decoding: literal, as: UTF8.self)))
                literal = []
                parts.append(.interpolation(try tokens(until: UInt8(ascii: ")"), nesting: nesting + 1)))
            } else {
                literal += try escape(escaped)
            }
        }
        throw .syntax("a text is not closed")
    }

    private mutating func escape(_ byte: UInt8) throws(JQError) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"):
            let digits = bytes[position..<min(position + 4, bytes.count)]
            guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw .syntax("an escape in a text is malformed") }
            position += 4
            return Array(String(Character(scalar)).utf8)
        default: throw .syntax("a text has an unknown escape")
        }
    }
}

/// Why an expression cannot be read or evaluated.
enum JQError: Error {
    case syntax(String)
    /// A run-time error; the value is what `catch` sees.
    case failure(String)
    /// The bounds on an evaluation were passed.
    case exhausted
    /// Leaves a `limit` or `first`.
    case stop(Int)
}
