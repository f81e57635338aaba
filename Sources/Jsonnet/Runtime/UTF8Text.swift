/// Code points in bytes that are known to be UTF-8.
enum UTF8Text {
    /// Number of code points.
    static func scalarCount(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var scalars = 0
        var index = 0
        let raw = UnsafeRawPointer(base)
        while index + 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // A continuation byte has its highest bit set and the next one clear.
            let continuations = (word >> 7) & ~(word >> 6) & 0x0101_0101_0101_0101
            scalars += 8 - continuations.nonzeroBitCount
            index += 8
        }
        while index < count {
            if base[index] & 0xC0 != 0x80 { scalars += 1 }
            index += 1
        }
        return scalars
    }

    /// Length in bytes of the code point that begins with a byte.
    @inline(__always)
    static func length(_ lead: UInt8) -> Int {
        lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    /// Where a code point begins.
    static func byteOffset(of scalar: Int, in base: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var offset = 0
        var remaining = scalar
        while remaining > 0, offset < count {
            offset += length(base[offset])
            remaining -= 1
        }
        return min(offset, count)
    }

    /// The code point that begins at an offset.
    static func scalar(_ base: UnsafePointer<UInt8>, _ offset: Int) -> UInt32 {
        let lead = UInt32(base[offset])
        func next(_ ahead: Int) -> UInt32 { UInt32(base[offset + ahead]) & 0x3F }
        switch length(base[offset]) {
        case 1: return lead
        case 2: return (lead & 0x1F) << 6 | next(1)
        case 3: return (lead & 0x0F) << 12 | next(1) << 6 | next(2)
        default: return (lead & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3)
        }
    }

    /// Writes a code point; one that does not exist becomes U+FFFD.
    ///
    /// - Returns: number of bytes written, 4 at most.
    static func encode(_ scalar: UInt32, into bytes: UnsafeMutablePointer<UInt8>) -> Int {
        func set(_ index: Int, _ value: UInt32) {
            (bytes + index).initialize(to: UInt8(truncatingIfNeeded: value))
        }
        if scalar < 0x80 {
            set(0, scalar)
            return 1
        }
        if scalar < 0x800 {
            set(0, 0xC0 | scalar >> 6)
            set(1, 0x80 | scalar & 0x3F)
            return 2
        }
        if scalar > 0x10FFFF || (scalar >= 0xD800 && scalar < 0xE000) { return encode(0xFFFD, into: bytes) }
        if scalar < 0x10000 {
            set(0, 0xE0 | scalar >> 12)
            set(1, 0x80 | scalar >> 6 & 0x3F)
            set(2, 0x80 | scalar & 0x3F)
            return 3
        }
        set(0, 0xF0 | scalar >> 18)
        set(1, 0x80 | scalar >> 12 & 0x3F)
        set(2, 0x80 | scalar >> 6 & 0x3F)
        set(3, 0x80 | scalar & 0x3F)
        return 4
    }
}
