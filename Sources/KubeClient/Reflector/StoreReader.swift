import KubeModel
import Synchronization

/// One reader's buffer and, while it waits, its continuation. Several tasks that read share the events.
final class StoreReader: Sendable {
    private struct State {
        var buffer = EventBuffer()
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func note(_ key: ObjectKey, _ old: KubeObject?, _ new: KubeObject?) {
        wake { $0.note(key, old: old, new: new) }
    }

    func noteSynced() { wake { $0.noteSynced() } }

    private func wake(_ change: (inout EventBuffer) -> Void) {
        let continuations = state.withLock { state in
            change(&state.buffer)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in continuations { continuation.resume() }
    }

    /// The next event; nil once the waiting task is cancelled.
    func next() async -> StoreEvent? {
        while !Task.isCancelled {
            if let event = state.withLock({ $0.buffer.next() }) { return event }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if Task.isCancelled || !state.buffer.isEmpty { return true }
                        state.waiting.append(continuation)
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                wake { _ in }
            }
        }
        return nil
    }
}

/// Ends a reader's subscription when nobody holds it any more.
final class StoreSubscription: Sendable {
    private let store: ObjectStore
    private let id: Int

    init(store: ObjectStore, id: Int) {
        self.store = store
        self.id = id
    }

    deinit { store.remove(reader: id) }
}

/// What changes in an ``ObjectStore``; see ``ObjectStore/events()``. For one consumer; ends when its task is cancelled.
public struct StoreEvents: AsyncSequence, Sendable {
    /// What comes: events.
    public typealias Element = StoreEvent
    /// Nothing is thrown.
    public typealias Failure = Never

    let reader: StoreReader
    let subscription: StoreSubscription

    /// Goes on where the subscription stands.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader, subscription: subscription) }

    /// Reads events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// What comes: events.
        public typealias Element = StoreEvent
        /// Nothing is thrown.
        public typealias Failure = Never

        let reader: StoreReader
        let subscription: StoreSubscription

        /// The next event; nil once the task is cancelled.
        public mutating func next() async -> StoreEvent? { await reader.next() }
    }
}
