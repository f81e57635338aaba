extension TOMLReader {
    mutating func value() throws -> GoValue {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else { throw FunctionFailure("toml: nested too deeply", isLimit: true) }
        guard let first = peek else { throw failure("unexpected EOF; expected value") }
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .bytes(try string())
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "{"): return try inlineTable()
        case 10: throw failure("expected value but found '\\n' instead")
        default: return try scalar()
        }
    }

    private mutating func array() throws -> GoValue {
        position += 1
        var elements: [GoValue] = []
        while true {
            skipLines()
            guard let next = peek else { throw failure("unexpected EOF; expected array terminator ']'") }
            if next == UInt8(ascii: "]") { break }
            elements.append(try value())
            skipLines()
            if peek == UInt8(ascii: ",") {
                position += 1
            } else if peek != UInt8(ascii: "]") {
                throw failure("expected a comma (',') or array terminator (']'), but got \(TOMLReader.shown(peek))")
            }
        }
        position += 1
        return .array(elements)
    }

    private mutating func inlineTable() throws -> GoValue {
        position += 1
        let map = GoMap()
        skipBlanks()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .map(map)
        }
        while true {
            skipBlanks()
            try pair(into: map, prefix: [])
            skipBlanks()
            guard let next = peek else { throw failure("unexpected EOF; expected an inline table terminator '}'") }
            position += 1
            if next == UInt8(ascii: "}") { return .map(map) }
            guard next == UInt8(ascii: ",") else {
                throw failure(
                    "expected a comma or an inline table terminator '}', but got \(TOMLReader.shown(next)) instead")
            }
        }
    }

    // MARK: - Strings

    mutating func string() throws -> [UInt8] {
        let quote = bytes[position]
        let isLong = position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
        position += isLong ? 3 : 1
        if isLong {
            if peek == 13 { position += 1 }
            if peek == 10 {
                position += 1
                line += 1
            }
        }
        var output: [UInt8] = []
        while let byte = peek {
            if byte == quote, closes(quote, isLong) {
                position += isLong ? 3 : 1
                // Up to two quotes may stand right before the end.
                while isLong, peek == quote {
                    output.append(quote)
                    position += 1
                }
                return output
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &output, isLong: isLong)
                continue
            }
            if byte == 10 {
                guard isLong else { throw failure("strings cannot contain newlines") }
                line += 1
            }
            output.append(byte)
            position += 1
        }
        throw failure("unexpected EOF; expected \(quote == UInt8(ascii: "\"") ? "'\"'" : "\"'\"")")
    }

    private func closes(_ quote: UInt8, _ isLong: Bool) -> Bool {
        guard isLong else { return true }
        return position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    }

    private mutating func escape(into output: inout [UInt8], isLong: Bool) throws {
        position += 1
        guard let kind = peek else { throw failure("unexpected EOF; expected '\"'") }
        position += 1
        switch kind {
        case UInt8(ascii: "b"): output.append(8)
        case UInt8(ascii: "t"): output.append(9)
        case UInt8(ascii: "n"): output.append(10)
        case UInt8(ascii: "f"): output.append(12)
        case UInt8(ascii: "r"): output.append(13)
        case UInt8(ascii: "e"): output.append(27)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(kind)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            var value: UInt32 = 0
            for _ in 0..<(kind == UInt8(ascii: "u") ? 4 : 8) {
                guard let byte = peek, let digit = hexDigit(byte) else {
                    throw failure(
                        "expected hexadecimal digits after '\\\(Character(Unicode.Scalar(kind)))', but got \(TOMLReader.shown(peek)) instead"
                    )
                }
                value = value << 4 | digit
                position += 1
            }
            UTF8Reader.append(value, to: &output)
        case 10, 13, 32, 9:
            guard isLong else { fallthrough }
            position -= 1
            while let byte = peek, byte == 10 || byte == 13 || byte == 32 || byte == 9 {
                if byte == 10 { line += 1 }
                position += 1
            }
        default:
            throw failure(
                "invalid escape character \(TOMLReader.shown(kind)); only the following escape characters are allowed: \\b, \\t, \\n, \\f, \\r, \\\", \\\\, \\uXXXX, and \\UXXXXXXXX"
            )
        }
    }

    // MARK: - Scalars

    private mutating func scalar() throws -> GoValue {
        let start = position
        while let byte = peek, !",]}#\n\r\t ".utf8.contains(byte) { position += 1 }
        // A date and a time may be parted by a space.
        if position - start == 10, position + 5 < bytes.count, bytes[position] == 32,
            bytes[start + 4] == UInt8(ascii: "-"), (0x30...0x39).contains(bytes[position + 1]),
            bytes[position + 3] == UInt8(ascii: ":")
        {
            position += 1
            while let byte = peek, !",]}#\n\r\t ".utf8.contains(byte) { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        if let time = TOMLReader.time(text) { return .object(time) }
        let isPrefixed = text.hasPrefix("0x") || text.hasPrefix("0o") || text.hasPrefix("0b")
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let hasLeadingZero =
            digits.count > 1 && digits.first == 0x30 && digits.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        if !hasLeadingZero, let number = GoNumberText.integer(text, base: 0) { return .int64(number) }
        if !isPrefixed, !hasLeadingZero, text.utf8.contains(where: { ".eE".utf8.contains($0) }),
            let number = GoNumberText.float(text)
        {
            return .float(number)
        }
        guard let first = text.utf8.first else {
            throw failure("expected value but found \(TOMLReader.shown(peek)) instead")
        }
        throw failure("expected value but found \(TOMLReader.shown(first)) instead")
    }

    private static let layouts: [(String, String)] = [
        ("2006-01-02T15:04:05.999999999Z07:00", ""), ("2006-01-02 15:04:05.999999999Z07:00", ""),
        ("2006-01-02T15:04:05.999999999", "datetime-local"), ("2006-01-02 15:04:05.999999999", "datetime-local"),
        ("2006-01-02", "date-local"), ("15:04:05.999999999", "time-local"),
    ]

    private static func time(_ text: String) -> GoTime? {
        guard text.utf8.count >= 8, text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
            text.utf8.contains(UInt8(ascii: ":")) || text.utf8.filter({ $0 == UInt8(ascii: "-") }).count == 2
        else { return nil }
        for (layout, zone) in layouts {
            let location = zone.isEmpty ? GoLocation.utc : GoLocation(name: zone, offset: 0)
            if let time = try? DateParser.parse(
                text.replacingBytes("t", with: "T").replacingBytes("z", with: "Z"), layout: layout, location: location)
            {
                return time
            }
        }
        return nil
    }
}
