#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells the time and waits, for everything in the controller that does.
///
/// ```swift
/// let clock = ReconcilerClock.system
/// let testing = ReconcilerClock(cluster.clock, startingAt: Timestamp(seconds: 1_767_225_600))
/// ```
public struct ReconcilerClock: Sendable {
    private let time: @Sendable () -> Timestamp
    private let wait: @Sendable (Duration) async throws -> Void

    /// A clock from two closures.
    ///
    /// - Parameters:
    ///   - now: tells the time.
    ///   - sleep: waits; a test may move its clock instead. Throws when the task is cancelled.
    public init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        time = now
        wait = sleep
    }

    /// A clock that follows another from a moment on.
    ///
    /// - Parameters:
    ///   - clock: what moves.
    ///   - start: the time of day at the clock's present moment.
    public init<Source: Clock & Sendable>(_ clock: Source, startingAt start: Timestamp)
    where Source.Duration == Duration {
        let origin = clock.now
        self.init(
            now: { start + origin.duration(to: clock.now) },
            sleep: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) })
    }

    /// The computer's clock.
    public static let system = ReconcilerClock(
        now: { Timestamp(sinceEpoch: .seconds(Date().timeIntervalSince1970)) },
        sleep: { try await Task.sleep(for: $0, tolerance: nil, clock: .continuous) })

    /// The present moment.
    public var now: Timestamp { time() }

    /// Waits.
    ///
    /// - Parameter duration: how long.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration) async throws { try await wait(duration) }
}
