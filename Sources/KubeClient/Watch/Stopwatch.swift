/// Tells how long ago it was made, by any clock.
struct Stopwatch: Sendable {
    private let measure: @Sendable () -> Duration

    /// Starts now.
    init(_ clock: any Clock<Duration>) { measure = Stopwatch.start(clock) }

    /// How long ago it was made.
    var elapsed: Duration { measure() }

    private static func start<C: Clock>(_ clock: C) -> @Sendable () -> Duration where C.Duration == Duration {
        let begin = clock.now
        return { begin.duration(to: clock.now) }
    }
}
