/// The names of fields and variables, each with a small number, so that look-up compares numbers.
final class Symbols {
    private var texts: [StringRef] = []
    private var buckets: [Int32]
    private var mask: Int

    init() {
        buckets = [Int32](repeating: -1, count: 256)
        mask = 255
    }

    /// The text of a symbol.
    func text(_ symbol: Int32) -> StringRef { texts[Int(symbol)] }

    private static func hash(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: count)
        var index = 0
        let raw = UnsafeRawPointer(base)
        while index + 8 <= count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            index += 8
        }
        while index < count {
            hash = (hash ^ UInt64(base[index])) &* 0x0000_0100_0000_01b3
            index += 1
        }
        hash ^= hash >> 29
        return Int(truncatingIfNeeded: hash &* 0x9e37_79b9_7f4a_7c15 >> 20)
    }

    /// The symbol of a text that is already flat; given anew where the text was not met before.
    func symbol(of string: StringRef, flat base: UnsafeMutablePointer<UInt8>) -> Int32 {
        if string.pointee.symbol >= 0 { return string.pointee.symbol }
        let count = string.pointee.byteCount
        var bucket = Symbols.hash(base, count) & mask
        while buckets[bucket] >= 0 {
            let known = texts[Int(buckets[bucket])]
            if known.pointee.byteCount == count, let other = known.pointee.base, equalBytes(base, other, count) {
                string.pointee.symbol = buckets[bucket]
                return buckets[bucket]
            }
            bucket = (bucket + 1) & mask
        }
        let symbol = Int32(truncatingIfNeeded: texts.count)
        texts.append(string)
        string.pointee.symbol = symbol
        buckets[bucket] = symbol
        if texts.count * 2 > mask { grow() }
        return symbol
    }

    private func grow() {
        mask = mask * 2 + 1
        buckets = [Int32](repeating: -1, count: mask + 1)
        for (index, text) in texts.enumerated() {
            guard let base = text.pointee.base else { continue }
            var bucket = Symbols.hash(base, text.pointee.byteCount) & mask
            while buckets[bucket] >= 0 { bucket = (bucket + 1) & mask }
            buckets[bucket] = Int32(truncatingIfNeeded: index)
        }
    }
}
