package import KubeClient
package import NIOCore
import Synchronization

/// Gives a connection the form of a ``KubeClient/KubeSocket``.
package struct WireSocket<Codec: WireCodec>: Sendable {
    /// How a connection is watched over whose other end may have vanished.
    package struct Heartbeat: Sendable {
        /// How often the other side is asked for a sign of life.
        let interval: Duration
        /// After what silence the connection counts as broken.
        let patience: Duration

        package init(interval: Duration, patience: Duration) {
            self.interval = interval
            self.patience = patience
        }
    }

    private enum Finisher { case reader, writer, other }

    /// The most bytes that wait for the reader, and for the wire.
    private static var limit: Int { 1 << 20 }
    /// How long the other side has to say goodbye.
    private static var farewell: Duration { .seconds(2) }

    private let channel: NIOAsyncChannel<Codec.Part, Never>
    private let codec: Codec
    private let heartbeat: Heartbeat?
    private let incoming = BytePipe(limit: Self.limit)
    private let outgoing = BytePipe(limit: Self.limit)
    private let heard = Heard()

    private init(_ channel: NIOAsyncChannel<Codec.Part, Never>, _ codec: Codec, _ heartbeat: Heartbeat?) {
        self.channel = channel
        self.codec = codec
        self.heartbeat = heartbeat
    }

    /// Starts to read and to write.
    ///
    /// - Parameters:
    ///   - channel: the connection, whose handlers are in place.
    ///   - codec: how messages stand on it.
    ///   - subprotocol: what both sides agreed on.
    ///   - heartbeat: how the connection is watched over; nil for not at all.
    ///   - onEnd: called when the connection is closed.
    package static func open(
        _ channel: NIOAsyncChannel<Codec.Part, Never>, _ codec: Codec, subprotocol: String, heartbeat: Heartbeat? = nil,
        onEnd: @escaping @Sendable () -> Void = {}
    ) -> KubeSocket {
        let wire = WireSocket(channel, codec, heartbeat)
        Task {
            await wire.run()
            onEnd()
        }
        return KubeSocket(subprotocol: subprotocol, messages: PipeBytes(wire.incoming)) { message in
            guard await wire.outgoing.write(message) else {
                try Task.checkCancellation()
                throw SocketClosed()
            }
        } close: {
            wire.outgoing.finish()
            wire.incoming.abandon()
        }
    }

    private func run() async {
        do {
            try await channel.executeThenClose { inbound in
                try await withThrowingTaskGroup(of: Finisher.self) { group in
                    group.addTask { try await read(inbound) }
                    group.addTask { try await write() }
                    if let heartbeat { group.addTask { try await watch(heartbeat) } }
                    defer { group.cancelAll() }
                    guard case .writer? = try await group.next() else { return }
                    // What the other side has sent already must be read, or it may never read our last words.
                    group.addTask {
                        try await Task.sleep(for: Self.farewell)
                        return .other
                    }
                    _ = try await group.next()
                }
            }
            incoming.finish()
        } catch {
            incoming.finish(throwing: error)
        }
        outgoing.abandon()
    }

    private func read(_ inbound: NIOAsyncChannelInboundStream<Codec.Part>) async throws -> Finisher {
        for try await part in inbound {
            heard.now()
            switch codec.read(part) {
            case .message(let bytes): await incoming.write(bytes)
            case .reply(let reply): try await codec.write(reply, to: channel.channel)
            case .nothing: break
            case .end:
                try? await codec.write(.end, to: channel.channel)
                return .reader
            }
        }
        return .reader
    }

    private func write() async throws -> Finisher {
        while let message = try await outgoing.read() { try await codec.write(.message(message), to: channel.channel) }
        try await codec.write(.end, to: channel.channel)
        return .writer
    }

    private func watch(_ heartbeat: Heartbeat) async throws -> Finisher {
        while true {
            try await Task.sleep(for: heartbeat.interval)
            if heard.silence > heartbeat.patience { throw SocketSilent(silence: heartbeat.patience) }
            try await codec.write(.ping, to: channel.channel)
        }
    }
}

/// When the other side was last heard of.
private final class Heard: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func now() { last.withLock { $0 = .now } }

    var silence: Duration { last.withLock { $0.duration(to: .now) } }
}

/// The connection is closed, so that nothing can be sent.
package struct SocketClosed: Error, CustomStringConvertible {
    package var description: String { "it is closed" }
}

/// The other side gave no sign of life.
package struct SocketSilent: Error, CustomStringConvertible {
    let silence: Duration

    package var description: String { "the other side gave no sign of life within \(silence)" }
}
