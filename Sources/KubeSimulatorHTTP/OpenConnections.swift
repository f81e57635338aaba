import NIOCore
import Synchronization

/// The connections that left HTTP, which a server that stops has to wait for: their event loops must not go before them.
final class OpenConnections: Sendable {
    private struct State {
        var next = 0
        var open: [Int: (channel: any Channel, task: Task<Void, Never>)] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Does the work of a connection, and remembers it until it is done.
    func run(_ channel: any Channel, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            guard !state.isClosed else { return channel.close(promise: nil) }
            let id = state.next
            state.next += 1
            let task = Task {
                await body()
                self.state.withLock { state in state.open[id] = nil }
            }
            state.open[id] = (channel, task)
        }
    }

    /// Closes all connections and waits until they are.
    func close() async {
        let open = state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
        for connection in open { connection.channel.close(promise: nil) }
        for connection in open { await connection.task.value }
    }
}
