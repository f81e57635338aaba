import KubeModel
import LinearRegex
import Values

extension CELEvaluator {
    mutating func textFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        guard case .string(let text)? = values.first else {
            if name == "base64.encode", case .bytes(let bytes)? = values.first { return .string(Base64.encode(bytes)) }
            return nil
        }
        switch (name, values.count) {
        case ("lowerAscii", 1): return .string(CELText.mapASCII(text) { (0x41...0x5A).contains($0) ? $0 + 32 : $0 })
        case ("upperAscii", 1): return .string(CELText.mapASCII(text) { (0x61...0x7A).contains($0) ? $0 - 32 : $0 })
        case ("trim", 1): return .string(CELText.trimmed(text))
        case ("reverse", 1): return .string(CELText.string(text.unicodeScalars.reversed()))
        case ("strings.quote", 1): return .string(Value.string(text).jsonText(.compact))
        case ("base64.decode", 1):
            guard let bytes = Base64.decode(text) else { throw CELError("illegal base64 data") }
            return .bytes(bytes)
        case ("format", 2):
            guard let arguments = values[1].elements else { throw .noOverload }
            return .string(try CELText.format(text, arguments))
        default: break
        }
        guard values.count > 1 else { return nil }
        if case .int(let first) = values[1] { return try CELText.slice(name, text, first, values) }
        guard case .string(let other) = values[1] else { return nil }
        switch name {
        case "startsWith": return .bool(text.utf8.starts(with: other.utf8))
        case "endsWith": return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case "contains": return .bool(CELText.place(of: Array(other.utf8), in: Array(text.utf8), from: 0) != nil)
        case "matches", "find", "findAll": return try matches(name, text, other, values)
        case "indexOf", "lastIndexOf": return try CELText.place(name, text, other, values)
        case "replace": return try CELText.replaced(text, other, values)
        case "split": return try CELText.split(text, other, values)
        default: return nil
        }
    }

    private mutating func matches(
        _ name: String, _ text: String, _ expression: String, _ values: [CELValue]
    ) throws(CELError) -> CELValue? {
        try charge(text.utf8.count * max(1, expression.utf8.count / 4) / 10)
        let pattern: RegexPattern
        do { pattern = try RegexPattern(expression) } catch {
            throw CELError(PatternText.failure(expression) ?? "invalid regular expression")
        }
        if name == "matches" { return .bool(pattern.matches(text)) }
        if name == "find" { return .string(pattern.firstMatch(in: text)?.text(of: 0) ?? "") }
        var limit: Int?
        if values.count > 2 {
            guard case .int(let number) = values[2] else { throw .noOverload }
            limit = number < 0 ? nil : Int(number)
        }
        return .list(pattern.allMatches(in: text, limit: limit).map(CELValue.string))
    }
}

/// Functions of texts.
enum CELText {
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    static func mapASCII(_ text: String, _ change: (UInt8) -> UInt8) -> String {
        String(decoding: text.utf8.map { $0 < 0x80 ? change($0) : $0 }, as: UTF8.self)
    }

