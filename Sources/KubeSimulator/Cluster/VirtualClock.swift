import Synchronization

/// The time of a simulated cluster: it stands still until somebody moves it.
///
/// It is a `Clock`, so that everything that takes one (a controller's back-off, a time-out) can be tested without waiting:
///
/// ```swift
/// cluster.clock.advance(by: .seconds(30))   // pods become ready, certificates expire, sleepers wake up
/// ```
public final class VirtualClock: Clock, Sendable {
    /// A moment: the time since the clock was made.
    public struct Instant: InstantProtocol, Sendable {
        /// Time since the clock was made.
        public var offset: Duration

        /// A moment some time after the clock was made.
        public init(offset: Duration) { self.offset = offset }

        /// A later (or, with a negative duration, earlier) moment.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// How long it takes from here to another moment.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// Whether the left moment is the earlier one.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Duration.zero
        var sleepers: [(id: Int, until: Duration, continuation: CheckedContinuation<Void, any Error>)] = []
        var cancelled: Set<Int> = []
        var nextID = 0
        var observers: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    /// Seconds since 1970 at offset zero.
    let epoch: Int64
    private let systemStart: ContinuousClock.Instant?

    /// A clock that stands still.
    ///
    /// - Parameter epoch: seconds since 1970 at which it starts.
    public init(startingAt epoch: Int64 = 1_767_225_600) {
        self.epoch = epoch
        systemStart = nil
    }

    /// A clock that runs with the system's.
    ///
    /// - Parameter epoch: seconds since 1970 now.
    public init(runningFrom epoch: Int64) {
        self.epoch = epoch
        systemStart = .now
    }

    /// Whether the clock moves by itself.
    public var isRunning: Bool { systemStart != nil }

    /// The present moment.
    public var now: Instant {
        let moved = state.withLock { $0.now }
        guard let systemStart else { return Instant(offset: moved) }
        return Instant(offset: moved + (ContinuousClock.now - systemStart))
    }

    /// The smallest step that the clock knows.
    public var minimumResolution: Duration { .microseconds(1) }

    var timestamp: Timestamp {
        let parts = now.offset.components
        return Timestamp(microseconds: (epoch + parts.seconds) * 1_000_000 + parts.attoseconds / 1_000_000_000_000)
    }

    /// Moves the time on: sleepers whose time has come wake up, and the cluster does what is due.
    public func advance(by duration: Duration) {
        let (due, observers) = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.until <= state.now }.sorted { $0.until < $1.until }
            state.sleepers.removeAll { $0.until <= state.now }
            return (due, state.observers)
        }
        for observer in observers { observer() }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sleeps until the time has come.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        if let systemStart {
            let moved = state.withLock { $0.now }
            try await ContinuousClock().sleep(
                until: systemStart.advanced(by: deadline.offset - moved), tolerance: tolerance)
            return
        }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let failure = state.withLock { state -> (any Error)?? in
                    if state.cancelled.remove(id) != nil { return .some(CancellationError()) }
                    if deadline.offset <= state.now { return .some(nil) }
                    state.sleepers.append((id, deadline.offset, continuation))
                    return nil
                }
                switch failure {
                case nil: break
                case .some(nil): continuation.resume()
                case .some(.some(let error)): continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index).continuation
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    /// Calls something after every move of the clock.
    func observe(_ observer: @escaping @Sendable () -> Void) { state.withLock { $0.observers.append(observer) } }
}
