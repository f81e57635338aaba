import KubeClient
import KubeSimulator
import NIOCore
import NIOHTTP1
import NIOSSL

/// Turns the parts of HTTP requests into requests of the cluster, one at a time per connection.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Bytes of a body beyond the server's own limit are not kept; it answers 413 by itself.
    private static let bodyLimit = 3 * 1024 * 1024 + 1

    private let cluster: SimulatedCluster
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var task: Task<Void, Never>?
    private var executor: EventLoopExecutor?
    private var transport: SimulatedTransport?

    /// The handlers of HTTP before this one, the last of them first.
    private let others: [any RemovableChannelHandler]

    private let connections: OpenConnections

    init(cluster: SimulatedCluster, connections: OpenConnections, others: [any RemovableChannelHandler]) {
        self.cluster = cluster
        self.connections = connections
        self.others = others
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            let room = RequestHandler.bodyLimit - body.count
            if room > 0 { body.append(contentsOf: buffer.readableBytesView.prefix(room)) }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The way into the cluster for whom the connection's certificate names, looked at once.
    private func transport(_ context: ChannelHandlerContext) -> SimulatedTransport {
        if let transport { return transport }
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        let der = try? handler?.peerCertificate?.toDERBytes()
        let found = cluster.transport(as: der.flatMap { SimulatorCertificates.caller(der: $0) })
        transport = found
        return found
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = RequestHandler.request(head, body)
        body = []
        let isHead = head.method == .HEAD
        let keepsAlive = head.isKeepAlive
        let transport = transport(context)
        let channel = context.channel
        if let upgrade = ConnectionUpgrade(head) {
            let handlers = NIOLoopBound([self] + others, eventLoop: context.eventLoop)
            return connections.run(channel) {
                await RequestHandler.connect(upgrade, request, transport, channel, replacing: handlers)
            }
        }
        let executor = executor ?? EventLoopExecutor(channel.eventLoop)
        self.executor = executor
        task = Task(executorPreference: executor) {
            let writer = AnswerWriter(
                channel: channel, version: head.version, request: request, isHead: isHead, keepsAlive: keepsAlive)
            await writer.answer(transport)
        }
    }

    /// Connects to a pod, or says why not; HTTP is not spoken on this connection any more either way.
    private static func connect(
        _ upgrade: ConnectionUpgrade, _ request: KubeRequest, _ transport: SimulatedTransport, _ channel: any Channel,
        replacing handlers: NIOLoopBound<[any RemovableChannelHandler]>
    ) async {
        do {
            switch try await transport.connect(request, protocols: upgrade.protocols) {
            case .socket(let pod): try await upgrade.accept(pod, channel, replacing: handlers)
            case .refused(let response):
                let writer = AnswerWriter(
                    channel: channel, version: .http1_1, request: request, isHead: false, keepsAlive: false)
                try await writer.write(response)
            }
        } catch {
            channel.close(promise: nil)
        }
    }

    private static func request(_ head: HTTPRequestHead, _ body: [UInt8]) -> KubeRequest {
        let mark = head.uri.firstIndex(of: "?") ?? head.uri.endIndex
        let query = mark < head.uri.endIndex ? String(head.uri[head.uri.index(after: mark)...]) : ""
        var headers = KubeHeaders()
        for field in head.headers { headers.fields.append((field.name, field.value)) }
        return KubeRequest(
            head.method.rawValue, String(head.uri[..<mark]), query: SimulatedTransport.decodeQuery(query),
            headers: headers,
            body: body.isEmpty && head.method == .GET ? nil : .bytes(body))
    }
}
