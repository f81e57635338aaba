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
public struct Controller: Sendable {
    /// Brings one object's part of the world closer to what it says.
    public typealias Reconcile = @Sendable (KubeObject, ReconcileContext) async throws -> Outcome

    /// Tells what to do about a failure; nil leaves it to the queue's back-off.
    public typealias FailurePolicy = @Sendable (any Error, ReconcileRequest, _ failures: Int) -> Outcome?

    private let resources: Resources
    private let reconcile: Reconcile
    private let clock: any Clock<Duration>
    private let primary: Reflector
    private var isTrigger: @Sendable (KubeObject?, KubeObject) -> Bool = { _, _ in true }
    private var sources: [ControllerSource] = []
    private var failurePolicy: FailurePolicy = { _, _, _ in nil }
    private var workers = 4
    private var backoff = BackoffPolicy(initial: .milliseconds(5), maximum: .seconds(1_000))
    private let onInterruption: @Sendable (KubeError, Duration) -> Void

    /// A controller that does nothing until it is ``run()``.
    ///
    /// - Parameters:
    ///   - resources: the objects it is for, in one namespace or everywhere.
    ///   - options: which of them, and how they are watched.
    ///   - clock: what waits.
    ///   - onInterruption: hears of watches that fail, and after what time they go on.
    ///   - reconcile: brings one object's part of the world closer to what it says. An object that is gone is not passed;
    ///     what must be done at deletion is done under a finaliser, see ``Finalizer``.
    public init(
        for resources: Resources, options: WatchOptions = WatchOptions(),
        clock: any Clock<Duration> = ContinuousClock(),
        onInterruption: @escaping @Sendable (KubeError, Duration) -> Void = { _, _ in },
        reconcile: @escaping Reconcile
    ) {
        self.resources = resources
        self.reconcile = reconcile
        self.clock = clock
        self.onInterruption = onInterruption
        primary = Reflector(resources, options: options, clock: clock, onInterruption: onInterruption)
    }

    // MARK: - Configuration

    /// Reconciles an object also when something changes that it owns (by `metadata.ownerReferences`, as controller).
    ///
    /// - Parameters:
    ///   - children: the owned objects.
    ///   - options: which of them, and how they are watched.
    public func owns(_ children: Resources, options: WatchOptions = WatchOptions()) -> Controller {
        let owner = resources.resource
        let reflector = Reflector(
            children, options: options, indexes: [OwnerReference.index: { $0.ownerReferences.map(\.uid) }],
            clock: clock, onInterruption: onInterruption)
        return adding(
            ControllerSource(
                reflector: reflector,
                requests: { old, new in
                    Set([old, new].compactMap { $0?.controllingRequest(of: owner) })
                },
                ownedKind: children.resource.groupKind))
    }

    /// Reconciles objects also when others change.
    ///
    /// - Parameters:
    ///   - others: the other objects.
    ///   - options: which of them, and how they are watched.
    ///   - mapping: tells whom to reconcile when one of them changes; called with the former and with the present state.
    public func watches(
        _ others: Resources, options: WatchOptions = WatchOptions(),
        mapping: @escaping @Sendable (KubeObject) -> [ReconcileRequest]
    ) -> Controller {
        adding(
            ControllerSource(
                reflector: Reflector(others, options: options, clock: clock, onInterruption: onInterruption),
                requests: { old, new in Set([old, new].compactMap { $0 }.flatMap(mapping)) }, ownedKind: nil))
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

    /// Sets how many objects are reconciled at a time (4), and how waiting times grow (5 ms doubling to 1,000 s).
    public func with(workers: Int? = nil, backoff: BackoffPolicy? = nil) -> Controller {
        var copy = self
        if let workers { copy.workers = max(workers, 1) }
        if let backoff { copy.backoff = backoff }
        return copy
    }

    private func adding(_ source: ControllerSource) -> Controller {
        var copy = self
        copy.sources.append(source)
        return copy
    }

    // MARK: - Running

    /// Works until the task is cancelled. To be called once.
    public func run() async {
        let queue = QueueRunner(WorkQueue<ReconcileRequest>(backoff: backoff), clock: clock)
        let main = ControllerSource(
            reflector: primary,
            requests: { [isTrigger] old, new in
                guard let new, isTrigger(old, new) else { return [] }
                return [ReconcileRequest(new)]
            }, ownedKind: nil)
        let all = [main] + sources
        await withDiscardingTaskGroup { group in
            for source in all { group.addTask { await source.run(queue.add) } }
            for source in all {
                do { try await source.reflector.store.waitUntilSynced() } catch { return group.cancelAll() }
            }
            await queue.run(workers: workers) { request, failures in await work(request, failures) }
            group.cancelAll()
        }
    }

    private func work(_ request: ReconcileRequest, _ failures: Int) async -> Outcome? {
        let kind = resources.resource.groupKind
        let key = ObjectKey(group: kind.group, kind: kind.kind, namespace: request.namespace, name: request.name)
        guard let object = primary.store[key] else { return .awaitChange }
        let children = sources.compactMap { source in source.ownedKind.map { ($0, source.reflector.store) } }
        let context = ReconcileContext(
            store: primary.store, resources: resources, failures: failures,
            children: Dictionary(children, uniquingKeysWith: { first, _ in first }))
        do {
            return try await reconcile(object, context)
        } catch {
            if Task.isCancelled { return .awaitChange }
            return failurePolicy(error, request, failures + 1)
        }
    }
}

extension KubeObject {
    /// The request for the owner that manages this object, where it is of a kind.
    fileprivate func controllingRequest(of resource: APIResource) -> ReconcileRequest? {
        guard let owner = controllingOwner, owner.kind == resource.kind,
            GroupVersion(owner.apiVersion).group == resource.group
        else { return nil }
        return ReconcileRequest(namespace: resource.isNamespaced ? namespace : "", name: owner.name)
    }
}
