import KubeClient
import NIOCore
import NIOHTTP1
import NIOWebSocket
import WebSocketWire

/// Sends the request for a WebSocket and takes the answer, whatever it is.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case waiting
        case agreed(HTTPResponseHead)
        case refused(HTTPResponseHead, body: [UInt8])
        case done
    }

    /// The most of a refusal that is read.
    private static let maximumBodyBytes = 1 << 20
    /// How often a sign of life is asked for, and after what silence a connection counts as broken.
    private static let heartbeat = WireSocket<WebSocketCodec>.Heartbeat(interval: .seconds(15), patience: .seconds(60))

    private let head: HTTPRequestHead
    private let key: String
    private let protocols: [String]
    private let others: [any RemovableChannelHandler]
    private let promise: EventLoopPromise<KubeUpgrade>
    private var state = State.waiting
    private var isSent = false

    init(
        head: HTTPRequestHead, key: String, protocols: [String], others: [any RemovableChannelHandler],
        promise: EventLoopPromise<KubeUpgrade>
    ) {
        self.head = head
        self.key = key
        self.protocols = protocols
        self.others = others
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { send(context) } }

    func channelActive(context: ChannelHandlerContext) {
        send(context)
        context.fireChannelActive()
    }

    private func send(_ context: ChannelHandlerContext) {
        guard !isSent else { return }
        isSent = true
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting):
            state = WebSocketHandshake.agrees(head, key: key) ? .agreed(head) : .refused(head, body: [])
        case (.body(let buffer), .refused(let head, var body)):
            state = .done
            body += buffer.readableBytesView.prefix(UpgradeHandler.maximumBodyBytes - body.count)
            state = .refused(head, body: body)
        case (.end, .agreed(let head)): switchOver(head, context)
        case (.end, .refused(let head, let body)): refuse(head, body, context)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .refused(let head, let body) = state { refuse(head, body, context) }
        fail(SocketFailure.closed, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        if case .done = state { return }
        state = .done
        promise.fail(error)
        context.close(promise: nil)
    }

    private func refuse(_ head: HTTPResponseHead, _ body: [UInt8], _ context: ChannelHandlerContext) {
        guard head.status != .switchingProtocols else {
            return fail(SocketFailure.unasked("another connection than was asked for"), context)
        }
        state = .done
        promise.succeed(
            .refused(
                KubeResponse(status: Int(head.status.code), headers: KubeHeaders(head.headers), body: .bytes(body))))
        context.close(promise: nil)
    }

    private func switchOver(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        let chosen = head.headers.first(name: "Sec-WebSocket-Protocol") ?? ""
        guard protocols.contains(chosen) else {
            return fail(SocketFailure.unasked("the protocol \"\(chosen)\", which was not asked for"), context)
        }
        state = .done
        let channel = context.channel
        channel.switchHandlers(from: [self] + others.reversed()) { pipeline in
            try WebSocketCodec.addHandlers(to: pipeline)
            let wire = try NIOAsyncChannel<WebSocketFrame, Never>(wrappingChannelSynchronously: channel)
            return KubeUpgrade.socket(
                WireSocket.open(
                    wire, WebSocketCodec(masks: true), subprotocol: chosen, heartbeat: UpgradeHandler.heartbeat))
        }.cascade(to: promise)
    }
}
