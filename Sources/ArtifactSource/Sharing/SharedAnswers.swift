import Synchronization

/// Answers that serve everybody who asks within a short time; failures serve nobody but those who wait for them.
final class SharedAnswers<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private let capacity: Int
    private let lifetime: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let flights = SingleFlight<Key, Answer>()
    private let known = Mutex<[Key: (answer: Answer, end: ContinuousClock.Instant)]>([:])

    init(capacity: Int, lifetime: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.capacity = capacity
        self.lifetime = lifetime
        self.now = now
    }

    /// The answer to a question, kept or found by the body.
    ///
    /// - Parameters:
    ///   - isFresh: whether a kept answer does not do.
    ///   - life: how long this answer serves, where that is known better.
    func answer(
        _ key: Key, isFresh: Bool = false, life: (@Sendable (Answer) -> Duration)? = nil,
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        if !isFresh, let kept = known(key) { return kept }
        return try await flights.answer(key) { [self] in
            let answer = try await body()
            keep(answer, for: life?(answer) ?? lifetime, as: key)
            return answer
        }
    }

    /// The answer that is kept, nil where there is none that still serves.
    func known(_ key: Key) -> Answer? {
        let time = now()
        return known.withLock { $0[key].flatMap { $0.end > time ? $0.answer : nil } }
    }

    /// Keeps an answer that was found elsewhere.
    func keep(_ answer: Answer, for life: Duration, as key: Key) {
        let start = now()
        known.withLock { known in
            if known.count >= capacity, known[key] == nil {
                for (other, kept) in known where kept.end <= start { known[other] = nil }
                if known.count >= capacity, let other = known.min(by: { $0.value.end < $1.value.end })?.key {
                    known[other] = nil
                }
            }
            known[key] = (answer, start + life)
        }
    }
}
