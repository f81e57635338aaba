import Synchronization

/// Keeps applications in memory: for tests, and for hosts that keep them elsewhere.
public final class MemoryApplicationStore: ApplicationStore {
    private let state: Mutex<[ApplicationID: Application]>
    private let broadcaster = ChangeBroadcaster()

    /// A store with some applications.
    public init(_ applications: [Application] = []) {
        state = Mutex(Dictionary(applications.map { ($0.id, $0) }, uniquingKeysWith: { $1 }))
    }

    /// All applications, ordered by identity.
    public func applications() async throws -> [Application] {
        state.withLock { $0.values.sorted { $0.id < $1.id } }
    }

    /// One application; nil where there is none.
    public func application(_ id: ApplicationID) async throws -> Application? { state.withLock { $0[id] } }

    /// Changes an application in one step.
    @discardableResult
    public func update(
        _ id: ApplicationID, _ change: @escaping @Sendable (inout Application?) throws -> Void
    ) async throws -> Application? {
        let (result, hasChanged) = try state.withLock { applications in
            let before = applications[id]
            var after = before
            try change(&after)
            applications[id] = after
            return (after, before != after)
        }
        if hasChanged { broadcaster.send(id) }
        return result
    }

    /// Tells which applications were changed.
    public func changes() -> AsyncStream<ApplicationID> { broadcaster.stream() }
}
