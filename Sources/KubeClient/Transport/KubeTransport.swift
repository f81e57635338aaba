/// Carries requests to a Kubernetes API server and brings back its answers.
///
/// This is the seam between everything that speaks Kubernetes and the wire: the production implementation sends HTTP
/// over a connection pool, the simulator answers in process. A conforming type sends what it is given; credentials,
/// retries and rate limits are added by layers that wrap another transport.
///
/// A status outside 200–299 is an answer, not an error; errors are for answers that never came.
public protocol KubeTransport: Sendable {
    /// Sends a request and waits for the whole answer.
    func send(_ request: KubeRequest) async throws -> KubeResponse

    /// Sends a request and hands over the answer while it arrives: a watch, or a log that is followed.
    ///
    /// The answer's body is closed when the returned sequence is dropped or its consumer is cancelled.
    func stream(_ request: KubeRequest) async throws -> KubeStream

    /// Asks the server to leave HTTP for a connection that carries messages both ways (WebSocket on the wire).
    ///
    /// - Parameters:
    ///   - request: the request, whose headers of the upgrade itself the transport adds.
    ///   - protocols: the protocols that the caller speaks, the one it likes best first.
    /// - Throws: errors for answers that never came; and ``KubeError`` with ``KubeError/Code/invalidRequest`` where the
    ///   transport has no such connections, as one that does not say otherwise.
    func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade
}

extension KubeTransport {
    /// Refuses, since the transport has no connections but those of HTTP.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        throw KubeError(
            .invalidRequest, "this transport opens no connections into Pods; it lacks connect(_:protocols:)",
            request: request)
    }
}
