/// Go strings are bytes; Swift strings are Unicode. Bytes that are no UTF-8 travel as scalars U+10FF80…U+10FFFF (the byte
/// plus 0x10FF00), so that a string cut inside a character or a binary file survives every function unharmed.
///
/// In UTF-8 such a scalar is `F4 8F BE|BF xx`; valid text of that shape is carried the same way, which keeps the mapping
/// one-to-one.
enum ByteText {
    private static let lead: UInt8 = 0xF4

    /// The string for any bytes.
    static func string(_ bytes: some Collection<UInt8>) -> String {
        if let fast = bytes.withContiguousStorageIfAvailable({ string(buffer: $0) }) { return fast }
        return Array(bytes).withUnsafeBufferPointer { string(buffer: $0) }
    }

    static func string(buffer: UnsafeBufferPointer<UInt8>) -> String {
        if buffer.isEmpty { return "" }
        if !buffer.contains(lead), let text = String(validating: buffer, as: UTF8.self) { return text }
        return escaping(buffer)
    }

    private static func escaping(_ buffer: UnsafeBufferPointer<UInt8>) -> String {
        var result = String.UnicodeScalarView()
        var position = 0
        while position < buffer.count {
            let (value, width) = UTF8Reader.scalar(in: buffer, at: position)
            let isCarrier = value & ~0xFF == 0x10_FF00 && value & 0x80 != 0
            if width > 0, !isCarrier, let scalar = Unicode.Scalar(value) {
                result.append(scalar)
                position += width
            } else {
                for offset in 0..<max(width, 1) {
                    if let scalar = Unicode.Scalar(0x10_FF00 + UInt32(buffer[position + offset])) {
                        result.append(scalar)
                    }
                }
                position += max(width, 1)
            }
        }
        return String(result)
    }

    /// Whether a string may carry bytes that are no UTF-8.
    @inline(__always)
    static func mayCarry(_ string: String) -> Bool { string.utf8.contains(lead) }

    /// The bytes of a string as Go has them.
    static func bytes(_ string: String) -> [UInt8] {
        var bytes = Array(string.utf8)
        if bytes.contains(lead) { restore(&bytes) }
        return bytes
    }

    /// Number of bytes as Go counts them.
    static func count(_ string: String) -> Int {
        if string.utf8.count < 4 || !mayCarry(string) { return string.utf8.count }
        return bytes(string).count
    }

    /// Appends a string's bytes to an output.
    @inline(__always)
    static func append(_ string: String, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: string.utf8)
        if string.utf8.count >= 4, output[start...].contains(lead) {
            var tail = Array(output[start...])
            restore(&tail)
            output.removeSubrange(start...)
            output.append(contentsOf: tail)
        }
    }

    private static func restore(_ bytes: inout [UInt8]) {
        var write = 0
        var read = 0
        while read < bytes.count {
            if bytes[read] == lead, read + 3 < bytes.count, bytes[read + 1] == 0x8F, bytes[read + 2] & 0xFE == 0xBE {
                let value = UInt8(
                    truncatingIfNeeded: (UInt32(bytes[read + 2]) & 0x3F) << 6 | UInt32(bytes[read + 3] & 0x3F))
                bytes[write] = value
                read += 4
            } else {
                bytes[write] = bytes[read]
                read += 1
            }
            write += 1
        }
        bytes.removeLast(bytes.count - write)
    }

    /// Orders two strings by their bytes.
    @inline(__always)
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Whether two strings have the same bytes; unlike `==`, which takes canonically equivalent text for equal.
    @inline(__always)
    static func equal(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left == right
    }
}

/// Reads scalars from bytes as Go's `utf8.DecodeRune` does.
enum UTF8Reader {
    /// The scalar at a position and its width; width 0 for a byte that begins none.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (value: UInt32, width: Int) {
        let first = bytes[position]
        if first < 0x80 { return (UInt32(first), 1) }
        let length: Int
        var value: UInt32
        switch first {
        case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
        default: return (0xFFFD, 0)
        }
        guard position + length <= bytes.count else { return (0xFFFD, 0) }
        for offset in 1..<length {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 0) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let isShortest = length == 2 || (length == 3 ? value >= 0x800 : value >= 0x10000)
        guard isShortest, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return (0xFFFD, 0) }
        return (value, length)
    }

    /// All runes of Go's view of the bytes: U+FFFD for each byte that is no UTF-8.
    static func runes(_ bytes: [UInt8]) -> [UInt32] {
        bytes.withUnsafeBufferPointer { buffer in
            var runes: [UInt32] = []
            var position = 0
            while position < buffer.count {
                let (value, width) = scalar(in: buffer, at: position)
                runes.append(value)
                position += max(width, 1)
            }
            return runes
        }
    }

    /// The UTF-8 of runes; those that are no scalars become U+FFFD.
    static func bytes(_ runes: some Sequence<UInt32>) -> [UInt8] {
        var output: [UInt8] = []
        for rune in runes { append(rune, to: &output) }
        return output
    }

    static func append(_ rune: UInt32, to output: inout [UInt8]) {
        if rune < 0x80 {
            output.append(UInt8(rune))
        } else {
            output.append(contentsOf: UTF8.encode(Unicode.Scalar(rune) ?? "\u{FFFD}").map(Array.init) ?? [])
        }
    }
}

/// The bytes of a text that templates made; those that are no UTF-8 come out as they went in.
///
/// Templates can cut a text inside a character. Swift's strings cannot hold the pieces, so such bytes travel as private
/// scalars; this gives them back.
public func bytes(of text: String) -> [UInt8] { ByteText.bytes(text) }