    static func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        return string(text.unicodeScalars.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Where bytes occur in others.
    static func place(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        if part.isEmpty { return start <= text.count ? start : nil }
        guard text.count >= part.count, start <= text.count - part.count else { return nil }
        return (start...(text.count - part.count)).first { index in
            text[index] == part[0] && text[index..<(index + part.count)].elementsEqual(part)
        }
    }

    static func slice(
        _ name: String, _ text: String, _ first: Int64, _ values: [CELValue]
    ) throws(CELError) -> CELValue? {
        let scalars = Array(text.unicodeScalars)
        let count = Int64(scalars.count)
        switch name {
        case "charAt":
            guard first >= 0, first <= count else { throw CELError("index out of range: \(first)") }
            return .string(first == count ? "" : String(scalars[Int(first)]))
        case "substring":
            var end = count
            if values.count > 2 {
                guard case .int(let number) = values[2] else { throw .noOverload }
                end = number
            }
            guard first >= 0, first <= count else { throw CELError("index out of range: \(first)") }
            guard end >= 0, end <= count else { throw CELError("index out of range: \(end)") }
            guard first <= end else { throw CELError("invalid substring range. start: \(first), end: \(end)") }
            return .string(string(scalars[Int(first)..<Int(end)]))
        default: return nil
        }
    }

    static func place(_ name: String, _ text: String, _ part: String, _ values: [CELValue]) throws(CELError) -> CELValue
    {
        let scalars = Array(text.unicodeScalars)
        let wanted = Array(part.unicodeScalars)
        let last = scalars.count - wanted.count
        var bound = name == "indexOf" ? 0 : scalars.count
        if values.count > 2 {
            guard case .int(let number) = values[2] else { throw .noOverload }
            guard number >= 0, number <= scalars.count else { throw CELError("index out of range: \(number)") }
            bound = Int(number)
        }
        guard last >= 0 else { return .int(-1) }
        func fits(_ index: Int) -> Bool { scalars[index..<(index + wanted.count)].elementsEqual(wanted) }
        let found =
            name == "indexOf"
            ? (bound <= last ? (bound...last).first(where: fits) : nil)
            : (0...min(bound, last)).last(where: fits)
        return .int(Int64(found ?? -1))
    }

    static func replaced(_ text: String, _ part: String, _ values: [CELValue]) throws(CELError) -> CELValue {
        guard values.count > 2, case .string(let new) = values[2] else { throw .noOverload }
        var limit = Int.max
        if values.count > 3 {
            guard case .int(let number) = values[3] else { throw .noOverload }
            limit = number < 0 ? Int.max : Int(number)
        }
        let bytes = Array(text.utf8)
        let old = Array(part.utf8)
        if old.isEmpty {
            var result = ""
            for (index, scalar) in text.unicodeScalars.enumerated() {
                if index < limit { result += new }
                result.unicodeScalars.append(scalar)
            }
            return .string(text.unicodeScalars.count < limit ? result + new : result)
        }
        // A text cannot grow beyond what a request may hold.
        guard new.utf8.count <= 3 << 20, bytes.count / old.count * max(1, new.utf8.count) <= 16 << 20 else {
            throw .costExceeded
        }
        var result: [UInt8] = []
        var position = 0
        while limit > 0, let found = place(of: old, in: bytes, from: position) {
            result += bytes[position..<found]
            result += new.utf8
            position = found + old.count
            limit -= 1
        }
        return .string(String(decoding: result + bytes[position...], as: UTF8.self))
    }

    static func split(_ text: String, _ separator: String, _ values: [CELValue]) throws(CELError) -> CELValue {
        var limit = Int.max
        if values.count > 2 {
            guard case .int(let number) = values[2] else { throw .noOverload }
            limit = number < 0 ? Int.max : Int(number)
        }
        if limit == 0 { return .list([]) }
        if separator.isEmpty {
            let scalars = Array(text.unicodeScalars)
            guard scalars.count > limit else { return .list(scalars.map { .string(String($0)) }) }
            return .list(
                scalars.prefix(limit - 1).map { .string(String($0)) } + [.string(string(scalars[(limit - 1)...]))])
        }
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var parts: [CELValue] = []
        var position = 0
        while parts.count < limit - 1, let found = place(of: mark, in: bytes, from: position) {
            parts.append(.string(String(decoding: bytes[position..<found], as: UTF8.self)))
            position = found + mark.count
        }
        return .list(parts + [.string(String(decoding: bytes[position...], as: UTF8.self))])
    }

    // MARK: - Texts of values

    /// A value as `string()` writes it.
    static func plain(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .uint(let number): "\(number)"
        case .double(let number):
            if let whole = Int64(exactly: number), number.magnitude < 1e15 { "\(whole)" } else { "\(number)" }
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .timestamp(let time): time.microseconds % 1_000_000 == 0 ? time.text : time.microText
        case .duration(let span): span % 1_000_000_000 == 0 ? "\(span / 1_000_000_000)s" : "\(Double(span) / 1e9)s"
        case .type(let name): name
        case .quantity(let quantity): "\(quantity)"
        case .opaque(_, let text): text
        case .optional(let inner): inner.map { "optional.of(\(plain($0)))" } ?? "optional.none()"
        case .list, .map, .data:
            if let elements = value.elements {
                "[\(elements.map(plain).joined(separator: ", "))]"
            } else {
                "{\((value.entries ?? []).map { "\(plain($0.key)): \(plain($0.value))" }.joined(separator: ", "))}"
            }
        }
    }

    static func isZero(_ value: CELValue) -> Bool {
        switch value {
        case .null, .bool(false), .int(0), .uint(0), .double(0), .string(""), .duration(0), .optional(nil): true
        case .bytes(let bytes): bytes.isEmpty
        default: value.count == 0
        }
    }

    /// The seconds that a time zone is ahead; names other than UTC are not known.
    static func offset(_ zone: String) -> Int64? {
        if zone == "UTC" || zone == "Z" { return 0 }
        let parts = zone.split(separator: ":")
        guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours.magnitude < 24,
            (0..<60).contains(minutes)
        else { return nil }
        return hours * 3600 + (zone.hasPrefix("-") ? -minutes : minutes) * 60
    }

    /// Fills in a text with `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%o` and `%b`.
    static func format(_ text: String, _ arguments: [CELValue]) throws(CELError) -> String {
        var result = ""
        var next = 0
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "%" {
                result += "%"
                rest.removeFirst()
                continue
            }
            var precision = 6
            if rest.first == "." {
                rest.removeFirst()
                let digits = rest.prefix { ("0"..."9").contains($0) }
                rest = rest.dropFirst(digits.count)
                precision = min(Int(string(digits)) ?? 0, 100)
            }
            guard let verb = rest.popFirst() else { throw CELError("unexpected end of format string") }
            guard next < arguments.count else { throw CELError("index \(next) out of range") }
            result += try formatted(verb, arguments[next], precision)
            next += 1
        }
        return result
    }

    private static func formatted(
        _ verb: Unicode.Scalar, _ value: CELValue, _ precision: Int
    ) throws(CELError) -> String {
        switch (verb, value) {
        case ("s", _): return plain(value)
        case ("d", .int), ("d", .uint): return plain(value)
        case ("f", .double(let number)): return fixed(number, precision)
        case ("f", .int(let number)): return fixed(Double(number), precision)
        case ("x", .int(let number)): return String(number, radix: 16)
        case ("X", .int(let number)): return String(number, radix: 16, uppercase: true)
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("b", .bool(let flag)): return flag ? "1" : "0"
        case ("x", .string(let text)): return hex(Array(text.utf8))
        case ("x", .bytes(let bytes)): return hex(bytes)
        default: throw CELError("could not format value with %\(verb): \(value.typeName)")
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func fixed(_ number: Double, _ precision: Int) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "\(number)" }
        var scale = 1.0
        for _ in 0..<min(precision, 15) { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded(.toNearestOrEven)
        guard scaled < 9e18 else { return "\(number)" }
        var digits = String(Int64(scaled))
        let places = min(precision, 15)
        while digits.utf8.count <= places { digits = "0" + digits }
        let sign = number < 0 ? "-" : ""
        return places == 0 ? sign + digits : "\(sign)\(digits.dropLast(places)).\(digits.suffix(places))"
    }
}
