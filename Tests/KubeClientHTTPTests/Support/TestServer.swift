import KubeClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP server on the loopback interface that answers, or misbehaves, as it is told.
final class TestServer: Sendable {
    /// What to do with a request.
    enum Reply: Sendable {
        case answer(Int, String, headers: [(String, String)] = [])
        case bytes([UInt8], headers: [(String, String)])
        /// The head, then pieces as chunks, then an orderly end.
        case chunks([String])
        /// The head and pieces, then nothing more for ever.
        case stall([String])
        /// The head and pieces, then the connection is cut.
        case cut(after: [String])
        /// Nothing at all: the connection stays open.
        case silence
        /// The connection is closed without an answer.
        case hangUp
    }

    struct Received: Sendable {
        var method: String
        var target: String
        var headers: KubeHeaders
        var body: String
        /// Which connection it came over, from 0.
        var connection: Int
    }

    private let log = Mutex<(requests: [Received], connections: Int)>(([], 0))
    private let handler: @Sendable (Received, Int) -> Reply

    private init(_ handler: @escaping @Sendable (Received, Int) -> Reply) { self.handler = handler }

    var requests: [Received] { log.withLock { $0.requests } }
    var connections: Int { log.withLock { $0.connections } }

    fileprivate func connect() -> Int {
        log.withLock { log in
            defer { log.connections += 1 }
            return log.connections
        }
    }

    fileprivate func reply(to request: Received) -> Reply {
        let position = log.withLock { log in
            log.requests.append(request)
            return log.requests.count - 1
        }
        return handler(request, position)
    }

    /// Runs a server while a closure runs.
    ///
    /// - Parameters:
    ///   - tls: serves TLS with the test certificate where true, and asks for a client certificate.
    ///   - host: the address to listen on.
    ///   - handler: receives the request and how many came before.
    ///   - body: receives the server and its port.
    @discardableResult
    static func run<Result: Sendable>(
        tls: Bool = false, host: String = "127.0.0.1", _ handler: @escaping @Sendable (Received, Int) -> Reply,
        _ body: (TestServer, Int) async throws -> Result
    ) async throws -> Result {
        let server = TestServer(handler)
        let context = tls ? try makeContext() : nil
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Connection(server))
                }
            }
            .bind(host: host, port: 0).get()
        defer { channel.close(promise: nil) }
        return try await body(server, channel.localAddress?.port ?? 0)
    }

    /// Whether this machine has a loopback interface of IPv6.
    static let hasIPv6: Bool = {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        guard let channel = try? bootstrap.bind(host: "::1", port: 0).wait() else { return false }
        channel.close(promise: nil)
        return true
    }()

    private static func makeContext() throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.server.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificates.serverKey.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
        configuration.certificateVerification = .optionalVerification
        return try NIOSSLContext(configuration: configuration)
    }
}

/// One connection to a test server.
private final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: TestServer
    private let number: Int
    private var head: HTTPRequestHead?
    private var body = ""

    init(_ server: TestServer) {
        self.server = server
        number = server.connect()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = ""
        case .body(let piece): body += String(buffer: piece)
        case .end:
            guard let head else { return }
            var headers = KubeHeaders(head.headers.map { ($0.name, $0.value) })
            if let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
                .peerCertificate
            {
                headers.append("test-peer", "\(certificate)")
            }
            let request = TestServer.Received(
                method: head.method.rawValue, target: head.uri, headers: headers, body: body, connection: number)
            perform(server.reply(to: request), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ reply: TestServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .answer(let status, let text, let headers):
            var fields = HTTPHeaders(headers)
            fields.add(name: "Content-Length", value: String(text.utf8.count))
            write(context, HTTPResponseStatus(statusCode: status), fields, [text])
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .bytes(let bytes, let headers):
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: HTTPHeaders(headers))
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .chunks(let pieces):
            write(context, .ok, [:], pieces)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .stall(let pieces): write(context, .ok, [:], pieces)
        case .cut(let pieces):
            write(context, .ok, [:], pieces)
            context.close(promise: nil)
        case .silence: break
        case .hangUp: context.close(promise: nil)
        }
    }

    private func write(
        _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ pieces: [String]
    ) {
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        for piece in pieces {
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
        }
        context.flush()
    }
}
