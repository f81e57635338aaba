public import KubeSimulator
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Values

/// Serves a simulated cluster over HTTP/1.1, so that kubectl and every other client can talk to it.
///
/// ```swift
/// let cluster = SimulatedCluster(clock: VirtualClock(runningFrom: secondsSince1970))
/// let server = try await SimulatorServer.start(cluster, port: 8001)
/// print(server.kubeconfig)          // kubectl --kubeconfig FILE get pods
/// try await server.shutdown()
/// ```
///
/// With certificates it speaks TLS, and knows clients by theirs. It listens on the loopback interface unless told
/// otherwise: it is for tests and demonstrations.
public final class SimulatorServer: Sendable {
    /// The cluster that is served.
    public let cluster: SimulatedCluster
    /// The host that was asked for.
    public let host: String
    /// The port that is listened on.
    public let port: Int
    /// The certificates of a server that speaks TLS.
    public let certificates: SimulatorCertificates?

    let administrator: Value
    private let channel: any Channel
    private let connections: OpenConnections
    private let group: MultiThreadedEventLoopGroup
    private let ticker: Task<Void, Never>

    private init(
        cluster: SimulatedCluster, host: String, certificates: SimulatorCertificates?, administrator: Value,
        channel: any Channel, connections: OpenConnections, group: MultiThreadedEventLoopGroup
    ) {
        self.connections = connections
        self.cluster = cluster
        self.certificates = certificates
        self.administrator = administrator
        self.host = host
        port = channel.localAddress?.port ?? 0
        self.channel = channel
        self.group = group
        ticker = Task {
            // A clock that runs needs somebody who looks at it; one that stands still is moved by its owner.
            while cluster.clock.isRunning, !Task.isCancelled {
                cluster.tick()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - cluster: what is served.
    ///   - host: the address to listen on.
    ///   - port: the port; 0 takes a free one, which ``port`` then tells.
    ///   - threads: how many threads serve connections.
    ///   - certificates: what TLS is spoken with; nil for plain HTTP, over which clients send no credentials.
    /// - Throws: what the system says where the address cannot be listened on.
    public static func start(
        _ cluster: SimulatedCluster, host: String = "127.0.0.1", port: Int = 0, threads: Int = 1,
        certificates: SimulatorCertificates? = nil
    ) async throws -> SimulatorServer {
        let administrator = try administrator(cluster, certificates)
        let tls = try certificates.map(context)
        let connections = OpenConnections()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                        try HTTPHandlers.add(to: pipeline, cluster: cluster, connections: connections)
                    }
                }
                .bind(host: host, port: port).get()
            return SimulatorServer(
                cluster: cluster, host: host, certificates: certificates, administrator: administrator,
                channel: channel, connections: connections, group: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private static func context(_ certificates: SimulatorCertificates) throws -> NIOSSLContext {
        let own = try NIOSSLCertificate.fromPEMBytes(Array(certificates.server.certificate.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(certificates.server.privateKey.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: own.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(certificates.authority.utf8)))
        // A client may come with a token instead, or as nobody.
        configuration.certificateVerification = .optionalVerification
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    /// The URL of the server.
    public var url: String {
        "\(certificates == nil ? "http" : "https")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Waits until the server is shut down by somebody else.
    public func waitUntilClosed() async throws { try await channel.closeFuture.get() }

    /// Stops listening and closes all connections.
    public func shutdown() async throws {
        ticker.cancel()
        try await channel.close()
        await connections.close()
        try await group.shutdownGracefully()
    }
}
