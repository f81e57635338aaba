/// The meaning of a quoted string literal.
enum StringEscapes {
    /// Replaces the escapes of a quoted literal, or tells what is wrong with one.
    static func unescape(_ text: String) -> Result<String, Malformed> {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return .success(text) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard index + 1 < bytes.count else {
                return .failure(Malformed(message: "Truncated escape sequence in string literal."))
            }
            let escaped = bytes[index + 1]
            index += 2
            switch escaped {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escaped)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                switch scalar(bytes, &index) {
                case .success(let scalar): result.append(contentsOf: Array(String(Character(scalar)).utf8))
                case .failure(let error): return .failure(error)
                }
            default:
                let rest = String(decoding: bytes[(index - 1)...], as: UTF8.self).unicodeScalars.first ?? "?"
                return .failure(Malformed(message: "Unknown escape sequence in string literal: \\\(rest)"))
            }
        }
        return .success(String(decoding: result, as: UTF8.self))
    }

    /// What is wrong with a literal.
    struct Malformed: Error {
        var message: String
    }

    private static func scalar(_ bytes: [UInt8], _ index: inout Int) -> Result<Unicode.Scalar, Malformed> {
        let truncated = Malformed(message: "Truncated unicode surrogate pair escape sequence in string literal.")
        switch codeUnit(bytes, &index) {
        case .failure(let error): return .failure(error)
        case .success(let unit):
            guard unit >= 0xD800, unit < 0xE000 else {
                return .success(Unicode.Scalar(unit) ?? "\u{fffd}")
            }
            guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
            else { return .failure(truncated) }
            index += 2
            switch codeUnit(bytes, &index) {
            case .failure(let error): return .failure(error)
            case .success(let low):
                guard unit < 0xDC00, low >= 0xDC00, low < 0xE000,
                    let scalar = Unicode.Scalar(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff))
                else { return .failure(Malformed(message: "Invalid surrogate pair in string literal.")) }
                return .success(scalar)
            }
        }
    }

    private static func codeUnit(_ bytes: [UInt8], _ index: inout Int) -> Result<UInt32, Malformed> {
        guard index + 4 <= bytes.count else {
            return .failure(Malformed(message: "Truncated unicode escape sequence in string literal."))
        }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[index + offset]
            let digit: UInt32
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt32(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt32(byte - UInt8(ascii: "A")) + 10
            default:
                let seen = String(decoding: bytes[index..<(index + offset)], as: UTF8.self)
                return .failure(Malformed(message: "Unicode escape sequence was malformed: \\u\(seen)"))
            }
            value = value << 4 | digit
        }
        index += 4
        return .success(value)
    }
}
