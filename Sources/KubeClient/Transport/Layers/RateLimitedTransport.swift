import Synchronization

/// Keeps a client from asking too much: so many requests a second, with bursts.
///
/// Servers protect themselves (429), so this is off unless a host puts it in.
public final class RateLimitedTransport: KubeTransport {
    private let base: any KubeTransport
    private let bucket: Mutex<TokenBucket>
    private let elapsed: Stopwatch
    private let clock: any Clock<Duration>

    /// A layer over another transport.
    ///
    /// - Parameters:
    ///   - base: what carries the requests on.
    ///   - requestsPerSecond: how many in the long run.
    ///   - burst: how many at once after a rest.
    ///   - clock: what waits.
    public init(
        _ base: any KubeTransport, requestsPerSecond: Double, burst: Int,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.base = base
        bucket = Mutex(TokenBucket(perSecond: requestsPerSecond, burst: burst))
        elapsed = Stopwatch(clock)
        self.clock = clock
    }

    /// Sends a request when its turn has come.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        try await waitForTurn()
        return try await base.send(request)
    }

    /// Opens a stream when its turn has come.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        try await waitForTurn()
        return try await base.stream(request)
    }

    /// Opens a connection when its turn has come.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await waitForTurn()
        return try await base.connect(request, protocols: protocols)
    }

    private func waitForTurn() async throws {
        let delay = bucket.withLock { $0.take(now: elapsed.elapsed) }
        if delay > .zero { try await clock.sleep(for: delay) }
    }
}

/// A token bucket that lends: every taker gets a place, and is told how long to wait for it. No clock, no I/O.
public struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var last: Duration

    /// A full bucket.
    ///
    /// - Parameters:
    ///   - perSecond: tokens that come each second; at least a thousandth.
    ///   - burst: tokens that it holds; at least 1.
    ///   - start: the present moment, in the time that is told to it later.
    public init(perSecond: Double, burst: Int, start: Duration = .zero) {
        last = start
        self.perSecond = perSecond.isFinite ? max(perSecond, 0.001) : 0.001
        self.burst = Double(max(burst, 1))
        tokens = self.burst
    }

    /// Takes a token and tells how long to wait for it.
    ///
    /// - Parameter now: the time since the bucket was made; never goes back.
    public mutating func take(now: Duration) -> Duration {
        refill(now)
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / perSecond)
    }

    /// Takes a token if there is one.
    ///
    /// - Parameter now: the time since the bucket was made; never goes back.
    public mutating func takeIfAvailable(now: Duration) -> Bool {
        refill(now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    private mutating func refill(_ now: Duration) {
        guard now > last else { return }
        tokens = min(burst, tokens + (now - last) / .seconds(1) * perSecond)
        last = now
    }
}
