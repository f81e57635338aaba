public import KubeModel

/// Brings the world closer to what objects say, again and again.
///
/// ```swift
/// let controller = Controller(for: api.resources(widgets)) { widget, context in
///     try await api.resources(.deployments, in: widget.namespace).apply(deployment(for: widget), as: "widgets")
///     return .awaitChange
/// }
/// .owns(api.resources(.deployments))
/// await controller.run()
/// ```
///
/// - No object is reconciled by two tasks at the same time; what changes meanwhile is seen to afterwards.
/// - Nothing is reconciled before everything that is watched was read once.
/// - A reconciler that throws is called again after a time that grows with each failure; see ``onFailure(_:)``.
/// - Several triggers for one object are one call. The reconciler is not told what changed.
/// - Each watch has its own back-off; one that fails does not hold up the others.
/// - What fails everywhere at once comes back no faster than ten objects a second.
public struct Controller: Sendable {
    /// Brings one object's part of the world closer to what it says.
    public typealias Reconcile = @Sendable (KubeObject, ReconcileContext) async throws -> Outcome

    /// Tells what to do about a failure; nil leaves it to the queue's back-off.
    public typealias FailurePolicy = @Sendable (any Error, ReconcileRequest, _ failures: Int) -> Outcome?

    /// Tells whether a change matters; receives the former and the present state, nil for absence.
    public typealias ChangeFilter = @Sendable (KubeObject?, KubeObject?) -> Bool

    private let resources: Resources
    private let reconcile: Reconcile
    private let clock: any Clock<Duration>
    private let primary: Reflector
    private var isTrigger: @Sendable (KubeObject?, KubeObject) -> Bool = { _, _ in true }
    private var sources: [ControllerSource] = []
    private var failurePolicy: FailurePolicy = { _, _, _ in nil }
    private var workers = 4
    private var backoff = BackoffPolicy(initial: .milliseconds(5), maximum: .seconds(1_000))
    private var retries: TokenBucket? = TokenBucket(perSecond: 10, burst: 100)
    private var period: Duration?
    private var observe: @Sendable (ReconcileReport) -> Void = { _ in }
    private var feeds: [@Sendable (@Sendable (ReconcileRequest) -> Void) async -> Void] = []
    private let onInterruption: @Sendable (KubeError, Duration) -> Void

