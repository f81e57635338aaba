extension String {
    /// A string of bytes that are known to be valid UTF-8.
    ///
    /// A `String` of up to 15 bytes is two words that hold the bytes themselves; nine of ten strings of a manifest are
    /// such. Where the bytes are ASCII, this makes the two words with a few moves. The general initialiser, which every
    /// other string takes, costs five times as much, a tenth of the time of reading JSON.
    @inline(__always)
    init(valid bytes: UnsafeBufferPointer<UInt8>) {
        if let short = SmallText.string(bytes) {
            self = short
        } else {
            self = String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// How this process stores a short ASCII string: the bytes from the lowest up, and in the highest byte the count.
enum SmallText {
    /// Longest string that is stored in itself.
    static let capacity = 15

    /// The bit of the second word that says that a string is stored in itself.
    static let flag: UInt64 = 1 << 61

    /// Whether strings are stored in this way here: compares what the standard library made of known strings with what
    /// this type would make.
    static let isSupported: Bool = {
        guard MemoryLayout<String>.size == 16, UInt64(littleEndian: 1) == 1 else { return false }
        return ["a", "name", "namespaces", "abcdefghijklmno"].allSatisfy { sample in
            // Made at run time: a literal may be stored differently.
            let made = String(decoding: Array(sample.utf8), as: UTF8.self)
            let found = unsafeBitCast(made, to: (UInt64, UInt64).self)
            return Array(sample.utf8).withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return false }
                let words = words(base, count: bytes.count)
                return words.isASCII && words.low == found.0 && words.high == found.1
            }
        }
    }()

    /// A string of 1 to 15 bytes if they are ASCII; nil for all others.
    @inline(__always)
    static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard let base = bytes.baseAddress, bytes.count <= capacity, !bytes.isEmpty, isSupported else { return nil }
        let words = words(UnsafeRawPointer(base), count: bytes.count)
        guard words.isASCII else { return nil }
        // Two words of the very layout that `isSupported` has found in this process.
        return unsafeBitCast((words.low, words.high), to: String.self)
    }

    /// The two words of a string of 1 to 15 bytes.
    @inline(__always)
    static func words(_ source: UnsafeRawPointer, count: Int) -> (low: UInt64, high: UInt64, isASCII: Bool) {
        var low: UInt64
        var high: UInt64 = 0
        // Loads that overlap cover every length of their range without reading past the end.
        if count >= 8 {
            low = source.loadUnaligned(as: UInt64.self)
            if count > 8 {
                let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
                high = last >> (UInt64(truncatingIfNeeded: 16 &- count) &* 8)
            }
        } else if count >= 4 {
            low = UInt64(source.loadUnaligned(as: UInt32.self))
            let last = UInt64(source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            low |= last << (UInt64(truncatingIfNeeded: count &- 4) &* 8)
        } else {
            low = UInt64(source.load(as: UInt8.self))
            let middle = count >> 1
            low |= UInt64(source.load(fromByteOffset: middle, as: UInt8.self)) << (UInt64(middle) &* 8)
            let last = count &- 1
            low |= UInt64(source.load(fromByteOffset: last, as: UInt8.self)) << (UInt64(last) &* 8)
        }
        let isASCII = (low | high) & 0x8080_8080_8080_8080 == 0
        return (low, high | (0xE0 | UInt64(truncatingIfNeeded: count)) << 56, isASCII)
    }
}
