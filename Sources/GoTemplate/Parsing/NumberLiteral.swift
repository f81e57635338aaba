/// A number in a template: Go keeps open what type it is until it is used.
struct NumberLiteral: Sendable {
    var text: String
    var integer: Int64?
    var unsigned: UInt64?
    var float: Double?
    var imaginary: Double?
    var isCharacter = false

    /// Reads a literal; the error is Go's message.
    static func parse(_ text: String, kind: Token.Kind) throws(LiteralError) -> NumberLiteral {
        var literal = NumberLiteral(text: text)
        switch kind {
        case .characterConstant: try literal.readCharacter()
        case .complex: try literal.readComplex()
        default: try literal.readNumber()
        }
        return literal
    }

    private mutating func readCharacter() throws(LiteralError) {
        var reader = EscapeReader(Array(text.utf8).dropFirst(), quote: UInt8(ascii: "'"))
        guard let unit = reader.next() else { throw LiteralError("invalid syntax") }
        guard reader.rest.elementsEqual("'".utf8) else { throw LiteralError("malformed character constant: \(text)") }
        isCharacter = true
        integer = Int64(unit.value)
        unsigned = UInt64(unit.value)
        float = Double(unit.value)
    }

    private mutating func readComplex() throws(LiteralError) {
        let bytes = Array(text.utf8)
        var split = bytes.count - 1
        while split > 0 {
            let isSign = bytes[split] == UInt8(ascii: "+") || bytes[split] == UInt8(ascii: "-")
            let isExponent = "eEpP".utf8.contains(bytes[split - 1])
            if isSign, !isExponent { break }
            split -= 1
        }
        let real = String(decoding: bytes[..<split], as: UTF8.self)
        let rest = String(decoding: bytes[split..<(bytes.count - 1)], as: UTF8.self)
        guard split > 0, let first = GoNumberText.float(real), let second = GoNumberText.float(rest) else {
            throw LiteralError("illegal number syntax: \(GoQuoting.quoted(text))")
        }
        set(real: first, imaginary: second)
    }

    private mutating func set(real: Double, imaginary: Double) {
        self.imaginary = imaginary
        guard imaginary == 0 else {
            float = nil
            complexReal = real
            return
        }
        complexReal = real
        float = real
        integer = Int64(exactly: real)
        unsigned = UInt64(exactly: real)
    }

    /// The real part of a complex literal.
    var complexReal = 0.0

    private mutating func readNumber() throws(LiteralError) {
        if text.hasSuffix("i"), let value = GoNumberText.float(String(text.dropLast())) {
            set(real: 0, imaginary: value)
            return
        }
        unsigned = GoNumberText.unsigned(text, base: 0)
        integer = GoNumberText.integer(text, base: 0)
        if integer == 0 { unsigned = 0 }
        if let integer {
            float = Double(integer)
        } else if let unsigned {
            float = Double(unsigned)
        } else if let value = GoNumberText.float(text) {
            guard text.utf8.contains(where: { ".eEpP".utf8.contains($0) }) else {
                throw LiteralError("integer overflow: \(GoQuoting.quoted(text))")
            }
            float = value
            integer = Int64(exactly: value)
            unsigned = UInt64(exactly: value)
        } else {
            throw LiteralError("illegal number syntax: \(GoQuoting.quoted(text))")
        }
    }

    /// What the literal is where nothing says which type is wanted; nil where it does not fit an `int`.
    var ideal: GoValue? {
        if let imaginary { return .object(GoComplex(real: complexReal, imaginary: imaginary)) }
        let lower = text.lowercased()
        let isHex = lower.hasPrefix("0x") || lower.hasPrefix("-0x") || lower.hasPrefix("+0x")
        if let float, !isCharacter, text.utf8.contains(where: { ".eEpP".utf8.contains($0) }),
            !(isHex && !lower.utf8.contains(UInt8(ascii: "p")))
        {
            return .float(float)
        }
        if let integer { return .int(Int(integer)) }
        return nil
    }
}

/// Why a literal cannot be read, in Go's words.
struct LiteralError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// A complex constant; templates can only print it.
final class GoComplex: GoObject {
    let real: Double
    let imaginary: Double

    init(real: Double, imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    var typeName: String { "complex128" }
    var kindName: String { "complex128" }
    var fields: [(name: String, value: GoValue)] { [] }
    var text: String? {
        let second = FloatText.string(imaginary)
        return "(\(FloatText.string(real))\(second.hasPrefix("-") || second.hasPrefix("+") ? "" : "+")\(second)i)"
    }
}
