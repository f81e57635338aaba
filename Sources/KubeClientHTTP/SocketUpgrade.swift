import KubeClient
import NIOCore
import NIOHTTP1
import NIOWebSocket
import WebSocketWire

/// One attempt to open a WebSocket.
struct SocketUpgrade: Sendable {
    let dialer: SocketDialer
    let request: KubeRequest
    let uri: String
    let host: String
    let userAgent: String
    let protocols: [String]
    let timeout: Duration

    func perform() async throws -> KubeUpgrade {
        let key = WebSocketHandshake.newKey()
        let head = head(key: key)
        let (channel, upgrade) = try await dialer.dial { channel in
            let promise = channel.eventLoop.makePromise(of: KubeUpgrade.self)
            let handlers: [any RemovableChannelHandler] = [
                HTTPRequestEncoder(),
                ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)),
                NIOHTTPRequestHeadersValidator(),
            ]
            try channel.pipeline.syncOperations.addHandlers(handlers)
            try channel.pipeline.syncOperations.addHandler(
                UpgradeHandler(head: head, key: key, protocols: protocols, others: handlers, promise: promise))
            return (channel, promise.futureResult)
        }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            channel.pipeline.fireErrorCaught(SocketFailure.timeout)
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await upgrade.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func head(key: String) -> HTTPRequestHead {
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: host)
        for (name, value) in request.headers.fields { headers.add(name: name, value: value) }
        if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: userAgent) }
        WebSocketHandshake.ask(&headers, key: key, protocols: protocols)
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
    }
}

/// Why a server opened no WebSocket.
enum SocketFailure: Error {
    case timeout
    case closed
    case unasked(String)
}
