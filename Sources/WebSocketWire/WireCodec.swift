package import NIOCore
package import NIOWebSocket

/// How messages stand on a connection.
package protocol WireCodec: Sendable {
    /// What the connection's handlers give.
    associatedtype Part: Sendable

    /// What an incoming part means.
    func read(_ part: Part) -> WireRead

    /// The bytes or frame for the connection's handlers; nil where there is nothing to write.
    func write(_ part: WireWrite, to channel: any Channel) async throws
}

/// What an incoming part of a connection means.
package enum WireRead: Sendable {
    case message([UInt8])
    /// Something that wants an answer.
    case reply(WireWrite)
    case nothing
    case end
}

/// What is written to a connection.
package enum WireWrite: Sendable {
    case message([UInt8])
    case ping
    case pong([UInt8])
    case end
}

/// Messages as the frames of a WebSocket.
package struct WebSocketCodec: WireCodec {
    /// Clients mask what they send, servers do not.
    private let masks: Bool

    package init(masks: Bool) { self.masks = masks }

    package func read(_ frame: WebSocketFrame) -> WireRead {
        let data = frame.unmaskedData
        switch frame.opcode {
        case .binary, .text: return .message(Array(data.readableBytesView))
        case .ping: return .reply(.pong(Array(data.readableBytesView)))
        case .connectionClose: return .end
        default: return .nothing
        }
    }

    package func write(_ part: WireWrite, to channel: any Channel) async throws {
        let (opcode, bytes): (WebSocketOpcode, [UInt8]) =
            switch part {
            case .message(let bytes): (.binary, bytes)
            case .ping: (.ping, [])
            case .pong(let bytes): (.pong, bytes)
            // 1000: the connection has done what it was for.
            case .end: (.connectionClose, [0x03, 0xE8])
            }
        let frame = WebSocketFrame(
            fin: true, opcode: opcode, maskKey: masks ? .random() : nil, data: channel.allocator.buffer(bytes: bytes))
        try await channel.writeAndFlush(frame)
    }

    /// Puts the handlers of a WebSocket at the end of a pipeline.
    ///
    /// - Parameter maximumMessageBytes: the longest message that is read; a longer one ends the connection.
    package static func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, maximumMessageBytes: Int = 16 << 20
    ) throws {
        try pipeline.addHandlers([
            WebSocketFrameEncoder(),
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maximumMessageBytes)),
            WebSocketProtocolErrorHandler(),
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 4_096,
                maxAccumulatedFrameSize: maximumMessageBytes),
        ])
    }
}

/// Messages as bytes one after another, whose ends mean nothing.
package struct RawCodec: WireCodec {
    package init() {}

    package func read(_ buffer: ByteBuffer) -> WireRead { .message(Array(buffer.readableBytesView)) }

    package func write(_ part: WireWrite, to channel: any Channel) async throws {
        if case .message(let bytes) = part { try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)) }
    }
}
