import KubeModel

/// Changes to the objects of a resource, without end: lists, watches, resumes, and begins anew where it must.
///
/// Failures are elements, see ``ResourceChange/interrupted(_:retryingAfter:)``; the sequence ends only when its task is
/// cancelled. It reads from the connection no faster than its consumer reads from it. For one consumer; each iteration is
/// a watch of its own. ``Reflector`` shares one among many.
public struct ChangeSequence: AsyncSequence, Sendable {
    /// What comes: changes.
    public typealias Element = ResourceChange
    /// Nothing is thrown.
    public typealias Failure = Never

    let resources: Resources
    let options: WatchOptions
    let clock: any Clock<Duration>

    /// Starts with a list when the first change is asked for.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(resources: resources, options: options, clock: clock)
    }

    /// Drives one list and watch.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// What comes: changes.
        public typealias Element = ResourceChange
        /// Nothing is thrown.
        public typealias Failure = Never

        private let resources: Resources
        private let options: WatchOptions
        private let clock: any Clock<Duration>
        private var machine: WatchStateMachine
        private var pending: [ResourceChange] = []
        private var position = 0
        private var action: WatchStateMachine.Action?
        private var watch: WatchSequence.AsyncIterator?
        private var stopwatch: Stopwatch?

        init(resources: Resources, options: WatchOptions, clock: any Clock<Duration>) {
            self.resources = resources
            self.options = options
            self.clock = clock
            machine = WatchStateMachine(backoff: options.backoff, initialList: options.initialList)
        }

        /// The next change; nil only when the task is cancelled.
        public mutating func next() async -> ResourceChange? {
            do {
                while true {
                    if position < pending.count {
                        position += 1
                        return pending[position - 1]
                    }
                    try Task.checkCancellation()
                    take(try await perform(action))
                }
            } catch {
                watch = nil
                return nil
            }
        }

        private mutating func take(_ step: WatchStateMachine.Step) {
            pending = step.changes
            position = 0
            action = step.action
        }

        /// Carries out an action; throws nothing but cancellation.
        private mutating func perform(_ action: WatchStateMachine.Action?) async throws -> WatchStateMachine.Step {
            switch action {
            case nil: return machine.begin()
            case .wait(let delay):
                watch = nil
                try await clock.sleep(for: delay)
                return machine.begin()
            case .list(let token, let atOnce): return try await list(token, atOnce: atOnce)
            case .watch(let start): return try await open(start)
            case .read: return try await read()
            }
        }

        private mutating func list(_ token: String?, atOnce: Bool) async throws -> WatchStateMachine.Step {
            watch = nil
            var list = options.list
            if atOnce { list.pageSize = nil }
            do {
                return machine.received(try await resources.page(list, continuing: token), continuing: token)
            } catch {
                return machine.listFailed(try ChangeSequence.survivable(error))
            }
        }

        private mutating func open(_ start: WatchStart) async throws -> WatchStateMachine.Step {
            var iterator = WatchSequence(request: resources.watchRequest(start, options), resources: resources)
                .makeAsyncIterator()
            stopwatch = Stopwatch(clock)
            do {
                try await iterator.open()
                watch = iterator
                return machine.opened()
            } catch {
                return machine.watchFailed(try ChangeSequence.survivable(error))
            }
        }

        private mutating func read() async throws -> WatchStateMachine.Step {
            do {
                if let event = try await watch?.next() { return machine.received(event) }
                watch = nil
                try Task.checkCancellation()
                return machine.watchEnded(lasted: stopwatch?.elapsed ?? .zero)
            } catch {
                watch = nil
                return machine.watchFailed(try ChangeSequence.survivable(error))
            }
        }
    }

    /// The error as one that the sequence goes on after; cancellation is thrown.
    private static func survivable(_ error: any Error) throws -> KubeError {
        if error is CancellationError || Task.isCancelled { throw CancellationError() }
        return error as? KubeError
            ?? KubeError(.unreachable, "the API server cannot be reached: \(error)", cause: error)
    }
}

@available(*, unavailable)
extension ChangeSequence.AsyncIterator: Sendable {}

extension Resources {
    /// Lists and watches objects for as long as the task lives, healing what breaks.
    ///
    /// ```swift
    /// for await change in pods.changes() {
    ///     switch change {
    ///     case .applied(let pod): …
    ///     case .interrupted(let error, let delay): logger.warning("\(error), again in \(delay)")
    ///     default: break
    ///     }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - options: selectors, page size, time-outs.
    ///   - clock: what waits between attempts.
    public func changes(
        _ options: WatchOptions = WatchOptions(), clock: any Clock<Duration> = ContinuousClock()
    ) -> ChangeSequence {
        ChangeSequence(resources: self, options: options, clock: clock)
    }
}
