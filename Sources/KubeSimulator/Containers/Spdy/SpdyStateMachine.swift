import Archives

/// What a server makes of the frames of a client's SPDY connection. Does no I/O.
struct SpdyStateMachine: Sendable {
    /// What is to be done.
    enum Step: Hashable, Sendable {
        /// The client opened a stream with these headers; `isLast` where it says nothing on it.
        case opened(UInt32, [String: String], isLast: Bool)
        /// Bytes came on a stream.
        case data(UInt32, [UInt8])
        /// Nothing more comes on a stream.
        case ended(UInt32)
        /// The client wants nothing more of a stream.
        case reset(UInt32)
        /// A frame is to be sent.
        case send(SpdyFrame)
        /// The client says goodbye.
        case closed
    }

    /// More streams at a time are refused.
    static let maximumStreams = 1_000
    private static let maximumHeaderBytes = 64 << 10

    private var reader = SpdyFrameReader()
    private var inflater = FlushedStream(dictionary: SpdyDictionary.bytes)
    private var hasReplied = false
    private var open: Set<UInt32> = []

    /// Takes bytes as they arrive.
    mutating func receive(_ bytes: [UInt8]) throws -> [Step] {
        var steps: [Step] = []
        for frame in try reader.read(bytes) { try take(frame, &steps) }
        return steps
    }

    /// The frame that accepts a stream.
    mutating func reply(to stream: UInt32) -> SpdyFrame {
        let block = FlushedStream.pack([0, 0, 0, 0], first: hasReplied ? nil : SpdyDictionary.bytes)
        hasReplied = true
        return SpdyFrame(kind: .reply, payload: SpdyFrame.bytes(of: stream) + block)
    }

    /// Forgets a stream of which both sides have seen the end.
    mutating func forget(_ stream: UInt32) { open.remove(stream) }

    private mutating func take(_ frame: SpdyFrame, _ steps: inout [Step]) throws {
        switch frame.kind {
        case .openStream: try openStream(frame, &steps)
        case .data:
            guard open.contains(frame.stream) else { return }
            if !frame.payload.isEmpty { steps.append(.data(frame.stream, frame.payload)) }
            if frame.flags & SpdyFrame.isLast != 0 { steps.append(.ended(frame.stream)) }
        case .headers:
            // They are of no interest, but the compressor has gone on.
            guard frame.payload.count >= 4 else { throw SpdyFrameReader.Malformed() }
            _ = try inflater.unpack(Array(frame.payload.dropFirst(4)), limit: Self.maximumHeaderBytes)
        case .reset:
            guard let stream = frame.number(at: 0), open.remove(stream) != nil else { return }
            steps.append(.reset(stream))
        case .ping: steps.append(.send(frame))
        case .goAway: steps.append(.closed)
        case .reply, .settings, .window: break
        }
    }

    private mutating func openStream(_ frame: SpdyFrame, _ steps: inout [Step]) throws {
        guard let stream = frame.number(at: 0), stream & 1 == 1, stream < 0x8000_0000, frame.payload.count >= 10,
            !open.contains(stream)
        else { throw SpdyFrameReader.Malformed() }
        let block = try inflater.unpack(Array(frame.payload.dropFirst(10)), limit: Self.maximumHeaderBytes)
        let headers = try SpdyStateMachine.headers(block)
        guard open.count < Self.maximumStreams else {
            // 3: the stream is refused.
            let payload = SpdyFrame.bytes(of: stream) + SpdyFrame.bytes(of: 3)
            steps.append(.send(SpdyFrame(kind: .reset, payload: payload)))
            return
        }
        open.insert(stream)
        steps.append(.send(reply(to: stream)))
        steps.append(.opened(stream, headers, isLast: frame.flags & SpdyFrame.isLast != 0))
    }

    /// Reads names, in lower case, and values.
    private static func headers(_ block: [UInt8]) throws -> [String: String] {
        var position = 0
        func number() throws -> Int {
            guard block.count - position >= 4 else { throw SpdyFrameReader.Malformed() }
            defer { position += 4 }
            return block[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        func text() throws -> String {
            let count = try number()
            guard block.count - position >= count else { throw SpdyFrameReader.Malformed() }
            defer { position += count }
            return String(decoding: block[position..<(position + count)], as: UTF8.self)
        }
        var result: [String: String] = [:]
        for _ in 0..<(try number()) {
            let name = try text()
            result[name.lowercased()] = try text()
        }
        return result
    }
}
