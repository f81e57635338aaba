import Synchronization

/// Lets everybody who asks the same question at the same time wait for one answer.
///
/// Whoever is cancelled stops waiting at once; the work itself is cancelled when nobody waits for it any more.
final class SingleFlight<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Answer, any Error>

    private struct Flight {
        var number: Int
        var task: Task<Void, Never>?
        var waiters: [Int: Waiter] = [:]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    /// The answer to a question, found by the body or by somebody's body that is under way.
    func answer(_ key: Key, _ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        let ticket = state.withLock { state in
            state.count += 1
            return state.count
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { join(key, ticket, $0, body) }
        } onCancel: {
            leave(key, ticket)
        }
    }

    private func join(
        _ key: Key, _ ticket: Int, _ waiter: Waiter, _ body: @escaping @Sendable () async throws -> Answer
    ) {
        let isCancelled = state.withLock { state in
            // Cancelled before it came here: `leave` has found nobody and will not come again.
            if Task.isCancelled { return true }
            if state.flights[key] != nil {
                state.flights[key]?.waiters[ticket] = waiter
                return false
            }
            var flight = Flight(number: ticket, task: nil, waiters: [ticket: waiter])
            flight.task = Task {
                let result: Result<Answer, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                self.land(key, number: ticket, result)
            }
            state.flights[key] = flight
            return false
        }
        if isCancelled { waiter.resume(throwing: CancellationError()) }
    }

    private func leave(_ key: Key, _ ticket: Int) {
        let (waiter, task) = state.withLock { state -> (Waiter?, Task<Void, Never>?) in
            guard let waiter = state.flights[key]?.waiters.removeValue(forKey: ticket) else { return (nil, nil) }
            guard let flight = state.flights[key], flight.waiters.isEmpty else { return (waiter, nil) }
            state.flights[key] = nil
            return (waiter, flight.task)
        }
        task?.cancel()
        waiter?.resume(throwing: CancellationError())
    }

    private func land(_ key: Key, number: Int, _ result: Result<Answer, any Error>) {
        let waiters = state.withLock { state -> [Waiter] in
            guard let flight = state.flights[key], flight.number == number else { return [] }
            state.flights[key] = nil
            return Array(flight.waiters.values)
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}
