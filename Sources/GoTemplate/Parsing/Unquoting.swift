/// Reads the characters of a quoted Go literal one by one.
struct EscapeReader {
    struct Unit {
        var value: UInt32
        /// Whether it stands for one byte rather than a character.
        var isByte: Bool
    }

    private(set) var rest: ArraySlice<UInt8>
    private let quote: UInt8

    init(_ bytes: ArraySlice<UInt8>, quote: UInt8) {
        rest = bytes
        self.quote = quote
    }

    /// The next character or byte; nil for bad syntax.
    mutating func next() -> Unit? {
        guard let first = rest.first, first != quote, first != 10 else { return nil }
        if first != UInt8(ascii: "\\") {
            let (value, width) = Array(rest.prefix(4)).withUnsafeBufferPointer { UTF8Reader.scalar(in: $0, at: 0) }
            rest = rest.dropFirst(max(width, 1))
            return width == 0 ? Unit(value: UInt32(first), isByte: true) : Unit(value: value, isByte: false)
        }
        rest = rest.dropFirst()
        guard let kind = rest.popFirst() else { return nil }
        switch kind {
        case UInt8(ascii: "a"): return Unit(value: 7, isByte: false)
        case UInt8(ascii: "b"): return Unit(value: 8, isByte: false)
        case UInt8(ascii: "f"): return Unit(value: 12, isByte: false)
        case UInt8(ascii: "n"): return Unit(value: 10, isByte: false)
        case UInt8(ascii: "r"): return Unit(value: 13, isByte: false)
        case UInt8(ascii: "t"): return Unit(value: 9, isByte: false)
        case UInt8(ascii: "v"): return Unit(value: 11, isByte: false)
        case UInt8(ascii: "\\"): return Unit(value: 0x5C, isByte: false)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return kind == quote ? Unit(value: UInt32(kind), isByte: false) : nil
        case UInt8(ascii: "x"): return hexadecimal(2).map { Unit(value: $0, isByte: true) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard let value = hexadecimal(kind == UInt8(ascii: "u") ? 4 : 8) else { return nil }
            return Unicode.Scalar(value) == nil ? nil : Unit(value: value, isByte: false)
        case 0x30...0x37: return octal(UInt32(kind - 0x30))
        default: return nil
        }
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), let digit = hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private mutating func octal(_ first: UInt32) -> Unit? {
        var value = first
        for _ in 0..<2 {
            guard let byte = rest.popFirst(), (0x30...0x37).contains(byte) else { return nil }
            value = value << 3 | UInt32(byte - 0x30)
        }
        return value > 255 ? nil : Unit(value: value, isByte: true)
    }
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41) + 10
    case 0x61...0x66: UInt32(byte - 0x61) + 10
    default: nil
    }
}

/// Reads a Go string literal, quotes included.
enum Unquoting {
    static func string(_ literal: String) -> String? {
        let bytes = ByteText.bytes(literal)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        let inner = bytes[1..<(bytes.count - 1)]
        if quote == UInt8(ascii: "`") {
            return ByteText.string(inner.contains(13) ? Array(inner.filter { $0 != 13 }) : Array(inner))
        }
        if !inner.contains(UInt8(ascii: "\\")), !inner.contains(quote) { return ByteText.string(Array(inner)) }
        var reader = EscapeReader(inner, quote: quote)
        var output: [UInt8] = []
        while !reader.rest.isEmpty {
            guard let unit = reader.next() else { return nil }
            if unit.isByte { output.append(UInt8(unit.value)) } else { UTF8Reader.append(unit.value, to: &output) }
        }
        return ByteText.string(output)
    }
}
