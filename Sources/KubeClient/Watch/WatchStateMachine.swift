import KubeModel

/// Decides what a self-healing list and watch does next. Knows no clock and does no I/O.
///
/// A driver carries out the ``Action`` that each call returns, and reports what came of it with the next call.
struct WatchStateMachine {
    /// What the driver has to do.
    enum Action: Hashable {
        /// Read one page: the first where the token is nil.
        case list(continuing: String?, atOnce: Bool)
        /// Open a watch.
        case watch(WatchStart)
        /// Read the next event of the watch that is open.
        case read
        /// Wait, then call ``waited()``.
        case wait(Duration)
    }

    /// What came of a call: changes to hand out in order, then what to do.
    struct Step {
        var changes: [ResourceChange] = []
        var action: Action
    }

    private enum State {
        /// Between runs: nothing is known, or what is known has a gap.
        case idle
        /// In the middle of a list; `from` is the version of its first page.
        case listing(atOnce: Bool, from: String?)
        /// A watch that sends the present state first; `gone` are objects that went away while it did.
        case streaming(gone: [ObjectKey: KubeObject])
        /// A watch from a version; `hasEvents` once it sent anything.
        case watching(from: String, hasEvents: Bool)
    }

    private var state = State.idle
    private var backoff: Backoff
    private var isStreamingUsable: Bool
    private var random: any RandomNumberGenerator & Sendable

    /// A watch that ends sooner than this, and empty, counts as a failure.
    static let shortestWatch = Duration.seconds(1)
    /// After this many failed attempts to resume in a row, the whole state is read again.
    static let resumeAttempts = 6

    init(
        backoff: BackoffPolicy, initialList: WatchOptions.InitialList = .paged,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.backoff = Backoff(backoff)
        isStreamingUsable = initialList == .streamed
        self.random = random
    }

    /// Begins, or goes on after a wait.
    mutating func begin() -> Step {
        switch state {
        case .idle, .listing, .streaming: return restart()
        case .watching(let version, _):
            state = .watching(from: version, hasEvents: false)
            return Step(action: .watch(.resume(from: version)))
        }
    }

    private mutating func restart(atOnce: Bool = false) -> Step {
        if isStreamingUsable {
            state = .streaming(gone: [:])
            return Step(changes: [.restarted], action: .watch(.initialEvents))
        }
        state = .listing(atOnce: atOnce, from: nil)
        return Step(changes: [.restarted], action: .list(continuing: nil, atOnce: atOnce))
    }

    // MARK: - Lists

    /// A page arrived.
    ///
    /// - Parameters:
    ///   - page: the page.
    ///   - token: with what token it was asked for; nil for the first.
    mutating func received(_ page: ObjectList, continuing token: String? = nil) -> Step {
        guard case .listing(let atOnce, let first) = state else { return begin() }
        // All pages show the first one's moment. Should a server not keep to that, watching from the first still misses
        // nothing.
        let version = first ?? page.resourceVersion
        var changes = page.items.map(ResourceChange.initial)
        if let next = page.continueToken {
            guard next != token else {
                return listFailed(KubeError(.undecodable, "the list goes round in circles: its next page is itself"))
            }
            state = .listing(atOnce: atOnce, from: version)
            return Step(changes: changes, action: .list(continuing: next, atOnce: atOnce))
        }
        backoff.reset()
        changes.append(.synced)
        state = .watching(from: version, hasEvents: false)
        return Step(changes: changes, action: .watch(.resume(from: version)))
    }

    /// A page could not be read.
    mutating func listFailed(_ error: KubeError) -> Step {
        if error.isExpired, case .listing(atOnce: false, _) = state {
            return restart(atOnce: true)
        }
        state = .idle
        return interruption(error)
    }

    // MARK: - Watches

    /// The watch is open.
    func opened() -> Step { Step(action: .read) }

    /// An event arrived.
    mutating func received(_ event: WatchEvent) -> Step {
        switch state {
        case .streaming(let gone): return receivedInitially(event, gone)
        case .watching(let version, _): return received(event, after: version)
        case .idle, .listing: return begin()
        }
    }

