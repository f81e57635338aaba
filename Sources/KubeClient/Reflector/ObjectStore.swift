public import KubeModel
import Synchronization

/// A copy of a cluster's objects in memory, kept by a ``Reflector`` and read by anybody.
///
/// Reading never waits for the network. ``events()`` tells what changes, beginning with what is there.
public final class ObjectStore: Sendable {
    /// Gives the values under which an object is found in an index.
    public typealias IndexFunction = @Sendable (KubeObject) -> [String]

    fileprivate struct State {
        var objects: [ObjectKey: KubeObject] = [:]
        var indexes: [String: ObjectIndex]
        var isSynced = false
        var readers: [Int: StoreReader] = [:]
        var nextReader = 0
    }

    private let state: Mutex<State>

    /// An empty store.
    ///
    /// - Parameter indexes: ways of finding objects beside their keys, by name.
    public init(indexes: [String: IndexFunction] = [:]) {
        state = Mutex(State(indexes: indexes.mapValues(ObjectIndex.init)))
    }

    // MARK: - Reading

    /// The object with a key; nil where there is none.
    public subscript(key: ObjectKey) -> KubeObject? { state.withLock { $0.objects[key] } }

    /// All objects by key. Costs nothing until the store changes.
    public var snapshot: [ObjectKey: KubeObject] { state.withLock { $0.objects } }

    /// How many objects there are.
    public var count: Int { state.withLock { $0.objects.count } }

    /// Whether the state of the cluster was read once; before, absence means nothing.
    public var isSynced: Bool { state.withLock { $0.isSynced } }

    /// Objects under a value of an index, ordered by key; empty where there is no such index.
    public func objects(inIndex name: String, _ value: String) -> [KubeObject] {
        state.withLock { state in
            guard let keys = state.indexes[name]?.keys(for: value) else { return [] }
            return keys.sorted().compactMap { state.objects[$0] }
        }
    }

    /// What changes from now on, beginning with what is there as ``StoreEvent/added(_:)``, then ``StoreEvent/synced``.
    ///
    /// A reader that falls behind is told differences: of several changes to one object only the sum. Nothing is lost or
    /// told twice.
    public func events() -> StoreEvents {
        let reader = StoreReader()
        let id = state.withLock { state in
            for (key, object) in state.objects.sorted(by: { $0.key < $1.key }) { reader.note(key, nil, object) }
            if state.isSynced { reader.noteSynced() }
            defer { state.nextReader += 1 }
            state.readers[state.nextReader] = reader
            return state.nextReader
        }
        return StoreEvents(reader: reader, subscription: StoreSubscription(store: self, id: id))
    }

    /// Waits until the state of the cluster was read once.
    ///
    /// - Throws: `CancellationError` where the task is cancelled first.
    public func waitUntilSynced() async throws {
        if isSynced { return }
        for await event in events() {
            if case .synced = event { return }
        }
        throw CancellationError()
    }

    func remove(reader id: Int) { state.withLock { $0.readers[id] = nil } }

    // MARK: - Writing

    /// Adds or replaces one object. An object in the version that is stored already changes nothing.
    func apply(_ object: KubeObject) {
        let key = object.key
        state.withLock { state in
            let old = state.objects[key]
            if let old, !old.resourceVersion.isEmpty, old.resourceVersion == object.resourceVersion { return }
            state.change(key, from: old, to: object)
        }
    }

    /// Removes one object.
    func remove(_ object: KubeObject) {
        let key = object.key
        state.withLock { state in
            guard let old = state.objects[key] else { return }
            state.change(key, from: old, to: nil)
        }
    }

    /// Replaces all objects at once; readers see the differences, and never a state between.
    func replace(with objects: [KubeObject]) {
        let fresh = Dictionary(objects.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        state.withLock { state in
            for key in state.objects.keys.sorted() where fresh[key] == nil {
                state.change(key, from: state.objects[key], to: nil)
            }
            for (key, object) in fresh.sorted(by: { $0.key < $1.key }) {
                let old = state.objects[key]
                if let old, !old.resourceVersion.isEmpty, old.resourceVersion == object.resourceVersion { continue }
                state.change(key, from: old, to: object)
            }
            guard !state.isSynced else { return }
            state.isSynced = true
            for reader in state.readers.values { reader.noteSynced() }
        }
    }
}

extension ObjectStore.State {
    fileprivate mutating func change(_ key: ObjectKey, from old: KubeObject?, to new: KubeObject?) {
        objects[key] = new
        for name in indexes.keys {
            indexes[name]?.change(key, from: old, to: new)
        }
        for reader in readers.values { reader.note(key, old, new) }
    }
}
