import KubeClient
import Synchronization

/// The events of one watch on their way to its reader.
///
/// The cluster appends while it holds its lock, so that the order is that of the changes, and wakes the reader after
/// it let go: resuming a task takes the task's own lock, under which cancellation handlers run, and one of those that
/// wanted the cluster's lock would wait for ever.
final class WatchQueue: Sendable {
    private enum End {
        case finished
        case failed(any Error)
    }

    private struct State {
        var elements: [KubeStream.Element] = []
        /// The elements before this one were read.
        var position = 0
        var end: End?
        var waiting: CheckedContinuation<Void, Never>?
        /// Draws the order of events that come together; nil where they stay as they are.
        var order: RandomSource?
        /// The elements before this one have found their order.
        var settled = 0

        private var readable: Int { order == nil ? elements.count : settled }

        var isReadable: Bool { position < readable || end != nil }

        mutating func settle() {
            guard order != nil, settled < elements.count else { return }
            if var random = order, let shuffled = EventOrder.shuffled(elements[settled...], &random) {
                order = random
                elements.replaceSubrange(settled..., with: shuffled)
            }
            settled = elements.count
        }

        mutating func take() -> KubeStream.Element? {
            guard position < readable else { return nil }
            defer { compact() }
            position += 1
            return elements[position - 1]
        }

        /// Lets go of what was read, each element moved at most once on the way.
        private mutating func compact() {
            if position == elements.count {
                elements.removeAll(keepingCapacity: position <= 64)
                position = 0
                settled = 0
            } else if position >= 64, position * 2 >= elements.count {
                elements.removeFirst(position)
                settled = max(0, settled - position)
                position = 0
            }
        }
    }

    private let state: Mutex<State>
    private let limit: Int

    /// An empty queue.
    ///
    /// - Parameters:
    ///   - limit: how many elements are kept for the reader; the one beyond ends the watch.
    ///   - order: draws another order of what comes between two wakings; nil keeps it.
    init(limit: Int, order: RandomSource? = nil) {
        self.limit = limit
        state = Mutex(State(order: order))
    }

    /// What was added so far comes together.
    func settle() { state.withLock { $0.settle() } }

    /// Adds an element; the reader is not woken.
    func append(_ element: KubeStream.Element) {
        state.withLock { state in
            guard state.end == nil else { return }
            if state.elements.count - state.position >= limit {
                state.end = .finished
            } else {
                state.elements.append(element)
            }
        }
    }

    /// Nothing more comes; the reader is not woken.
    func finish(throwing error: (any Error)? = nil) {
        state.withLock { state in
            state.settle()
            if state.end == nil { state.end = error.map { .failed($0) } ?? .finished }
        }
    }

    /// Wakes the reader where there is something to read. Not to be called under a lock.
    func wake() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.settle()
            guard state.isReadable else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        continuation?.resume()
    }

    /// The next element; nil at the end, and where the reader's task is cancelled.
    func next() async throws -> KubeStream.Element? {
        while !Task.isCancelled {
            let (element, end) = state.withLock { state in (state.take(), state.isReadable ? state.end : nil) }
            if let element { return element }
            switch end {
            case .finished?: return nil
            case .failed(let error)?:
                // A failure is told once.
                state.withLock { $0.end = .finished }
                throw error
            case nil: await waitUntilReadable()
            }
        }
        return nil
    }

    private func waitUntilReadable() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    // A second reader does not wait beside the first, it looks again.
                    if state.isReadable || Task.isCancelled || state.waiting != nil { return true }
                    state.waiting = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            continuation?.resume()
        }
    }
}

/// The body of a watch's answer, for one reader; the watch ends with the last copy of it.
struct WatchBody: AsyncSequence, Sendable {
    typealias Element = KubeStream.Element
    typealias Failure = any Error

    let queue: WatchQueue
    let subscription: WatchSubscription

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue, subscription: subscription) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let queue: WatchQueue
        let subscription: WatchSubscription

        mutating func next() async throws -> KubeStream.Element? {
            if let element = try await queue.next() { return element }
            subscription.close()
            return nil
        }
    }
}

/// Ends a watch when nobody reads it any more.
final class WatchSubscription: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    func close() { end() }

    deinit { end() }
}
