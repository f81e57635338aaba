public import KubeClient
import Values

/// Keeps applications in the state that their sources describe.
///
/// ```swift
/// let controller = ApplicationController(store: store, sources: sources, cluster: LiveCluster(transport))
/// try await controller.run()          // until the task is cancelled
/// ```
///
/// A host that drives things itself, or a test, calls ``reconcile(_:upTo:)`` instead, which works on one application until
/// nothing is under way:
///
/// ```swift
/// let controller = ApplicationController(application, sources: .memory(files), cluster: cluster.transport)
/// let status = try await controller.reconcile()
/// ```
///
/// It may be stopped at any moment and started again, on another machine too: what an operation has done is stored
/// step by step, and nothing is done twice.
public actor ApplicationController {
    /// Where applications are kept.
    public nonisolated let store: any ApplicationStore
    /// The cluster that applications go to.
    public nonisolated let cluster: LiveCluster
    nonisolated let reconciler: ApplicationReconciler
    nonisolated let clock: ReconcilerClock
    nonisolated let settings: ControllerSettings

    var queue: WorkQueue
    private var busy: Set<ApplicationID> = []
    private var waiters: [ApplicationID: [CheckedContinuation<Void, Never>]] = [:]
    var wake: AsyncStream<Void>.Continuation?

    /// A controller for the applications in a store.
    ///
    /// - Parameters:
    ///   - store: where applications are kept.
    ///   - sources: gives their desired objects.
    ///   - cluster: where those go.
    ///   - clock: tells the time and waits.
    ///   - comparer: how desired and live objects are compared.
    ///   - permissions: what applications may do.
    ///   - events: hears what happens.
    ///   - settings: how the controller goes about its work.
    public init(
        store: any ApplicationStore, sources: any ManifestSource, cluster: LiveCluster,
        clock: ReconcilerClock = .system, comparer: ApplicationComparer? = nil,
        permissions: any ProjectPermissions = AllPermitted(), events: any EventSink = NullEventSink(),
        settings: ControllerSettings = ControllerSettings()
    ) {
        self.store = store
        self.cluster = cluster
        self.clock = clock
        self.settings = settings
        queue = WorkQueue(backoff: settings.failureBackoff)
        reconciler = ApplicationReconciler(
            store: store, sources: sources, cluster: cluster, clock: clock,
            comparer: comparer ?? ApplicationComparer(tracking: cluster.tracking), events: events, settings: settings,
            permissions: permissions)
    }

    /// A controller for one application that is kept in memory.
    ///
    /// - Parameters:
    ///   - application: the application.
    ///   - sources: gives its desired objects.
    ///   - cluster: carries requests to the cluster.
    ///   - clock: tells the time and waits.
    ///   - events: hears what happens.
    ///   - settings: how the controller goes about its work.
    public init(
        _ application: Application, sources: any ManifestSource, cluster: any KubeTransport,
        clock: ReconcilerClock = .system, events: any EventSink = NullEventSink(),
        settings: ControllerSettings = ControllerSettings()
    ) {
        self.init(
            store: MemoryApplicationStore([application]), sources: sources, cluster: LiveCluster(cluster),
            clock: clock, events: events, settings: settings)
    }

    // MARK: - Working on one application

    /// Works on an application until nothing is under way: syncs, waits for waves, heals, tries again.
    ///
    /// - Parameters:
    ///   - id: the application; nil for the only one there is.
    ///   - limit: how long to wait for an operation at most; it goes on the next time.
    /// - Returns: how the application stands then.
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound`` where there is no such application. A
    ///   comparison or an operation that fails is no error; it stands in the status.
    @discardableResult
    public func reconcile(
        _ id: ApplicationID? = nil, upTo limit: Duration = .seconds(300)
    ) async throws
        -> ApplicationStatus
    {
        let id = try await resolve(id)
        let deadline = clock.now + limit
        var refresh: RefreshKind? = .normal
        while true {
            let outcome = try await pass(id, refresh: refresh)
            guard let application = outcome.application else { return ApplicationStatus(.object([:])) }
            guard let pause = outcome.requeueAfter, clock.now + pause <= deadline else { return application.status }
            if pause > .zero { try await clock.sleep(for: pause) }
            // Without a watch, what has happened meanwhile is only seen by looking.
            refresh = .normal
        }
    }

    /// Works on all applications once, several at a time.
    ///
    /// - Returns: how each stands then.
    @discardableResult
    public func reconcileAll() async throws -> [ApplicationID: ApplicationStatus] {
        let ids = try await store.applications().map(\.id)
        try await cluster.refresh()
        var result: [ApplicationID: ApplicationStatus] = [:]
        try await withThrowingTaskGroup(of: (ApplicationID, ApplicationStatus?).self) { group in
            var rest = ids[...]
            func start() {
                guard let id = rest.popFirst() else { return }
                group.addTask { (id, try await self.pass(id, refresh: nil).application?.status) }
            }
            for _ in 0..<settings.workers { start() }
            while let (id, status) = try await group.next() {
                result[id] = status
                start()
            }
        }
        return result
    }

    private func resolve(_ id: ApplicationID?) async throws -> ApplicationID {
        if let id { return id }
        let all = try await store.applications()
        guard all.count == 1, let only = all.first else {
            throw ApplicationError(.notFound, "there are \(all.count) applications; say which one")
        }
        return only.id
    }

    /// One pass over an application; never two at once.
    func pass(_ id: ApplicationID, refresh: RefreshKind?) async throws -> ApplicationReconciler.Outcome {
        while busy.contains(id) {
            await withCheckedContinuation { waiters[id, default: []].append($0) }
        }
        busy.insert(id)
        defer {
            busy.remove(id)
            for waiter in waiters.removeValue(forKey: id) ?? [] { waiter.resume() }
        }
        return try await reconciler.pass(id, refresh: refresh)
    }
}
