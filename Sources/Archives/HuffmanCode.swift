/// A canonical Huffman code of DEFLATE: a table for the short codes, which are nearly all, and a walk for the others.
struct HuffmanCode {
    /// Codes up to this length are found in one step.
    static let tableBits = 9

    /// Symbol and length of the code that begins with the index's bits; 0 where the code is longer, or none is.
    let table: [UInt16]
    private let counts: [Int]
    private let symbols: [Int]

    /// - Throws: ``ArchiveError/damaged`` where there are more codes than their lengths leave room for.
    init(lengths: ArraySlice<Int>) throws(ArchiveError) {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths where length > 0 { counts[length] += 1 }
        var room = 1
        for length in 1..<16 {
            room = room << 1 - counts[length]
            guard room >= 0 else { throw .damaged }
        }
        var offsets = [Int](repeating: 0, count: 17)
        var next = [Int](repeating: 0, count: 17)
        for length in 1..<16 {
            offsets[length + 1] = offsets[length] + counts[length]
            next[length + 1] = (next[length] + counts[length]) << 1
        }
        var symbols = [Int](repeating: 0, count: offsets[16])
        var table = [UInt16](repeating: 0, count: 1 << HuffmanCode.tableBits)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[offsets[length]] = symbol
            offsets[length] += 1
            HuffmanCode.enter(symbol, code: next[length], length: length, into: &table)
            next[length] += 1
        }
        self.table = table
        self.counts = counts
        self.symbols = symbols
    }

    /// Codes are read from their first bit on, so the table is indexed by the code's bits in reverse.
    private static func enter(_ symbol: Int, code: Int, length: Int, into table: inout [UInt16]) {
        guard length <= tableBits else { return }
        var reversed = 0
        for bit in 0..<length where code & (1 << bit) != 0 { reversed |= 1 << (length - 1 - bit) }
        for index in stride(from: reversed, to: table.count, by: 1 << length) {
            table[index] = UInt16(symbol << 4 | length)
        }
    }

    /// The symbol whose code the bits begin with, bit by bit, and the code's length; nil where there is none.
    func walk(_ bits: UInt64) -> (symbol: Int, length: Int)? {
        var (value, first, index) = (0, 0, 0)
        for length in 1..<16 {
            value |= Int(bits >> UInt64(length - 1) & 1)
            let count = counts[length]
            if value - first < count { return (symbols[index + value - first], length) }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        return nil
    }
}
