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
        String(decoding: quoted(bytes: ByteText.bytes(text), ascii: ascii), as: UTF8.self)
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
