/// How often a request that failed for a passing reason is made again, and after how long.
public struct ArtifactRetries: Sendable {
    /// How often it is made in all.
    public var attempts: Int
    /// The pause after the first failure; it doubles each time.
    public var firstPause: Duration
    /// The longest pause, also where the server asks for a longer one.
    public var longestPause: Duration
    /// Waits.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// Retries.
    ///
    /// - Parameters:
    ///   - attempts: how often a request is made in all.
    ///   - firstPause: the pause after the first failure.
    ///   - longestPause: the longest pause.
    ///   - sleep: waits; tests give a clock of their own.
    public init(
        attempts: Int = 4, firstPause: Duration = .milliseconds(250), longestPause: Duration = .seconds(10),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = max(1, attempts)
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.sleep = sleep
    }

    /// Runs a request until it succeeds, fails for good, or has been made often enough.
    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        var pause = firstPause
        var attempt = 1
        while true {
            do {
                return try await body()
            } catch let error as ArtifactError where error.mayPass && attempt < attempts {
                // Half of it by chance, so that many clients do not come back together.
                let jittered = pause * Double.random(in: 0.5...1)
                try await sleep(min(max(jittered, error.retryAfter ?? .zero), longestPause))
            }
            attempt += 1
            pause = min(pause * 2, longestPause)
        }
    }
}

extension ArtifactError {
    /// Whether the same request may succeed a moment later.
    var mayPass: Bool { [.network, .timeout, .server].contains(code) }
}
