public import KubeModel
import Synchronization
import Values

/// Keeps an ``ObjectStore`` equal to what the cluster has, by list and watch.
///
/// One reflector serves any number of readers, each at its own pace, which is what other clients call a shared informer:
///
/// ```swift
/// let pods = Reflector(api.resources(.pods), indexes: ["node": { [$0.value["spec", "nodeName"]?.stringValue ?? ""] }])
/// async let running: Void = pods.run()
/// try await pods.store.waitUntilSynced()
/// for await event in pods.store.events() { … }
/// ```
///
/// Readers may be reminded of every object from time to time, which makes up for work that they forgot to do again.
public final class Reflector: Sendable {
    /// What happened so far, for metrics.
    public struct Statistics: Hashable, Sendable {
        /// How often the whole state was read.
        public var lists = 0
        /// Changes that the watch told.
        public var changes = 0
        /// Failures that were survived.
        public var interruptions = 0
        /// How often readers were reminded of everything.
        public var reminders = 0
        /// Failures since the server last told anything; 0 while all is well.
        public var failuresInARow = 0
    }

    /// Where the objects are.
    public let store: ObjectStore

    private let resources: Resources
    private let options: WatchOptions
    private let clock: any Clock<Duration>
    private let remindsEvery: Duration?
    private let trim: @Sendable (inout KubeObject) -> Void
    private let onInterruption: @Sendable (KubeError, Duration) -> Void
    private let counters = Mutex(Statistics())

    /// A reflector that does nothing until it is ``run()``.
    ///
    /// - Parameters:
    ///   - resources: what to keep.
    ///   - options: selectors, page size, time-outs.
    ///   - indexes: ways of finding objects beside their keys, by name.
    ///   - remindsEvery: how often readers are told of every object again; nil for never.
    ///   - clock: what waits between attempts.
    ///   - trim: takes away what nobody needs before an object is stored, ``KubeModel/KubeObject/dropManagedFields()`` for
    ///     one. Identity, uid and resource version must stay.
    ///   - onInterruption: hears of failures, and after what time it goes on.
    public init(
        _ resources: Resources, options: WatchOptions = WatchOptions(),
        indexes: [String: ObjectStore.IndexFunction] = [:], remindsEvery: Duration? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in },
        onInterruption: @escaping @Sendable (KubeError, Duration) -> Void = { _, _ in }
    ) {
        self.resources = resources
        self.options = options
        self.clock = clock
        self.remindsEvery = remindsEvery
        self.trim = trim
        self.onInterruption = onInterruption
        store = ObjectStore(indexes: indexes)
    }

    /// What happened so far.
    public var statistics: Statistics { counters.withLock { $0 } }

    /// Works until the task is cancelled. To be called once.
    public func run() async {
        await withDiscardingTaskGroup { group in
            if let remindsEvery { group.addTask { await self.remind(every: remindsEvery) } }
            await follow()
            group.cancelAll()
        }
    }

    private func follow() async {
        var staged: [KubeObject]? = nil
        for await change in resources.changes(options, clock: clock) {
            switch change {
            case .restarted: staged = []
            case .initial(let object): staged?.append(trimmed(object))
            case .synced:
                store.replace(with: staged ?? [])
                staged = nil
            case .applied(let object): store.apply(trimmed(object))
            case .deleted(let object): store.remove(object)
            case .interrupted(let error, let delay): onInterruption(error, delay)
            }
            count(change)
        }
    }

    private func count(_ change: ResourceChange) {
        counters.withLock { counters in
            switch change {
            case .restarted, .initial: return
            case .synced: counters.lists += 1
            case .applied, .deleted: counters.changes += 1
            case .interrupted:
                counters.interruptions += 1
                counters.failuresInARow += 1
                return
            }
            counters.failuresInARow = 0
        }
    }

    private func remind(every period: Duration) async {
        while (try? await clock.sleep(for: period)) != nil {
            guard store.isSynced else { continue }
            store.remind()
            counters.withLock { $0.reminders += 1 }
        }
    }

    private func trimmed(_ object: KubeObject) -> KubeObject {
        var copy = object
        trim(&copy)
        return copy
    }
}

extension KubeObject {
    /// Takes away `metadata.managedFields`, often half of an object's bytes, which only server-side apply cares about.
    ///
    /// Made to be handed to a ``Reflector`` or ``Controller``: `trim: { $0.dropManagedFields() }`.
    public mutating func dropManagedFields() {
        guard case .object(var metadata)? = value["metadata"], metadata["managedFields"] != nil else { return }
        metadata["managedFields"] = nil
        value["metadata"] = .object(metadata)
    }
}
