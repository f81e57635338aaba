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
        /// A list, because a dictionary under iteration is copied when one of its values changes.
        var indexes: [(name: String, index: ObjectIndex)]
        var isSynced = false
        var waiting: [Int: Doorbell] = [:]
        var readers: [Int: StoreReader] = [:]
        var nextReader = 0
    }

    private let state: Mutex<State>

    /// An empty store.
    ///
    /// - Parameter indexes: ways of finding objects beside their keys, by name.
    public init(indexes: [String: IndexFunction] = [:]) {
        let sorted = indexes.sorted { $0.key < $1.key }
        state = Mutex(State(indexes: sorted.map { ($0.key, ObjectIndex($0.value)) }))
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
            guard let found = state.indexes.first(where: { $0.name == name }) else { return [] }
            return found.index.keys(for: value).sorted().compactMap { state.objects[$0] }
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
            let id = state.takeID()
            state.readers[id] = reader
            return id
        }
        return StoreEvents(reader: reader, subscription: StoreSubscription(store: self, id: id))
    }

    /// Waits until the state of the cluster was read once.
    ///
    /// - Throws: `CancellationError` where the task is cancelled first.
    public func waitUntilSynced() async throws {
        let bell = Doorbell()
        let id = state.withLock { state in
            let id = state.takeID()
            if state.isSynced { bell.ring() } else { state.waiting[id] = bell }
            return id
        }
        defer { state.withLock { $0.waiting[id] = nil } }
        while !isSynced {
            try Task.checkCancellation()
            await bell.wait()
        }
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

    /// Tells every reader of every object again, as ``StoreEvent/updated(old:new:)`` from a state to itself.
    func remind() {
        state.withLock { state in
            for (key, object) in state.objects.sorted(by: { $0.key < $1.key }) {
                for reader in state.readers.values { reader.note(key, object, object) }
            }
        }
    }

    /// Replaces all objects at once; readers see the differences, and never a state between.
    func replace(with objects: [KubeObject]) {
        let keys = Set(objects.lazy.map(\.key))
        state.withLock { state in
            for key in state.objects.keys.filter({ !keys.contains($0) }).sorted() {
                state.change(key, from: state.objects[key], to: nil)
            }
            for object in objects {
                let key = object.key
                let old = state.objects[key]
                if let old, !old.resourceVersion.isEmpty, old.resourceVersion == object.resourceVersion { continue }
                state.change(key, from: old, to: object)
            }
            guard !state.isSynced else { return }
            state.isSynced = true
            for reader in state.readers.values { reader.noteSynced() }
            for bell in state.waiting.values { bell.ring() }
        }
    }
}

extension ObjectStore.State {
    fileprivate mutating func takeID() -> Int {
        defer { nextReader += 1 }
        return nextReader
    }

    fileprivate mutating func change(_ key: ObjectKey, from old: KubeObject?, to new: KubeObject?) {
        objects[key] = new
        for position in indexes.indices { indexes[position].index.change(key, from: old, to: new) }
        for reader in readers.values { reader.note(key, old, new) }
    }
}
