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
}
