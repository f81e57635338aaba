import Synchronization

/// A result that several tasks wait for. One that is cancelled leaves alone, and at once: waiting for a task's value would
/// go on until that task ends.
final class SharedResult<Value: Sendable>: Sendable {
    private typealias Waiter = AsyncThrowingStream<Value, any Error>.Continuation

    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    /// A result that comes later; nothing waits for it unless somebody asks.
    init(_ work: @escaping @Sendable () async throws -> Value) {
        Task {
            let result: Result<Value, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            let waiters = state.withLock { state in
                state.result = result
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { SharedResult.tell(waiter, result) }
        }
    }

    /// The result, once it is there.
    ///
    /// - Throws: what the work throws, and `CancellationError` where the waiting task is cancelled.
    var value: Value {
        get async throws {
            let (values, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
            let known = state.withLock { state in
                if state.result == nil { state.waiters.append(continuation) }
                return state.result
            }
            if let known { SharedResult.tell(continuation, known) }
            for try await value in values { return value }
            throw CancellationError()
        }
    }

    private static func tell(_ waiter: Waiter, _ result: Result<Value, any Error>) {
        switch result {
        case .success(let value):
            waiter.yield(value)
            waiter.finish()
        case .failure(let error): waiter.finish(throwing: error)
        }
    }
}