    /// A controller that does nothing until it is ``run()``.
    ///
    /// - Parameters:
    ///   - resources: the objects it is for, in one namespace or everywhere.
    ///   - options: which of them, and how they are watched.
    ///   - clock: what waits.
    ///   - trim: takes away from each object what the reconciler does not look at, before it is kept in memory.
    ///   - onInterruption: hears of watches that fail, and after what time they go on.
    ///   - reconcile: brings one object's part of the world closer to what it says. An object that is gone is not passed;
    ///     what must be done at deletion is done under a finaliser, see ``Finalizer``.
    public init(
        for resources: Resources, options: WatchOptions = WatchOptions(),
        clock: any Clock<Duration> = ContinuousClock(),
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in },
        onInterruption: @escaping @Sendable (KubeError, Duration) -> Void = { _, _ in },
        reconcile: @escaping Reconcile
    ) {
        self.resources = resources
        self.reconcile = reconcile
        self.clock = clock
        self.onInterruption = onInterruption
        primary = Reflector(resources, options: options, clock: clock, trim: trim, onInterruption: onInterruption)
    }

    // MARK: - Configuration

    /// Reconciles an object also when something changes that it owns (by `metadata.ownerReferences`).
    ///
    /// - Parameters:
    ///   - children: the owned objects.
    ///   - options: which of them, and how they are watched.
    ///   - asController: whether only the owner counts that manages the object; all of them count otherwise.
    ///   - isTrigger: whether a change matters; receives the former and the present state, nil for absence.
    ///   - trim: takes away from each object what the reconciler does not look at, before it is kept in memory.
    public func owns(
        _ children: Resources, options: WatchOptions = WatchOptions(), asController: Bool = true,
        when isTrigger: @escaping ChangeFilter = { _, _ in true },
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in }
    ) -> Controller {
        let owner = resources.resource
        let reflector = Reflector(
            children, options: options, indexes: [OwnerReference.index: { $0.ownerReferences.map(\.uid) }],
            clock: clock, trim: trim, onInterruption: onInterruption)
        return adding(
            ControllerSource(
                reflector: reflector,
                requests: { old, new in
                    guard isTrigger(old, new) else { return [] }
                    return Set([old, new].compactMap { $0 }.flatMap { $0.requests(of: owner, asController) })
                },
                ownedKind: children.resource.groupKind))
    }

    /// Reconciles objects also when others change.
    ///
    /// - Parameters:
    ///   - others: the other objects.
    ///   - options: which of them, and how they are watched.
    ///   - isTrigger: whether a change matters; receives the former and the present state, nil for absence.
    ///   - trim: takes away from each object what nobody looks at, before it is kept in memory.
    ///   - mapping: tells whom to reconcile when one of them changes; called with the former and with the present state.
    public func watches(
        _ others: Resources, options: WatchOptions = WatchOptions(),
        when isTrigger: @escaping ChangeFilter = { _, _ in true },
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in },
        mapping: @escaping @Sendable (KubeObject) -> [ReconcileRequest]
    ) -> Controller {
        adding(
            ControllerSource(
                reflector: Reflector(
                    others, options: options, clock: clock, trim: trim, onInterruption: onInterruption),
                requests: { old, new in
                    isTrigger(old, new) ? Set([old, new].compactMap { $0 }.flatMap(mapping)) : []
                }, ownedKind: nil))
    }

    /// Reconciles objects also when somebody asks for it: a webhook, a timer, another system's queue.
    ///
    /// - Parameter requests: whom to reconcile; read until it ends or the controller stops.
    public func triggered(on requests: some AsyncSequence<ReconcileRequest, Never> & Sendable) -> Controller {
        var copy = self
        copy.feeds.append { add in
            for await request in requests { add(request) }
        }
        return copy
    }

    /// Reconciles every object from time to time, whether something changed or not.
    ///
    /// Makes up for changes outside the cluster that nobody tells of. Filters for changes do not hold it up.
    ///
    /// - Parameter period: the time between two rounds.
    public func reconcilingAll(every period: Duration) -> Controller {
        var copy = self
        copy.period = period
        return copy
    }

    /// Tells what every call of the reconciler came to; made for metrics.
    public func onReconciled(_ observe: @escaping @Sendable (ReconcileReport) -> Void) -> Controller {
        var copy = self
        copy.observe = observe
        return copy
    }

    /// Reconciles an object only when a change of it matters.
    ///
    /// - Parameter isTrigger: receives the former state, nil where the object is new, and the present one.
    public func triggered(by isTrigger: @escaping @Sendable (KubeObject?, KubeObject) -> Bool) -> Controller {
        var copy = self
        copy.isTrigger = isTrigger
        return copy
    }

    /// Decides what to do about failures.
    public func onFailure(_ policy: @escaping FailurePolicy) -> Controller {
        var copy = self
        copy.failurePolicy = policy
        return copy
    }

    /// Sets how many objects are reconciled at a time (4), how an object's waiting times grow with its failures (5 ms
    /// doubling to 1,000 s), and how fast objects that failed come back, all together (ten a second after the first hundred).
    public func with(workers: Int? = nil, backoff: BackoffPolicy? = nil, retries: TokenBucket? = nil) -> Controller {
        var copy = self
        if let workers { copy.workers = max(workers, 1) }
        if let backoff { copy.backoff = backoff }
        if let retries { copy.retries = retries }
        return copy
    }

    private func adding(_ source: ControllerSource) -> Controller {
        var copy = self
        copy.sources.append(source)
        return copy
    }

    // MARK: - Running

    /// Works until the task is cancelled, which cancels what is under way. To be called once.
    public func run() async { await run(until: nil) }

    /// Works until it is time to stop, then lets what is under way come to its end. To be called once.
    ///
    /// - Parameter stop: returns when it is time to stop: a signal came, a service is being shut down. Cancelling the task
    ///   stops at once.
    public func run(until stop: @escaping @Sendable () async -> Void) async { await run(until: Optional(stop)) }

    private func run(until stop: (@Sendable () async -> Void)?) async {
        let queue = QueueRunner(WorkQueue<ReconcileRequest>(backoff: backoff, retries: retries), clock: clock)
        let main = ControllerSource(
            reflector: primary,
            requests: { [isTrigger] old, new in
                guard let new, isTrigger(old, new) else { return [] }
                return [ReconcileRequest(new)]
            }, ownedKind: nil)
        let all = [main] + sources
        let syncing = Task {
            for source in all { try await source.reflector.store.waitUntilSynced() }
        }
        await withDiscardingTaskGroup { group in
            for source in all { group.addTask { await source.run(queue.add) } }
            for feed in feeds { group.addTask { await feed(queue.add) } }
            if let period { group.addTask { await repeatAll(every: period, queue.add) } }
            if let stop {
                group.addTask {
                    await stop()
                    syncing.cancel()
                    queue.shutDown()
                }
            }
            let isSynced = await withTaskCancellationHandler {
                await syncing.result.isSuccess
            } onCancel: {
                syncing.cancel()
            }
            if isSynced {
                await queue.run(workers: workers) { request, failures in await work(request, failures, queue) }
            }
            group.cancelAll()
        }
    }

    private func repeatAll(every period: Duration, _ add: @Sendable (ReconcileRequest) -> Void) async {
        while (try? await clock.sleep(for: period)) != nil {
            for object in primary.store.snapshot.values { add(ReconcileRequest(object)) }
        }
    }

    private func work(
        _ request: ReconcileRequest, _ failures: Int, _ queue: QueueRunner<ReconcileRequest>
    ) async -> Outcome? {
        let kind = resources.resource.groupKind
        let key = ObjectKey(group: kind.group, kind: kind.kind, namespace: request.namespace, name: request.name)
        guard let object = primary.store[key] else { return .awaitChange }
        let children = sources.compactMap { source in source.ownedKind.map { ($0, source.reflector.store) } }
        let context = ReconcileContext(
            store: primary.store, resources: resources, failures: failures,
            children: Dictionary(children, uniquingKeysWith: { first, _ in first }))
        let stopwatch = Stopwatch(clock)
        let result: Result<Outcome, any Error>
        do { result = .success(try await reconcile(object, context)) } catch { result = .failure(error) }
        let (ready, working, delayed) = queue.counts
        observe(
            ReconcileReport(
                request: request, result: result, duration: stopwatch.elapsed, failuresBefore: failures,
                waiting: ready, working: working, delayed: delayed))
        switch result {
        case .success(let outcome): return outcome
        case .failure where Task.isCancelled: return .awaitChange
        case .failure(let error): return failurePolicy(error, request, failures + 1)
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

extension KubeObject {
    /// The requests for the owners of this object that are of a kind.
    fileprivate func requests(of resource: APIResource, _ asController: Bool) -> [ReconcileRequest] {
        ownerReferences.compactMap { owner in
            guard owner.isController || !asController, owner.kind == resource.kind,
                GroupVersion(owner.apiVersion).group == resource.group
            else { return nil }
            return ReconcileRequest(namespace: resource.isNamespaced ? namespace : "", name: owner.name)
        }
    }
}
