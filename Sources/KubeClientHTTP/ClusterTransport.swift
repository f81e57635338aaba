public import KubeClient

/// A transport to a real cluster: HTTP, credentials, impersonation and retries put together.
public final class ClusterTransport: KubeTransport {
    private let layers: any KubeTransport
    private let close: @Sendable () async -> Void

    init(
        _ connection: ClusterConnection, source: (any CredentialSource)?, options: HTTPTransportOptions,
        retries: RetryPolicy?, clock: any Clock<Duration>
    ) throws {
        var layers: any KubeTransport
        if connection.mayChangeIdentity, connection.server.isSecure, let source {
            let identity = try IdentityTransport(connection, options: options, source: source)
            close = { await identity.shutdown() }
            layers = identity
        } else {
            let http = try HTTPTransport(connection, options: options)
            close = { await http.shutdown() }
            layers = http
        }
        // In the clear everybody on the way could read them; kubectl sends none there either.
        if let source, connection.server.isSecure { layers = AuthenticatedTransport(layers, source: source) }
        if let impersonation = connection.impersonation {
            layers = ImpersonatingTransport(layers, as: impersonation)
        }
        if let retries { layers = RetryingTransport(layers, policy: retries, clock: clock) }
        self.layers = layers
    }

    /// Sends a request and reads the whole answer.
    public func send(_ request: KubeRequest) async throws -> KubeResponse { try await layers.send(request) }

    /// Sends a request and hands over the answer while it arrives.
    public func stream(_ request: KubeRequest) async throws -> KubeStream { try await layers.stream(request) }

    /// Asks the server to leave HTTP for a connection that carries messages both ways.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await layers.connect(request, protocols: protocols)
    }

    /// Closes all connections. Dropping the transport does the same without waiting.
    public func shutdown() async { await close() }
}

extension ClusterConnection {
    /// Whether the client's certificate may be another one later.
    fileprivate var mayChangeIdentity: Bool {
        if case .plugin = authentication { true } else { tls.identityFiles != nil }
    }

    /// A transport to this connection's server, with its credentials.
    ///
    /// - Parameters:
    ///   - runner: what starts credential plugins; nil where programs are not to be run. ``ProcessRunner`` for real ones.
    ///   - options: time-outs and bounds.
    ///   - retries: which requests are sent again; nil for none.
    ///   - files: where tokens are read from.
    ///   - wallClock: what expiry dates are compared with.
    ///   - clock: what waits between attempts.
    /// - Throws: `KubeError` with `KubeError.Code.configuration`.
    public func transport(
        runner: (any PluginRunner)?, options: HTTPTransportOptions = HTTPTransportOptions(),
        retries: RetryPolicy? = RetryPolicy(), files: any ConfigurationFiles = DiskFiles(),
        wallClock: WallClock = .system, clock: any Clock<Duration> = ContinuousClock()
    ) throws -> ClusterTransport {
        try ClusterTransport(
            self, source: credentialSource(runner: runner, files: files, wallClock: wallClock), options: options,
            retries: retries, clock: clock)
    }
}
