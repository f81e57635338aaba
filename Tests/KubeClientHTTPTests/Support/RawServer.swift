import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A server on the loopback interface that answers requests with bytes as they are written here: what a well-behaved HTTP
/// library would never send.
final class RawServer: Sendable {
    /// What happens after the pieces.
    enum Ending: Sendable {
        case keepOpen
        case close
        /// The connection is reset: the client is told at once, and what it has not read yet is lost.
        case reset
    }

    struct Reply: Sendable {
        var pieces: [[UInt8]]
        var ending: Ending
        /// The milliseconds between pieces.
        var pause: Int64

        init(_ pieces: [[UInt8]], pause: Int64 = 0, then ending: Ending = .keepOpen) {
            self.pieces = pieces
            self.pause = pause
            self.ending = ending
        }

        /// The same bytes in pieces of a size.
        init(
            _ text: String, piecesOf size: Int = .max, pause: Int64 = 0,
            then ending: Ending = .keepOpen
        ) {
            let bytes = Array(text.utf8)
            let pieces = stride(from: 0, to: bytes.count, by: min(size, max(bytes.count, 1))).map { start in
                Array(bytes[start..<min(start + min(size, bytes.count), bytes.count)])
            }
            self.init(pieces, pause: pause, then: ending)
        }

        /// A JSON answer with its length.
        static func json(_ text: String, status: String = "200 OK", headers: String = "") -> Reply {
            Reply(
                "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
            )
        }
    }

    private let log = Mutex<[String]>([])
    private let handler: @Sendable (String, Int) -> Reply

    private init(_ handler: @escaping @Sendable (String, Int) -> Reply) { self.handler = handler }

    /// The heads of requests as they came.
    var requests: [String] { log.withLock { $0 } }

    fileprivate func reply(to head: String) -> Reply {
        let position = log.withLock { log in
            log.append(head)
            return log.count - 1
        }
        return handler(head, position)
    }

    /// Runs a server while a closure runs.
    ///
    /// - Parameters:
    ///   - handler: receives the head of a request and how many came before.
    ///   - body: receives the server and its port.
    @discardableResult
    static func run<Result: Sendable>(
        _ handler: @escaping @Sendable (String, Int) -> Reply, _ body: (RawServer, Int) async throws -> Result
    ) async throws -> Result {
        let server = RawServer(handler)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawConnection(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return try await body(server, channel.localAddress?.port ?? 0)
    }
}

/// One connection to a raw server. Requests are told apart by the blank line after their heads; bodies are not looked at.
private final class RawConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: RawServer
    private var received = ""

    init(_ server: RawServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        while let end = received.range(of: "\r\n\r\n") {
            let head = String(received[..<end.lowerBound])
            received = String(received[end.upperBound...])
            let reply = server.reply(to: head)
            send(reply.pieces[...], reply, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func send(_ pieces: ArraySlice<[UInt8]>, _ reply: RawServer.Reply, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard let first = pieces.first else { return end(reply.ending, context) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: first)), promise: nil)
        guard reply.pause > 0 else { return send(pieces.dropFirst(), reply, context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(reply.pause)) {
            self.send(pieces.dropFirst(), reply, context)
        }
    }

    private func end(_ ending: RawServer.Ending, _ context: ChannelHandlerContext) {
        switch ending {
        case .keepOpen: break
        case .close: context.close(promise: nil)
        case .reset:
            guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? { self[...].firstRange(of: text) }
}