    private mutating func receivedInitially(_ event: WatchEvent, _ gone: [ObjectKey: KubeObject]) -> Step {
        switch event {
        case .added(let object), .modified(let object):
            if gone[object.key] != nil {
                var gone = gone
                gone[object.key] = nil
                state = .streaming(gone: gone)
            }
            return Step(changes: [.initial(object)], action: .read)
        case .deleted(let object):
            // What changes while the state is sent comes before its end. It was told as present; it is told as gone after.
            var gone = gone
            gone[object.key] = object
            state = .streaming(gone: gone)
            return Step(action: .read)
        case .bookmark(let version, endsInitialEvents: true):
            backoff.reset()
            state = .watching(from: version, hasEvents: true)
            let deletions = gone.sorted { $0.key < $1.key }.map { ResourceChange.deleted($0.value) }
            return Step(changes: [.synced] + deletions, action: .read)
        case .bookmark:
            // A server that knows the form marks the first bookmark that it sends; this one just watches.
            return withoutStreaming()
        case .error(let status):
            return watchFailed(KubeError(.rejected, status.message, status: status))
        }
    }

    /// Reads lists from now on, because the server does not know the other form.
    private mutating func withoutStreaming() -> Step {
        isStreamingUsable = false
        state = .idle
        return begin()
    }

    private mutating func received(_ event: WatchEvent, after version: String) -> Step {
        switch event {
        case .added(let object), .modified(let object):
            progressed(to: object.resourceVersion, from: version)
            return Step(changes: [.applied(object)], action: .read)
        case .deleted(let object):
            progressed(to: object.resourceVersion, from: version)
            return Step(changes: [.deleted(object)], action: .read)
        case .bookmark(let newer, _):
            progressed(to: newer, from: version)
            return Step(action: .read)
        case .error(let status):
            return watchFailed(
                KubeError(
                    .rejected, status.message, status: status,
                    retryAfter: status.retryAfterSeconds.map { .seconds(min(max($0, 0), 3_600)) }))
        }
    }

    private mutating func progressed(to newer: String, from version: String) {
        backoff.reset()
        state = .watching(from: newer.isEmpty ? version : newer, hasEvents: true)
    }

    /// The server ended the watch in order.
    ///
    /// - Parameter lasted: how long it was open.
    mutating func watchEnded(lasted: Duration) -> Step {
        switch state {
        case .watching(_, let hasEvents):
            if hasEvents || lasted >= WatchStateMachine.shortestWatch {
                backoff.reset()
                return begin()
            }
            return interruption(KubeError(.unreachable, "the watch was closed at once, without events"))
        case .streaming where lasted >= WatchStateMachine.shortestWatch:
            // It was open for its whole time, and the state never came to an end.
            return withoutStreaming()
        case .streaming, .idle, .listing:
            state = .idle
            return interruption(KubeError(.unreachable, "the watch was closed before the state was sent"))
        }
    }

    /// The watch could not be opened, or broke.
    mutating func watchFailed(_ error: KubeError) -> Step {
        if error.isExpired {
            let hadRun = if case .watching = state { true } else { false }
            state = .idle
            // A fresh version that is too old at once means a server in trouble: wait, lest it be flooded with lists.
            return hadRun && backoff.failures == 0 ? countedRestart() : interruption(error)
        }
        switch state {
        case .streaming:
            state = .idle
            // Before the state was sent whole, any refusal may mean that the server cannot do this.
            if error.code == .rejected, !error.isTooManyRequests, !error.isUnauthorized, !error.isForbidden {
                return withoutStreaming()
            }
            // So may silence: no bookmark came in the time after which the server should have ended the watch.
            if error.code == .timeout { isStreamingUsable = false }
        case .watching where backoff.failures + 1 >= WatchStateMachine.resumeAttempts:
            state = .idle
        case .watching, .idle, .listing: break
        }
        return interruption(error)
    }

    /// Restarts at once, but remembers that it did, so that the next time waits.
    private mutating func countedRestart() -> Step {
        _ = backoff.next(using: &random)
        return begin()
    }

    private mutating func interruption(_ error: KubeError) -> Step {
        let delay = backoff.next(atLeast: error.retryAfter, using: &random)
        return Step(changes: [.interrupted(error, retryingAfter: delay)], action: .wait(delay))
    }
}
