/// Writes text in quotes as Go's `strconv` does.
enum GoQuoting {
    /// Whether Go's `unicode.IsPrint` holds.
    static func isPrintable(_ rune: UInt32) -> Bool {
        if rune < 0x7F { return rune >= 0x20 }
        guard let scalar = Unicode.Scalar(rune) else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }

    static func quoted(_ text: String, ascii: Bool = false) -> String {
        if let plain = plain(text) { return plain }
        return String(decoding: quoted(bytes: ByteText.bytes(text), ascii: ascii), as: UTF8.self)
    }

    /// The text between quotes where nothing in it needs more; nil for any other.
    private static func plain(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { (source) -> String? in
            for byte in source where byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return nil }
            return String(unsafeUninitializedCapacity: source.count + 2) { output in
                output[0] = 0x22
                for position in source.indices { output[position + 1] = source[position] }
                output[source.count + 1] = 0x22
                return source.count + 2
            }
        }
    }

    static func quoted(
        bytes: [UInt8], quote: UInt8 = UInt8(ascii: "\""), ascii: Bool = false
    ) -> [UInt8] {
        var output = [quote]
        bytes.withUnsafeBufferPointer { buffer in
            var position = 0
            while position < buffer.count {
                let (rune, width) = UTF8Reader.scalar(in: buffer, at: position)
                if width == 0 {
                    output += Array("\\x".utf8) + hex(UInt32(buffer[position]), digits: 2)
                    position += 1
                    continue
                }
                append(rune, quote: quote, ascii: ascii, to: &output)
                position += width
            }
        }
        output.append(quote)
        return output
    }

    /// Text in quotes as the `time` package has it, which shows the bytes of whatever is not plain ASCII.
    static func quotedForTimes(_ text: String) -> String {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        for byte in ByteText.bytes(text) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [0x5C, byte]
            case 0..<0x20, 0x80...: output += Array("\\x".utf8) + hex(UInt32(byte), digits: 2)
            default: output.append(byte)
            }
        }
        return String(decoding: output + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    static func quotedRune(_ rune: UInt32, ascii: Bool) -> [UInt8] {
        var output = [UInt8(ascii: "'")]
        append(Unicode.Scalar(rune) == nil ? 0xFFFD : rune, quote: UInt8(ascii: "'"), ascii: ascii, to: &output)
        output.append(UInt8(ascii: "'"))
        return output
    }

    private static func append(_ rune: UInt32, quote: UInt8, ascii: Bool, to output: inout [UInt8]) {
        if rune == UInt32(quote) || rune == 0x5C {
            output += [0x5C, UInt8(rune)]
            return
        }
        if ascii ? rune < 0x80 && isPrintable(rune) : isPrintable(rune) {
            UTF8Reader.append(rune, to: &output)
            return
        }
        switch rune {
        case 7: output += Array("\\a".utf8)
        case 8: output += Array("\\b".utf8)
        case 12: output += Array("\\f".utf8)
        case 10: output += Array("\\n".utf8)
        case 13: output += Array("\\r".utf8)
        case 9: output += Array("\\t".utf8)
        case 11: output += Array("\\v".utf8)
        case 0..<0x20, 0x7F: output += Array("\\x".utf8) + hex(rune, digits: 2)
        case 0..<0x10000: output += Array("\\u".utf8) + hex(rune, digits: 4)
        default: output += Array("\\U".utf8) + hex(rune, digits: 8)
        }
    }

    static func hex(_ value: UInt32, digits: Int) -> [UInt8] {
        let text = Array(String(value, radix: 16).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: max(digits - text.count, 0)) + text
    }
}
