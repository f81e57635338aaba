/// One frame of SPDY/3.1, as far as connections to containers use it.
struct SpdyFrame: Hashable, Sendable {
    enum Kind: UInt16, Sendable {
        case openStream = 1
        case reply = 2
        case reset = 3
        case settings = 4
        case ping = 6
        case goAway = 7
        case headers = 8
        case window = 9
        /// No control frame at all, but bytes of a stream.
        case data = 0xFFFF
    }

    static let isLast: UInt8 = 1
    static let version: UInt16 = 3
    /// Longer frames are refused; data comes in pieces of some kilobytes.
    static let maximumBytes = 1 << 20

    let kind: Kind
    var flags: UInt8 = 0
    /// The stream of data, 0 for all others.
    var stream: UInt32 = 0
    var payload: [UInt8] = []

    /// The frame as it is sent.
    var bytes: [UInt8] {
        let head =
            kind == .data
            ? SpdyFrame.bytes(of: stream)
            : SpdyFrame.bytes(of: 0x8000_0000 | UInt32(SpdyFrame.version) << 16 | UInt32(kind.rawValue))
        return head + SpdyFrame.bytes(of: UInt32(flags) << 24 | UInt32(payload.count)) + payload
    }

    /// The number that stands at a place of the payload; nil where it is too short.
    func number(at position: Int) -> UInt32? {
        guard payload.count >= position + 4 else { return nil }
        return payload[position..<(position + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}

/// Cuts what arrives into frames, however the pieces fall.
struct SpdyFrameReader: Sendable {
    private var kept: [UInt8] = []

    /// What came is no SPDY/3.1.
    struct Malformed: Error {}

    /// Takes bytes; gives the frames that are whole. Control frames of kinds that are unknown are skipped.
    mutating func read(_ bytes: [UInt8]) throws(Malformed) -> [SpdyFrame] {
        kept += bytes
        var frames: [SpdyFrame] = []
        var position = 0
        while kept.count - position >= 8 {
            let head = kept[position..<(position + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            let size = kept[(position + 5)..<(position + 8)].reduce(0) { $0 << 8 | Int($1) }
            guard size <= SpdyFrame.maximumBytes else { throw Malformed() }
            guard kept.count - position >= 8 + size else { break }
            let payload = Array(kept[(position + 8)..<(position + 8 + size)])
            let flags = kept[position + 4]
            position += 8 + size
            if head & 0x8000_0000 == 0 {
                frames.append(SpdyFrame(kind: .data, flags: flags, stream: head, payload: payload))
                continue
            }
            guard head >> 16 & 0x7FFF == UInt32(SpdyFrame.version) else { throw Malformed() }
            guard let kind = SpdyFrame.Kind(rawValue: UInt16(head & 0xFFFF)), kind != .data else { continue }
            frames.append(SpdyFrame(kind: kind, flags: flags, payload: payload))
        }
        kept.removeFirst(position)
        return frames
    }
}
