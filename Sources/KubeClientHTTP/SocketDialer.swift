import KubeClient
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSOCKS
import NIOSSL

/// Makes connections of their own to a server, through a proxy where there is one.
///
/// The pool of the HTTP client gives no connection away, and one that left HTTP is of no use to a pool.
struct SocketDialer: Sendable {
    private let connection: ClusterConnection
    private let proxy: ProxyAddress?
    private let tls: NIOSSLContext?
    private let timeout: TimeAmount

    /// - Throws: `KubeError` with `KubeError.Code.configuration` where certificates or the proxy cannot be read.
    init(_ connection: ClusterConnection, timeout: Duration) throws {
        self.connection = connection
        self.timeout = TimeAmount(timeout)
        proxy = try connection.proxyURL.map { try ProxyAddress($0.revealedText()) }
        guard connection.server.isSecure else {
            tls = nil
            return
        }
        var configuration = try TLSConfiguration(connection.tls)
        configuration.applicationProtocols = ["http/1.1"]
        do {
            tls = try NIOSSLContext(configuration: configuration)
        } catch {
            throw KubeError(.configuration, "TLS cannot be set up: \(error)", cause: error)
        }
    }

    /// Connects, TLS included.
    ///
    /// - Parameter configure: adds what speaks over the connection.
    func dial<Result: Sendable>(
        _ configure: @escaping @Sendable (any Channel) throws -> Result
    ) async throws -> Result {
        let server = connection.server
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        guard let proxy else {
            return try await bootstrap.connect(host: server.host, port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture { try secure(channel, configure) }
            }
        }
        let channel = try await bootstrap.connect(host: proxy.host, port: proxy.port) { channel in
            channel.eventLoop.makeSucceededFuture(channel)
        }
        do {
            try await pass(proxy, channel)
            return try await channel.eventLoop.submit { try secure(channel, configure) }.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private func secure<Result>(
        _ channel: any Channel, _ configure: (any Channel) throws -> Result
    ) throws -> Result {
        if let tls {
            let name = connection.tls.serverName ?? connection.server.host
            // Addresses are no names for TLS; they are verified all the same.
            let handler = try NIOSSLClientHandler(
                context: tls, serverHostname: (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        return try configure(channel)
    }

    // MARK: - Proxies

    private func pass(_ proxy: ProxyAddress, _ channel: any Channel) async throws {
        let server = connection.server
        let deadline = NIODeadline.now() + timeout
        switch proxy.scheme {
        case .http:
            let promise = channel.eventLoop.makePromise(of: Void.self)
            let codec = try await channel.eventLoop.submit { () -> NIOLoopBound<[any RemovableChannelHandler]> in
                var headers = HTTPHeaders()
                if let login = proxy.authorization {
                    headers.add(name: "Proxy-Authorization", value: login.revealedText())
                }
                let handlers: [any RemovableChannelHandler] = [
                    HTTPRequestEncoder(),
                    ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)),
                    NIOHTTP1ProxyConnectHandler(
                        targetHost: server.host, targetPort: server.port, headers: headers, deadline: deadline,
                        promise: promise),
                ]
                try channel.pipeline.syncOperations.addHandlers(handlers)
                return NIOLoopBound(handlers, eventLoop: channel.eventLoop)
            }.get()
            try await promise.futureResult.get()
            try await channel.eventLoop.flatSubmit {
                // The handler for the proxy takes itself out.
                let rest = codec.value.dropLast().reversed()
                let removals = rest.map { channel.pipeline.syncOperations.removeHandler($0) }
                return EventLoopFuture.andAllSucceed(removals, on: channel.eventLoop)
            }.get()
        case .socks:
            let promise = channel.eventLoop.makePromise(of: Void.self)
            let timer = channel.eventLoop.scheduleTask(deadline: deadline) { channel.close(promise: nil) }
            defer { timer.cancel() }
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandlers([
                    SOCKSClientHandler(targetAddress: .domain(server.host, port: server.port)),
                    SOCKSOutcome(promise),
                ])
            }.get()
            try await promise.futureResult.get()
        }
    }
}

/// Waits until a SOCKS proxy has connected.
private final class SOCKSOutcome: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var promise: EventLoopPromise<Void>?

    init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is SOCKSProxyEstablishedEvent else { return context.fireUserInboundEventTriggered(event) }
        settle(.success(()))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        settle(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        settle(.failure(ChannelError.eof))
        context.fireChannelInactive()
    }

    private func settle(_ result: Result<Void, any Error>) {
        promise?.completeWith(result)
        promise = nil
    }
}
