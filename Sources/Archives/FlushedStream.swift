/// The reading end of a zlib stream (RFC 1950) that never ends and is flushed after each message.
package struct FlushedStream: Sendable {
    private static let windowBytes = 32 << 10
    private static let headerBytes = 6

    private let dictionary: [UInt8]
    private let checksum: UInt32
    private var window: [UInt8]
    private var hasBegun = false

    /// A stream whose header is still to come.
    ///
    /// - Parameter dictionary: what both sides have agreed to have sent already.
    package init(dictionary: [UInt8]) {
        self.dictionary = dictionary
        checksum = FlushedStream.checksum(dictionary)
        window = dictionary
    }

    /// Unpacks a message.
    ///
    /// - Parameters:
    ///   - packed: all bytes of the message.
    ///   - limit: the most bytes that it may unpack to.
    /// - Throws: ``ArchiveError``; the stream is of no use afterwards.
    package mutating func unpack(_ packed: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
        var start = 0
        if !hasBegun {
            try checkHeader(packed)
            start = FlushedStream.headerBytes
            hasBegun = true
        }
        let kept = window.count
        var inflater = Inflater(packed, from: start, appendingTo: window, limit: kept + limit)
        window = []
        try inflater.runToFlush()
        let message = Array(inflater.output.dropFirst(kept))
        window = Array(inflater.output.suffix(FlushedStream.windowBytes))
        return message
    }

    private func checkHeader(_ packed: [UInt8]) throws(ArchiveError) {
        guard packed.count >= FlushedStream.headerBytes, packed[0] & 15 == 8,
            (Int(packed[0]) << 8 | Int(packed[1])) % 31 == 0, packed[1] & 0x20 != 0,
            packed[2..<6].reduce(0, { $0 << 8 | UInt32($1) }) == checksum
        else { throw .damaged }
    }

    /// A message as such a stream carries it, not made smaller.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - dictionary: the dictionary, for the first message of a stream; nil for the others.
    package static func pack(_ message: [UInt8], first dictionary: [UInt8]?) -> [UInt8] {
        var packed: [UInt8] = []
        if let dictionary {
            // DEFLATE with a window of 32 KiB and a dictionary.
            packed += [0x78, 0xBB]
            let checksum = checksum(dictionary)
            for shift in [24, 16, 8, 0] as [UInt32] { packed.append(UInt8(truncatingIfNeeded: checksum >> shift)) }
        }
        var rest = message[...]
        while !rest.isEmpty {
            appendStored(rest.prefix(65_535), to: &packed)
            rest = rest.dropFirst(65_535)
        }
        appendStored([], to: &packed)
        return packed
    }

    private static func appendStored(_ bytes: ArraySlice<UInt8>, to packed: inout [UInt8]) {
        let count = UInt16(bytes.count)
        packed += [0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
        packed += bytes
    }

    /// Adler-32 (RFC 1950, section 8.2).
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}
