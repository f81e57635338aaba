/// Keys and values of one parse that are too long to be stored inside a `String`, so that each is allocated once.
///
/// A cache with one entry per slot: it never grows, and hostile keys cost at most what no cache would.
struct KeyCache {
    private struct Entry {
        var fingerprint: UInt64
        var key: String
    }

    /// Longest value, in bytes, that is likely to come again: an image, a host name, a path.
    static let longestValue = 64

    /// Number of slots less one; the number is a power of two.
    private let mask: UInt64
    private var entries: [Entry] = []

    /// A cache for a text of some length: a short one has few strings to remember.
    init(bytes: Int) {
        var slots: UInt64 = 16
        while slots < 1_024, slots &* 64 < UInt64(bytes) { slots &*= 2 }
        mask = slots &- 1
    }

    /// A number that equal keys share and different keys seldom do; cheap, and no defence against crafted keys.
    @inline(__always)
    static func fingerprint(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let count = bytes.count
        guard let base = bytes.baseAddress, count > 0 else { return 0 }
        let raw = UnsafeRawPointer(base)
        var mixed = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        if count >= 8 {
            mixed ^= raw.loadUnaligned(as: UInt64.self) &* 0xD6E8_FEB8_6659_FD93
            mixed = (mixed << 29 | mixed >> 35) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            if count > 16 {
                mixed = (mixed << 31 | mixed >> 33) &* 0xD6E8_FEB8_6659_FD93
                mixed ^= raw.loadUnaligned(fromByteOffset: (count &- 8) >> 1, as: UInt64.self)
            }
        } else if count >= 4 {
            mixed ^= UInt64(raw.loadUnaligned(as: UInt32.self)) << 32
            mixed ^= UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        } else {
            mixed ^= UInt64(base[0]) | UInt64(base[count >> 1]) << 8 | UInt64(base[count &- 1]) << 16
        }
        mixed = mixed &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 32
    }

    /// The string made of these bytes before, if it is still remembered.
    @inline(__always)
    func find(_ bytes: UnsafeBufferPointer<UInt8>, _ fingerprint: UInt64) -> String? {
        guard !entries.isEmpty else { return nil }
        let entry = entries[Int(truncatingIfNeeded: fingerprint & mask)]
        guard entry.fingerprint == fingerprint, KeyCache.isEqual(entry.key, bytes) else { return nil }
        return entry.key
    }

    /// Remembers a string for its bytes.
    mutating func remember(_ key: String, _ fingerprint: UInt64) {
        if entries.isEmpty {
            entries = [Entry](repeating: Entry(fingerprint: 0, key: ""), count: Int(mask) + 1)
        }
        entries[Int(truncatingIfNeeded: fingerprint & mask)] = Entry(fingerprint: fingerprint, key: key)
    }

    @inline(__always)
    private static func isEqual(_ key: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        key.utf8.withContiguousStorageIfAvailable { ByteComparison.isEqual($0, bytes) }
            ?? key.utf8.elementsEqual(bytes)
    }
}
