public import KubeModel
import Synchronization

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
public final class Reflector: Sendable {
    /// What happened so far, for metrics.
    public struct Statistics: Hashable, Sendable {
        /// How often the whole state was read.
        public var lists = 0
        /// Changes that the watch told.
        public var changes = 0
        /// Failures that were survived.
        public var interruptions = 0
    }

    /// Where the objects are.
    public let store: ObjectStore

    private let resources: Resources
    private let options: WatchOptions
    private let clock: any Clock<Duration>
    private let trim: @Sendable (inout KubeObject) -> Void
    private let onInterruption: @Sendable (KubeError, Duration) -> Void
    private let counters = Mutex(Statistics())

    /// A reflector that does nothing until it is ``run()``.
    ///
    /// - Parameters:
    ///   - resources: what to keep.
    ///   - options: selectors, page size, time-outs.
    ///   - indexes: ways of finding objects beside their keys, by name.
    ///   - clock: what waits between attempts.
    ///   - trim: takes away what nobody needs, `metadata.managedFields` for one, before an object is stored. Identity,
    ///     uid and resource version must stay.
    ///   - onInterruption: hears of failures, and after what time it goes on.
    public init(
        _ resources: Resources, options: WatchOptions = WatchOptions(),
        indexes: [String: ObjectStore.IndexFunction] = [:], clock: any Clock<Duration> = ContinuousClock(),
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in },
        onInterruption: @escaping @Sendable (KubeError, Duration) -> Void = { _, _ in }
    ) {
        self.resources = resources
        self.options = options
        self.clock = clock
        self.trim = trim
        self.onInterruption = onInterruption
        store = ObjectStore(indexes: indexes)
    }

    /// What happened so far.
    public var statistics: Statistics { counters.withLock { $0 } }

    /// Works until the task is cancelled. To be called once.
    public func run() async {
        var staged: [KubeObject]? = nil
        for await change in resources.changes(options, clock: clock) {
            switch change {
            case .restarted: staged = []
            case .initial(let object): staged?.append(trimmed(object))
            case .synced:
                store.replace(with: staged ?? [])
                staged = nil
                counters.withLock { $0.lists += 1 }
            case .applied(let object):
                store.apply(trimmed(object))
                counters.withLock { $0.changes += 1 }
            case .deleted(let object):
                store.remove(object)
                counters.withLock { $0.changes += 1 }
            case .interrupted(let error, let delay):
                counters.withLock { $0.interruptions += 1 }
                onInterruption(error, delay)
            }
        }
    }

    private func trimmed(_ object: KubeObject) -> KubeObject {
        var copy = object
        trim(&copy)
        return copy
    }
}
