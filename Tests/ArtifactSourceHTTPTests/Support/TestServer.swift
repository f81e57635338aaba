import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP server on the loopback interface that answers, or misbehaves, as it is told.
final class TestServer: Sendable {
    /// What to do with a request.
    enum Reply: Sendable {
        case answer(Int, [UInt8], [String: String])
        /// The head with this length, then fewer bytes, then the connection is cut.
        case cut(after: [UInt8], of: Int)
        /// The head with this length and some bytes, then nothing more for ever.
        case stall(after: [UInt8], of: Int)
        /// The head without a length and bytes again and again, as long as somebody reads.
        case endless
        /// Nothing at all: the connection stays open.
        case silence

        static func text(_ text: String, _ headers: [String: String] = [:]) -> Reply {
            .answer(200, Array(text.utf8), headers)
        }
        static func bytes(_ bytes: [UInt8]) -> Reply { .answer(200, bytes, [:]) }
        static func status(_ status: Int, _ headers: [String: String] = [:]) -> Reply { .answer(status, [], headers) }
        static func redirect(_ target: String) -> Reply { .answer(302, [], ["Location": target]) }
    }

    struct Received: Sendable {
        var method: String
        var target: String
        var headers: [String: String]
        /// Common name of the client's certificate, nil where it showed none.
        var hasClientCertificate: Bool

        var path: String { String(target.prefix { $0 != "?" }) }
        var authorization: String? { headers["authorization"] }
    }

    typealias Handler = @Sendable (Received) -> Reply

    let port: Int
    private let channel: any Channel
    private let log: RequestLog

    /// Everything that was asked, in order.
    var requests: [Received] { log.all }
    var url: String { "http://127.0.0.1:\(port)" }
    func count(_ path: String) -> Int { requests.filter { $0.path == path }.count }

    /// Waits until somebody has asked for a path.
    func hasBeenAsked(for path: String) async { await log.wait { $0.contains { $0.path == path } } }

    private init(channel: any Channel, log: RequestLog) {
        self.channel = channel
        self.log = log
        port = channel.localAddress?.port ?? 0
    }

    /// Runs a server while a closure runs.
    @discardableResult
    static func run<Result: Sendable>(
        tls: Bool = false, _ answers: Answers, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let log = RequestLog()
        let context = tls ? try makeContext() : nil
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Connection(answers.reply, log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return try await body(TestServer(channel: channel, log: log))
    }

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

/// What a server answers.
struct Answers: Sendable {
    let reply: TestServer.Handler

    init(_ reply: @escaping TestServer.Handler) { self.reply = reply }
}

/// What was asked, and who waits for it.
final class RequestLog: Sendable {
    private struct State {
        var requests: [TestServer.Received] = []
        var waiters: [(test: @Sendable ([TestServer.Received]) -> Bool, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var all: [TestServer.Received] { state.withLock { $0.requests } }

    func add(_ request: TestServer.Received) {
        let ready = state.withLock { state in
            state.requests.append(request)
            let ready = state.waiters.filter { $0.test(state.requests) }
            state.waiters.removeAll { $0.test(state.requests) }
            return ready.map(\.resume)
        }
        for waiter in ready { waiter.resume() }
    }

    func wait(until test: @escaping @Sendable ([TestServer.Received]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if test(state.requests) { return true }
                state.waiters.append((test, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}

/// One connection to a test server.
private final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let handler: TestServer.Handler
    private let log: RequestLog
    private var head: HTTPRequestHead?
    private var isEndless = false

    init(_ handler: @escaping TestServer.Handler, _ log: RequestLog) {
        self.handler = handler
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            let certificate =
                (try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self))?.peerCertificate
            let fields = head.headers.map { ($0.name.lowercased(), $0.value) }
            let request = TestServer.Received(
                method: head.method.rawValue, target: head.uri, headers: Dictionary(fields) { first, _ in first },
                hasClientCertificate: certificate != nil)
            log.add(request)
            perform(handler(request), to: request, context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { writeOn(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func writeOn(_ context: ChannelHandlerContext) {
        guard isEndless else { return }
        let piece = ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 16)
        while context.channel.isWritable {
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
        }
    }

    private func perform(_ reply: TestServer.Reply, to request: TestServer.Received, _ context: ChannelHandlerContext) {
        switch reply {
        case .answer(let status, let bytes, let headers):
            write(context, status, headers, length: bytes.count, request.method == "HEAD" ? [] : bytes)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .cut(let bytes, let length):
            write(context, 200, [:], length: length, bytes)
            context.close(promise: nil)
        case .stall(let bytes, let length): write(context, 200, [:], length: length, bytes)
        case .endless:
            write(context, 200, [:], length: nil, [])
            isEndless = true
            writeOn(context)
        case .silence: break
        }
    }

    private func write(
        _ context: ChannelHandlerContext, _ status: Int, _ fields: [String: String], length: Int?, _ bytes: [UInt8]
    ) {
        var headers = HTTPHeaders(fields.map { ($0.key, $0.value) })
        if let length, status != 304 { headers.add(name: "Content-Length", value: String(length)) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !bytes.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil) }
        context.flush()
    }
}
