/// What base64 text holds, as far as the server looks.
enum Base64Text {
    /// Position of the first byte that is wrong; nil where all is well.
    static func firstError(_ text: String) -> Int? {
        var digits = 0
        var padding = 0
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if byte == 0x0A || byte == 0x0D { continue }
            if byte == 0x3D {
                guard digits % 4 >= 2, digits % 4 + padding < 4 else { return position }
                padding += 1
                continue
            }
            guard padding == 0, value(byte) != nil else { return position }
            digits += 1
        }
        if padding > 0 { return (digits + padding) % 4 == 0 ? nil : position }
        return digits % 4 == 0 ? nil : position - digits % 4
    }

    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2B, 0x2D: byte == 0x2B ? 62 : nil
        case 0x2F: 63
        default: nil
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base64 with padding.
    static func encode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8) | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int((buffer >> UInt32(bits)) & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int((buffer << UInt32(6 - bits)) & 63)]) }
        while output.count % 4 != 0 { output.append(0x3D) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes of base64 text, with or without padding; nil where it is none.
    static func decode(_ text: String) -> [UInt8]? {
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text.utf8 where byte != 0x3D && byte != 0x0A && byte != 0x0D {
            let digit: UInt8? = byte == 0x2D ? 62 : byte == 0x5F ? 63 : value(byte)
            guard let digit else { return nil }
            buffer = (buffer << 6) | UInt32(digit)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return output
    }
}

/// Texts of points in time.
enum TimeText {
    static func failure(_ text: String) -> String {
        "parsing time \"\(text)\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\(text)\" as \"2006\""
    }

    static func microFailure(_ text: String) -> String {
        guard let time = Timestamp(text) else {
            return
                "parsing time \"\(text)\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"\(text)\" as \"2006\""
        }
        _ = time
        let rest = text.drop { $0 != "T" }.dropFirst(9)
        return
            "parsing time \"\(text)\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"\(rest)\" as \".000000\""
    }

    /// Whether the text has exactly six fraction digits.
    static func hasMicroseconds(_ text: String) -> Bool {
        guard let dot = text.firstIndex(of: ".") else { return false }
        return text[text.index(after: dot)...].prefix { $0.isASCII && $0.isNumber }.count == 6
    }
}
