/// Sends requests again when that makes sense; see ``RetryPolicy``.
public struct RetryingTransport: KubeTransport {
    private let base: any KubeTransport
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let wallClock: WallClock

    /// A layer over another transport.
    ///
    /// - Parameters:
    ///   - base: what carries the requests on.
    ///   - policy: which requests are sent again, and when.
    ///   - clock: what waits in between.
    ///   - wallClock: what a date in `Retry-After` is compared with, where the answer has no date of its own.
    public init(
        _ base: any KubeTransport, policy: RetryPolicy = RetryPolicy(), clock: any Clock<Duration> = ContinuousClock(),
        wallClock: WallClock = .system
    ) {
        self.base = base
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
    }

    /// Sends a request, several times if need be; the last answer or error is handed on.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        try await attempt(request, method: request.method, send: base.send) { ($0.status, $0.headers) }
    }

    /// Opens a stream, several times if need be. A stream that breaks later is not mended here.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        try await attempt(request, method: request.method, send: base.stream) { ($0.status, $0.headers) }
    }

    /// Opens a connection, several times where the server said that nothing was done. A command is run once, whatever
    /// the method of its request.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await attempt(
            request, method: "POST", send: { try await base.connect($0, protocols: protocols) }, head: \.head)
    }

    private func attempt<Answer>(
        _ request: KubeRequest, method: String, send: (KubeRequest) async throws -> Answer,
        head: (Answer) -> (status: Int, headers: KubeHeaders)
    ) async throws -> Answer {
        var backoff = Backoff(policy.backoff)
        var generator = SystemRandomNumberGenerator()
        while true {
            let isLast = backoff.failures + 1 >= policy.attempts
            var wish: Duration?
            do {
                let answer = try await send(request)
                let (status, headers) = head(answer)
                wish = headers.retryAfter(now: wallClock.now)
                guard !isLast, policy.retries(method: method, status: status, retryAfter: wish) else {
                    return answer
                }
            } catch {
                guard !isLast, !Task.isCancelled, policy.retries(method: method, error: error) else {
                    throw error
                }
            }
            try await clock.sleep(for: backoff.next(atLeast: wish, using: &generator))
        }
    }
}

extension KubeUpgrade {
    fileprivate var head: (status: Int, headers: KubeHeaders) {
        switch self {
        case .socket: (status, [:])
        case .refused(let response): (response.status, response.headers)
        }
    }
}
