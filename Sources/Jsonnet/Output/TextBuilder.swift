#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes that are written one after another.
struct TextBuilder {
    var bytes: [UInt8] = []

    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    mutating func append(_ source: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: source) }
    mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    /// A number as the language prints it: whole ones with all their digits, others with 17 significant ones.
    mutating func append(number: Double) {
        if number == number.rounded(.towardZero) {
            if abs(number) < 9_007_199_254_740_992 { return append(whole: number) }
            return append(formatted: "%.0f", number)
        }
        append(formatted: "%.17g", number)
    }

    private mutating func append(whole number: Double) {
        if number == 0, number.sign == .minus {
            bytes.append(UInt8(ascii: "-"))
            bytes.append(UInt8(ascii: "0"))
            return
        }
        var value = UInt64(abs(number))
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        if value < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var index = 20
            while value > 0 {
                index -= 1
                digits[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                value /= 10
            }
            bytes.append(contentsOf: digits[index..<20])
        }
    }

    private mutating func append(formatted format: String, _ number: Double) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = withVaList([number]) { vsnprintf(base, 400, format, $0) }
            for index in 0..<min(Int(count), 399) { bytes.append(UInt8(bitPattern: buffer[index])) }
        }
    }

    /// A string between double quotes, with the escapes of JSON.
    mutating func append(quoted source: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        append(escaped: source)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped source: UnsafeBufferPointer<UInt8>) {
        var clean = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") || byte > 0xC2 {
                index += 1
                continue
            }
            // U+0080 to U+009F are C2 80 to C2 9F.
            if byte >= 0x80 && !(byte == 0xC2 && index + 1 < source.count && source[index + 1] < 0xA0) {
                index += 1
                continue
            }
            bytes.append(contentsOf: source[clean..<index])
            index += byte == 0xC2 ? 2 : 1
            clean = index
            append(escape: byte == 0xC2 ? UInt32(source[index - 1]) : UInt32(byte))
        }
        bytes.append(contentsOf: source[clean..<source.count])
    }

    mutating func append(escape scalar: UInt32) {
        switch scalar {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u")
            append(text: TextBuilder.hexadecimal(scalar, width: 4))
        }
    }

    /// Digits to the base 16, with zeros before them up to a width.
    static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// A number as the language prints it.
    static func text(of number: Double) -> String {
        var builder = TextBuilder()
        builder.append(number: number)
        return String(decoding: builder.bytes, as: UTF8.self)
    }

    /// A number as C's `printf` prints it.
    static func formatted(_ format: String, _ number: Double) -> String {
        var builder = TextBuilder()
        builder.append(formatted: format, number)
        return String(decoding: builder.bytes, as: UTF8.self)
    }
}
