public import KubeSimulator
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves a simulated cluster over HTTP/1.1, so that kubectl and every other client can talk to it.
///
/// ```swift
/// let cluster = SimulatedCluster(clock: VirtualClock(runningFrom: secondsSince1970))
/// let server = try await SimulatorServer.start(cluster, port: 8001)
/// print(server.kubeconfig)          // kubectl --kubeconfig FILE get pods
/// try await server.shutdown()
/// ```
///
/// It listens on the loopback interface unless told otherwise, and asks nobody who they are: it is for tests and demonstrations.
public final class SimulatorServer: Sendable {
    /// The cluster that is served.
    public let cluster: SimulatedCluster
    /// The host that was asked for.
    public let host: String
    /// The port that is listened on.
    public let port: Int

    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let ticker: Task<Void, Never>

    private init(
        cluster: SimulatedCluster, host: String, port: Int, channel: any Channel, group: MultiThreadedEventLoopGroup
    ) {
        self.cluster = cluster
        self.host = host
        self.port = port
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
    /// - Throws: what the system says where the address cannot be listened on.
    public static func start(
        _ cluster: SimulatedCluster, host: String = "127.0.0.1", port: Int = 0, threads: Int = 1
    ) async throws -> SimulatorServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                        try channel.pipeline.syncOperations.addHandler(RequestHandler(cluster: cluster))
                    }
                }
                .bind(host: host, port: port).get()
            return SimulatorServer(
                cluster: cluster, host: host, port: channel.localAddress?.port ?? port, channel: channel, group: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// The URL of the server.
    public var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// A kubeconfig with one context, `simulator`, that leads to this server.
    public var kubeconfig: String {
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: simulator
          cluster:
            server: \(url)
        users:
        - name: simulator
          user: {}
        contexts:
        - name: simulator
          context:
            cluster: simulator
            user: simulator
        current-context: simulator

        """
    }

    /// Waits until the server is shut down by somebody else.
    public func waitUntilClosed() async throws { try await channel.closeFuture.get() }

    /// Stops listening and closes all connections.
    public func shutdown() async throws {
        ticker.cancel()
        try await channel.close()
        try await group.shutdownGracefully()
    }
}
