#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads JSON into values, with the messages of Go's library, which the reference shows.
struct GoJSONParser {
    let vm: Interpreter
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The value of a whole text.
    static func parse(_ text: StringRef, _ vm: Interpreter) throws(Failure) -> Datum {
        var parser = GoJSONParser(vm: vm, bytes: vm.bytes(text))
        let value = try parser.value()
        parser.skipSpace()
        if parser.position < parser.bytes.count { throw parser.invalid("after top-level value") }
        return value
    }

    private init(vm: Interpreter, bytes: UnsafeBufferPointer<UInt8>) {
        self.vm = vm
        self.bytes = bytes
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private var unexpectedEnd: Failure { Failure("failed to parse JSON: unexpected end of JSON input") }

    private func invalid(_ place: String) -> Failure {
        let byte = peek() ?? 0x20
        let shown: String
        switch byte {
        case UInt8(ascii: "'"): shown = "'\\''"
        case UInt8(ascii: "\""): shown = "'\"'"
        case UInt8(ascii: "\\"): shown = "'\\\\'"
        case 0x0A: shown = "'\\n'"
        case 0x09: shown = "'\\t'"
        case 0x0D: shown = "'\\r'"
        case 0x20..<0x7F: shown = "'\(Character(Unicode.Scalar(byte)))'"
        case 0..<0x20, 0x7F: shown = "'\\x" + TextBuilder.hexadecimal(UInt32(byte), width: 2) + "'"
        default: shown = "'\(Character(Unicode.Scalar(byte)))'"
        }
        return Failure("failed to parse JSON: invalid character \(shown) \(place)")
    }

    private mutating func value() throws(Failure) -> Datum {
        skipSpace()
        guard let byte = peek() else { throw unexpectedEnd }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw invalid("looking for beginning of value")
        }
    }

    private mutating func nested(
        _ body: (inout GoJSONParser) throws(Failure) -> Datum
    ) throws(Failure) -> Datum {
        depth += 1
        guard depth <= 10_000 else { throw Failure("failed to parse JSON: exceeded max depth") }
        try vm.guardStack()
        position += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func literal(_ word: StaticString, _ value: Datum) throws(Failure) -> Datum {
        for index in 0..<word.utf8CodeUnitCount {
            let wanted = word.utf8Start[index]
            guard peek() == wanted else {
                throw invalid("in literal \(word) (expecting '\(Character(Unicode.Scalar(wanted)))')")
            }
            position += 1
        }
        return value
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek(), Lexer.isDigit(byte) { position += 1 }
        return position > start
    }

    private mutating func number() throws(Failure) -> Double {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") {
            position += 1
        } else if !digits() {
            throw invalid("in numeric literal")
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            guard digits() else { throw invalid("after decimal point in numeric literal") }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard digits() else { throw invalid("in exponent of numeric literal") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw Failure(
                "failed to parse JSON: json: cannot unmarshal number \(text) into Go value of type float64")
        }
        return number
    }

    private mutating func array() throws(Failure) -> Datum {
        var elements: [Datum] = []
        skipSpace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return .array(vm.array(elements))
        }
        while true {
            elements.append(try value())
            skipSpace()
            guard let byte = peek() else { throw unexpectedEnd }
            guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else { throw invalid("after array element") }
            position += 1
            if byte == UInt8(ascii: "]") { return .array(vm.array(elements)) }
        }
    }

    private mutating func object() throws(Failure) -> Datum {
        var names: [Int32] = []
        var values: [Datum] = []
        var places: [Int32: Int] = [:]
        skipSpace()
        var isFirst = true
        while true {
            skipSpace()
            guard let byte = peek() else { throw unexpectedEnd }
            if isFirst, byte == UInt8(ascii: "}") {
                position += 1
                break
            }
            isFirst = false
            guard byte == UInt8(ascii: "\"") else { throw invalid("looking for beginning of object key string") }
            let name = vm.symbol(try string())
            skipSpace()
            guard let colon = peek() else { throw unexpectedEnd }
            guard colon == UInt8(ascii: ":") else { throw invalid("after object key") }
            position += 1
            let value = try value()
            if let place = places[name] {
                values[place] = value
            } else {
                places[name] = names.count
                names.append(name)
                values.append(value)
            }
            skipSpace()
            guard let end = peek() else { throw unexpectedEnd }
            guard end == UInt8(ascii: ",") || end == UInt8(ascii: "}") else {
                throw invalid("after object key:value pair")
            }
            position += 1
            if end == UInt8(ascii: "}") { break }
        }
        return .object(vm.object(symbols: names, values: values))
    }

    private mutating func string() throws(Failure) -> StringRef {
        position += 1
        var text: [UInt8] = []
        while true {
            guard let byte = peek() else { throw unexpectedEnd }
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw invalid("in string literal") }
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            try escape(into: &text)
        }
        position += 1
        return vm.string(text)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = peek() else { throw unexpectedEnd }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            var unit = try codeUnit()
            if unit >= 0xD800, unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let before = position
                position += 2
                let low = try codeUnit()
                if low >= 0xDC00, low < 0xE000 {
                    unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
                } else {
                    position = before
                }
            }
            text.append(contentsOf: Array(String(Character(Unicode.Scalar(unit) ?? "\u{fffd}")).utf8))
            return
        default: throw invalid("in string escape code")
        }
        position += 1
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw unexpectedEnd }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw invalid("in \\u hexadecimal character escape")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
