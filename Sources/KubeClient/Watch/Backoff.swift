/// How waiting times grow from failure to failure.
public struct BackoffPolicy: Hashable, Sendable {
    /// The first waiting time.
    public var initial: Duration
    /// The longest waiting time, before ``jitter``.
    public var maximum: Duration
    /// By how much each waiting time exceeds the one before.
    public var factor: Double
    /// Up to what fraction a waiting time is lengthened at random, so that clients do not come back all at once.
    public var jitter: Double

    /// A policy.
    ///
    /// - Parameters:
    ///   - initial: the first waiting time.
    ///   - maximum: the longest waiting time.
    ///   - factor: growth from one to the next, at least 1.
    ///   - jitter: random lengthening as a fraction, 0 for none.
    public init(initial: Duration, maximum: Duration, factor: Double = 2, jitter: Double = 0) {
        self.initial = max(initial, .zero)
        self.maximum = max(maximum, initial)
        self.factor = factor.isFinite ? max(factor, 1) : 1
        self.jitter = jitter.isFinite ? min(max(jitter, 0), 10) : 0
    }

    /// 0.8 s doubling to 30 s, each up to twice as long: what clients of the API commonly do.
    public static let watch = BackoffPolicy(initial: .milliseconds(800), maximum: .seconds(30), jitter: 1)

    /// The waiting time after a number of failures in a row, without jitter.
    ///
    /// - Parameter failures: how often it failed, from 1.
    public func delay(afterFailures failures: Int) -> Duration {
        var delay = initial
        var step = 1
        while step < failures, delay < maximum {
            delay = min(delay * factor, maximum)
            step += 1
            if factor == 1 { break }
        }
        return min(delay, maximum)
    }
}

/// Counts failures and tells how long to wait; success starts over.
public struct Backoff: Sendable {
    /// How waiting times grow.
    public let policy: BackoffPolicy
    /// Failures in a row.
    public private(set) var failures = 0

    /// A counter without failures.
    public init(_ policy: BackoffPolicy) { self.policy = policy }

    /// Counts a failure and tells how long to wait.
    ///
    /// - Parameters:
    ///   - atLeast: a waiting time that the server asked for.
    ///   - generator: where randomness comes from.
    public mutating func next(
        atLeast: Duration? = nil, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        failures &+= 1
        var delay = policy.delay(afterFailures: failures)
        if policy.jitter > 0 { delay += delay * Double.random(in: 0...policy.jitter, using: &generator) }
        return max(delay, atLeast ?? .zero)
    }

    /// Starts over after a success.
    public mutating func reset() { failures = 0 }
}
