/// Which requests are sent again, and when. Knows no clock and does no I/O.
///
/// An answer of 429 or 503 with a time in `Retry-After` says that nothing was done, so any request may be sent again.
/// After other failures of the server or the connection it is unknown whether something was done; then only requests that
/// change nothing are. A 429 that names no time answers a write for good: an eviction that a disruption budget forbids.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent in all.
    public var attempts: Int
    /// How long to wait in between; the server's wish counts where it is longer.
    public var backoff: BackoffPolicy
    /// A wish of the server beyond this is not waited for; the answer is handed on.
    public var longestWait: Duration

    /// A policy.
    ///
    /// - Parameters:
    ///   - attempts: how often a request is sent in all.
    ///   - backoff: how long to wait in between.
    ///   - longestWait: a wish of the server beyond this is not waited for.
    public init(
        attempts: Int = 5,
        backoff: BackoffPolicy = BackoffPolicy(initial: .milliseconds(200), maximum: .seconds(10), jitter: 0.5),
        longestWait: Duration = .seconds(60)
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.longestWait = longestWait
    }

    /// Whether an answer asks for another attempt.
    ///
    /// - Parameters:
    ///   - method: the request's method.
    ///   - status: the HTTP status code.
    ///   - retryAfter: the server's wish; nil where it has none.
    func retries(method: String, status: Int, retryAfter: Duration?) -> Bool {
        if let retryAfter, retryAfter > longestWait { return false }
        switch status {
        case 429 where retryAfter != nil, 503 where retryAfter != nil: return true
        case 429, 500, 502, 503, 504: return RetryPolicy.changesNothing(method)
        default: return false
        }
    }

    /// Whether an error of the connection asks for another attempt.
    func retries(method: String, error: any Error) -> Bool {
        if error is CancellationError { return false }
        guard RetryPolicy.changesNothing(method) else { return false }
        // Time-outs were waited for already; configuration and credentials do not mend themselves.
        guard let error = error as? KubeError else { return true }
        return error.code == .unreachable
    }

    private static func changesNothing(_ method: String) -> Bool { method == "GET" || method == "HEAD" }
}
