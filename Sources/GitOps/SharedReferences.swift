public import GitSource
import Synchronization

/// A Git backend whose listing of references serves everybody who asks within a short time.
///
/// A thousand applications of one repository ask it what `main` means; the remote is asked once. Callers that arrive
/// while a listing is under way wait for that one.
public final class SharedReferences: GitBackend {
    private enum Listing {
        case none
        case pending(Task<[RemoteReference], any Error>, number: Int)
        case known([RemoteReference], until: ContinuousClock.Instant)
    }

    private struct State {
        var listing = Listing.none
        var number = 0
    }

    private let base: any GitBackend
    private let lifetime: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// Shares the listings of a backend.
    ///
    /// - Parameters:
    ///   - base: the backend that asks the remote.
    ///   - lifetime: how long a listing serves.
    ///   - now: the time, for tests.
    public init(
        _ base: any GitBackend, lifetime: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.base = base
        self.lifetime = lifetime
        self.now = now
    }

    /// The repository's name in messages.
    public var name: String { base.name }

    /// The objects at hand.
    public var objects: any GitObjects { base.objects }

    /// Forgets the listing: the next caller asks the remote.
    public func forget() { state.withLock { $0.listing = .none } }

    /// The references of the remote, at most `lifetime` old.
    public func references() async throws -> [RemoteReference] {
        let (task, number) = state.withLock { state -> (Task<[RemoteReference], any Error>?, Int) in
            switch state.listing {
            case .known(let references, let end) where now() < end: return (Task { references }, state.number)
            case .pending(let task, let number): return (task, number)
            default:
                state.number += 1
                let base = base
                let task = Task { try await base.references() }
                state.listing = .pending(task, number: state.number)
                return (task, state.number)
            }
        }
        guard let task else { return [] }
        let result = await task.result
        state.withLock { state in
            guard case .pending(_, number) = state.listing else { return }
            if case .success(let references) = result {
                state.listing = .known(references, until: now() + lifetime)
            } else {
                state.listing = .none
            }
        }
        return try result.get()
    }

    /// Brings objects from the remote.
    public func fetch(_ fetch: GitFetch, progress: (@Sendable (GitProgress) -> Void)?) async throws {
        try await base.fetch(fetch, progress: progress)
    }
}
