import KubeClient
import KubeSimulator
import NIOCore
import NIOHTTP1

/// Turns the parts of HTTP requests into requests of the cluster, one at a time per connection.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Bytes of a body beyond the server's own limit are not kept; it answers 413 by itself.
    private static let bodyLimit = 3 * 1024 * 1024 + 1

    private let cluster: SimulatedCluster
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var task: Task<Void, Never>?

    init(cluster: SimulatedCluster) { self.cluster = cluster }

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
            answer(head, context.channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, _ channel: any Channel) {
        let request = RequestHandler.request(head, body)
        body = []
        let isHead = head.method == .HEAD
        let keepsAlive = head.isKeepAlive
        let transport = cluster.transport
        task = Task {
            let writer = AnswerWriter(
                channel: channel, version: head.version, request: request, isHead: isHead, keepsAlive: keepsAlive)
            await writer.answer(transport)
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
