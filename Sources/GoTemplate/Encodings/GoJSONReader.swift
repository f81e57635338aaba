/// Reads JSON into a template's values, with the messages of Go's `encoding/json`.
struct GoJSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private let maximumDepth: Int
    private var outOfRange: FunctionFailure?

    private init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// Reads a text; one that nests deeply is read where there is stack enough for it.
    static func read(_ bytes: [UInt8]) throws -> GoValue {
        do {
            return try read(bytes, maximumDepth: 50)
        } catch let failure as FunctionFailure where failure.isLimit {
            var stack = StackSpace()
            let outcome = stack.onFreshStack { Result { try read(bytes, maximumDepth: 400) } }
            guard let outcome else { throw failure }
            return try outcome.get()
        }
    }

    private static func read(_ bytes: [UInt8], maximumDepth: Int) throws -> GoValue {
        var reader = GoJSONReader(bytes, maximumDepth: maximumDepth)
        let value = try reader.value("looking for beginning of value")
        reader.skipSpace()
        if let next = reader.peek { throw reader.invalid(next, "after top-level value") }
        if let failure = reader.outOfRange { throw failure }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The end of the text counts as a space where something has begun that needs more.
    private func invalid(_ byte: UInt8?, _ context: String) -> FunctionFailure {
        let byte = byte ?? 0x20
        let shown =
            byte == UInt8(ascii: "'")
            ? "'\\''"
            : byte == UInt8(ascii: "\"")
                ? "'\"'" : String(decoding: GoQuoting.quotedRune(UInt32(byte), ascii: false), as: UTF8.self)
        return FunctionFailure("invalid character \(shown) \(context)")
    }

    private let ended = FunctionFailure("unexpected end of JSON input")

    private mutating func skipSpace() {
        while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
    }

    private mutating func value(_ context: String) throws -> GoValue {
        skipSpace()
        guard let first = peek else { throw ended }
        depth += 1
        defer { depth -= 1 }
        guard depth <= maximumDepth else { throw FunctionFailure("exceeded max depth", isLimit: true) }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .bytes(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), 0x30...0x39: return try number()
        default: throw invalid(first, context)
        }
    }

    private mutating func word(_ word: String, _ value: GoValue) throws -> GoValue {
        for wanted in word.utf8 {
            guard peek == wanted else {
                let shown = String(decoding: GoQuoting.quotedRune(UInt32(wanted), ascii: false), as: UTF8.self)
                throw invalid(peek, "in literal \(word) (expecting \(shown))")
            }
            position += 1
        }
        return value
    }

    private mutating func number() throws -> GoValue {
        let start = position
        if peek == UInt8(ascii: "-") {
            position += 1
            guard let next = peek, (0x30...0x39).contains(next) else { throw invalid(peek, "in numeric literal") }
        }
        if peek == 0x30 { position += 1 } else { digits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try requireDigit("after decimal point in numeric literal")
        }
        if let mark = peek, mark | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = peek, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
            try requireDigit("in exponent of numeric literal")
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            // Told only of a text that is JSON to its end.
            if outOfRange == nil {
                outOfRange = FunctionFailure("json: cannot unmarshal number \(text) into Go value of type float64")
            }
            return .null
        }
        return .float(value)
    }

    private mutating func digits() { while let byte = peek, (0x30...0x39).contains(byte) { position += 1 } }

    private mutating func requireDigit(_ context: String) throws {
        guard let next = peek, (0x30...0x39).contains(next) else { throw invalid(peek, context) }
        digits()
    }

    private mutating func array() throws -> GoValue {
        position += 1
        var elements: [GoValue] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            elements.append(try value("looking for beginning of value"))
            skipSpace()
            guard let next = peek else { throw ended }
            position += 1
            if next == UInt8(ascii: "]") { return .array(elements) }
            guard next == UInt8(ascii: ",") else { throw invalid(next, "after array element") }
        }
    }

    private mutating func object() throws -> GoValue {
        position += 1
        var entries: [(String, GoValue)] = []
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .map(GoMap())
        }
        while true {
            skipSpace()
            guard let first = peek else { throw ended }
            guard first == UInt8(ascii: "\"") else {
                throw invalid(first, "looking for beginning of object key string")
            }
            let key = ByteText.string(try string())
            skipSpace()
            guard let colon = peek else { throw ended }
            guard colon == UInt8(ascii: ":") else { throw invalid(colon, "after object key") }
            position += 1
            entries.append((key, try value("looking for beginning of value")))
            skipSpace()
            guard let next = peek else { throw ended }
            position += 1
            if next == UInt8(ascii: "}") { return .map(GoMap(entries)) }
            guard next == UInt8(ascii: ",") else { throw invalid(next, "after object key:value pair") }
        }
    }

    private mutating func string() throws -> [UInt8] {
        position += 1
        var output: [UInt8] = []
        while true {
            guard let byte = peek else { throw ended }
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return output.allSatisfy({ $0 < 0x80 }) ? output : repaired(output)
            case UInt8(ascii: "\\"): try escape(into: &output)
            case 0..<0x20: throw invalid(byte, "in string literal")
            default: output.append(byte)
            }
        }
    }

    private func repaired(_ bytes: [UInt8]) -> [UInt8] { UTF8Reader.bytes(UTF8Reader.runes(bytes)) }

    private mutating func escape(into output: inout [UInt8]) throws {
        guard let kind = peek else { throw invalid(nil, "in string escape code") }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(kind)
        case UInt8(ascii: "b"): output.append(8)
        case UInt8(ascii: "f"): output.append(12)
        case UInt8(ascii: "n"): output.append(10)
        case UInt8(ascii: "r"): output.append(13)
        case UInt8(ascii: "t"): output.append(9)
        case UInt8(ascii: "u"):
            var rune = try unit()
            if (0xD800..<0xDC00).contains(rune), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let mark = position
                position += 2
                let low = try unit()
                if (0xDC00..<0xE000).contains(low) {
                    rune = 0x10000 + (rune - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = mark
                }
            }
            UTF8Reader.append(rune, to: &output)
        default: throw invalid(kind, "in string escape code")
        }
    }

    private mutating func unit() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = hexDigit(byte) else {
                throw invalid(peek, "in \\u hexadecimal character escape")
            }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    /// What Go calls the kind of a JSON value in its messages.
    static func kind(_ value: GoValue) -> String {
        switch value {
        case .bool: "bool"
        case .float: "number"
        case .string: "string"
        case .list: "array"
        case .map: "object"
        default: "null"
        }
    }
}
