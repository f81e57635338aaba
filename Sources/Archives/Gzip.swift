/// Files of gzip: DEFLATE data between a header and a checksum.
package enum Gzip {
    /// Whether bytes begin as a gzip file does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The content of a gzip file, all its members one after the other.
    ///
    /// - Parameter limit: most bytes unpacked.
    package static func unpack(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        repeat {
            let start = output.count
            var inflater = Inflater(
                bytes, from: try dataStart(bytes, at: position), appendingTo: output, limit: limit)
            output = []
            try inflater.run()
            output = inflater.output
            position = inflater.position
            guard position + 8 <= bytes.count, word(bytes, position) == CRC32.checksum(of: output[start...]),
                word(bytes, position + 4) == UInt32(truncatingIfNeeded: output.count - start)
            else { throw .damaged }
            position += 8
        } while isGzip(Array(bytes[position...].prefix(2)))
        return output
    }

    private static func dataStart(_ bytes: [UInt8], at start: Int) throws(ArchiveError) -> Int {
        guard bytes.count - start >= 18, bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
            throw .notGzip
        }
        let flags = bytes[start + 3]
        var position = start + 10
        if flags & 4 != 0 { position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8 }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            while position < bytes.count, bytes[position] != 0 { position += 1 }
            position += 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position <= bytes.count else { throw .damaged }
        return position
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }

    /// Bytes as a gzip file that compresses nothing: for packages made in passing, the same bytes every time.
    package static func pack(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var rest = bytes[...]
        repeat {
            let piece = rest.prefix(0xFFFF)
            rest = rest.dropFirst(piece.count)
            let (low, high) = (UInt8(piece.count & 0xFF), UInt8(piece.count >> 8))
            result += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high]
            result += piece
        } while !rest.isEmpty
        for word in [CRC32.checksum(of: bytes[...]), UInt32(truncatingIfNeeded: bytes.count)] {
            result += (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        return result
    }
}

/// The checksum of gzip.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { word, _ in word & 1 == 1 ? word >> 1 ^ 0xEDB8_8320 : word >> 1 }
    }

    static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var state: UInt32 = 0xFFFF_FFFF
        table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                for byte in bytes { state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8 }
            }
        }
        return ~state
    }
}
