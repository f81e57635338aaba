import KubeClient
import KubeSimulator
import NIOCore
import NIOHTTP1
import NIOWebSocket
import WebSocketWire

/// Takes a connection out of HTTP for a client that wants to be connected to a pod.
struct ConnectionUpgrade: Sendable {
    /// The protocols that the client speaks.
    let protocols: [String]
    private let key: String

    /// What a request asks for; nil where it does not ask to leave HTTP.
    init?(_ head: HTTPRequestHead) {
        guard let wish = WebSocketHandshake.wish(head) else { return nil }
        key = wish.key
        protocols = wish.protocols
    }

    /// Agrees, and carries messages between the client and the pod from then on.
    ///
    /// - Parameter handlers: the handlers of HTTP, the last of the pipeline first.
    func accept(
        _ pod: KubeSocket, _ channel: any Channel, replacing handlers: NIOLoopBound<[any RemovableChannelHandler]>
    ) async throws {
        var head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols)
        head.headers.add(name: "Upgrade", value: "websocket")
        head.headers.add(name: "Connection", value: "Upgrade")
        head.headers.add(name: "Sec-WebSocket-Accept", value: WebSocketHandshake.answer(to: key))
        head.headers.add(name: "Sec-WebSocket-Protocol", value: pod.subprotocol)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let client = try await channel.eventLoop.flatSubmit {
            channel.switchHandlers(from: handlers.value) { pipeline in
                try WebSocketCodec.addHandlers(to: pipeline)
                let wire = try NIOAsyncChannel<WebSocketFrame, Never>(wrappingChannelSynchronously: channel)
                return WireSocket.open(wire, WebSocketCodec(masks: false), subprotocol: pod.subprotocol) {
                    end.finish()
                }
            }
        }.get()
        await ConnectionUpgrade.join(client, pod)
        for await _ in ended {}
    }

    /// Carries messages both ways until one side ends.
    private static func join(_ client: KubeSocket, _ pod: KubeSocket) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await carry(client, pod) }
            group.addTask { try? await carry(pod, client) }
            await group.next()
            client.close()
            pod.close()
            group.cancelAll()
        }
    }

    private static func carry(_ source: KubeSocket, _ target: KubeSocket) async throws {
        for try await message in source.messages { try await target.send(message) }
    }
}
