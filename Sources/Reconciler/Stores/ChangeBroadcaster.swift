import Synchronization

/// Tells any number of listeners which applications have changed.
public final class ChangeBroadcaster: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<ApplicationID>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// A broadcaster without listeners.
    public init() {}

    /// Tells all listeners of a change.
    public func send(_ id: ApplicationID) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(id) }
    }

    /// Changes from now on.
    public func stream() -> AsyncStream<ApplicationID> {
        let (stream, continuation) = AsyncStream<ApplicationID>.makeStream()
        let id = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    private func remove(_ id: Int) { state.withLock { _ = $0.listeners.removeValue(forKey: id) } }
}
