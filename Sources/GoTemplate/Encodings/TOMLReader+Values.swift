extension TOMLReader {
    mutating func value() throws -> GoValue {
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { throw FunctionFailure("toml: nested too deeply", isLimit: true) }
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
            guard let next = peek else { throw failure("unexpected EOF; expected value") }
            if next == UInt8(ascii: "]") { break }
            if next == UInt8(ascii: ",") { throw failure("unexpected comma") }
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
        while true {
            skipLines()
            if peek == UInt8(ascii: "}") {
                position += 1
                return .map(map)
            }
            if peek == UInt8(ascii: ",") { throw failure("unexpected comma") }
            try pair(into: map, prefix: [])
            skipLines()
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
        let end = String(repeating: quote == UInt8(ascii: "\"") ? "\"" : "'", count: isLong ? 3 : 1)
        throw failure("unexpected EOF; expected \(quote == UInt8(ascii: "\"") ? "'\(end)'" : "\"\(end)\"")")
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
        case UInt8(ascii: "x"):
            let digits = bytes[position...].prefix(2)
            guard digits.count == 2, let high = hexDigit(digits[position]), let low = hexDigit(digits[position + 1])
            else {
                let shown = GoQuoting.quoted("\\x" + String(decoding: digits, as: UTF8.self))
                throw failure("expected two hexadecimal digits after '\\x', but got \(shown) instead")
            }
            position += 2
            UTF8Reader.append(high << 4 | low, to: &output)
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
            let shown = kind == 10 ? "\\n" : String(decoding: [kind], as: UTF8.self)
            if kind == 10 { line += 1 }
            throw failure("invalid escape in string '\\\(shown)'")
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
        return try number(text)
    }

    /// A number, or the words for what is none.
    private func number(_ text: String) throws -> GoValue {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard let first = digits.first else { throw unexpected(text) }
        if text.hasPrefix(".") { throw failure("floats must start with a digit, not '.'") }
        guard (0x30...0x39).contains(first) else { throw unexpected(text) }
        let prefix = String(decoding: digits.prefix(2), as: UTF8.self)
        if let base = ["0x": "hexadecimal", "0o": "octal", "0b": "binary"][prefix] {
            guard digits.count == text.utf8.count else {
                throw failure("cannot use sign with non-decimal numbers: '\(text.prefix(3))'")
            }
            if let number = GoNumberText.integer(text, base: 0) { return .int64(number) }
            let article = base == "octal" ? "an" : "a"
            throw failure("not \(article) \(base) number: '\(text.utf8.count > 2 ? text : text + "\u{0}")'")
        }
        if text.utf8.contains(UInt8(ascii: ":")) || digits.dropFirst(4).first == UInt8(ascii: "-") {
            throw failure("invalid datetime: \(GoQuoting.quoted(text))")
        }
        let isFloat = text.utf8.contains { ".eE".utf8.contains($0) }
        let name = "Invalid \(isFloat ? "float" : "integer") \(GoQuoting.quoted(text))"
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            throw failure("\(name): underscores must be surrounded by digits")
        }
        if digits.count > 1, first == 0x30, digits.dropFirst().first.map({ (0x30...0x39).contains($0) }) == true {
            throw failure("\(name): cannot have leading zeroes")
        }
        guard isFloat else {
            if let number = GoNumberText.integer(text, base: 0) { return .int64(number) }
            let isNumber = digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
            throw isNumber ? failure("\(text) is out of range for int64") : unexpected(text)
        }
        if let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
            let next = text.utf8[text.utf8.index(after: point)...].first
            guard let next, (0x30...0x39).contains(next) else {
                throw failure("\(name): '.' must be followed by one or more digits")
            }
        }
        guard let number = GoNumberText.float(text) else {
            throw failure("Invalid float value: \(GoQuoting.quoted(text))")
        }
        return .float(number)
    }

    private func unexpected(_ text: String) -> FunctionFailure {
        guard let first = text.unicodeScalars.first else {
            return failure("expected value but found \(shownNext) instead")
        }
        // A word is shown whole, anything else by its first character.
        guard WordText.isLetter(first.value) else {
            return failure(
                "expected value but found \(TOMLReader.shown(UInt8(truncatingIfNeeded: first.value))) instead")
        }
        let word = String(String.UnicodeScalarView(text.unicodeScalars.prefix { WordText.isLetter($0.value) }))
        return failure("expected value but found \(GoQuoting.quoted(word)) instead")
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
