/// Base64 as Go's standard encoding reads and writes it.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let a = iterator.next() {
            let b = iterator.next()
            let c = b == nil ? nil : iterator.next()
            let group = UInt32(a) << 16 | UInt32(b ?? 0) << 8 | UInt32(c ?? 0)
            result.append(alphabet[Int(group >> 18 & 63)])
            result.append(alphabet[Int(group >> 12 & 63)])
            result.append(b == nil ? UInt8(ascii: "=") : alphabet[Int(group >> 6 & 63)])
            result.append(c == nil ? UInt8(ascii: "=") : alphabet[Int(group & 63)])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a text decodes; line breaks are passed over.
    public static func isValid(_ text: String) -> Bool {
        var digits = 0
        var padding = 0
        for byte in text.utf8 where byte != 10 && byte != 13 {
            switch byte {
            case UInt8(ascii: "="): padding += 1
            case 65...90, 97...122, 48...57, UInt8(ascii: "+"), UInt8(ascii: "/"):
                if padding > 0 { return false }
                digits += 1
            default: return false
            }
        }
        return (digits + padding) % 4 == 0 && padding <= 2 && (padding == 0 || digits % 4 == 4 - padding)
    }
}

extension Base64 {
    /// The bytes of a text; nil where it does not decode.
    public static func decode(_ text: String) -> [UInt8]? {
        guard isValid(text) else { return nil }
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            let digit: UInt32
            switch byte {
            case 65...90: digit = UInt32(byte) - 65
            case 97...122: digit = UInt32(byte) - 71
            case 48...57: digit = UInt32(byte) + 4
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            default: continue
            }
            bits = bits << 6 | digit
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}
