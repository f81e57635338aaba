import Values

/// An object as the store holds it.
struct StoredObject: Sendable {
    var value: Value
    var revision: UInt64
}

/// A change of one object.
struct StoreChange: Sendable {
    let revision: UInt64
    let namespace: String
    let name: String
    /// Before the change; nil where it was created.
    let old: StoredObject?
    /// After the change; nil where it was deleted.
    let new: StoredObject?
    /// The last state with the revision of the deletion, for deletions.
    let deleted: Value?
}

/// All objects of one resource, and their latest changes.
struct Bucket: Sendable {
    private(set) var objects: [String: [String: StoredObject]] = [:]
    /// Sorted names by namespace, made when somebody lists.
    private var sorted: [String: [String]] = [:]
    private(set) var history: [StoreChange] = []
    /// Changes up to this revision are forgotten.
    private(set) var forgotten: UInt64 = 0
    private(set) var count = 0

    subscript(namespace: String, name: String) -> StoredObject? { objects[namespace]?[name] }

    var namespaces: [String] { objects.keys.sorted(by: byBytes) }

    /// Names in a namespace in order; sorted once until objects come or go.
    mutating func names(in namespace: String) -> [String] {
        if let names = sorted[namespace] { return names }
        let names = (objects[namespace] ?? [:]).keys.sorted(by: byBytes)
        sorted[namespace] = names
        return names
    }

    mutating func set(_ object: StoredObject?, _ namespace: String, _ name: String) {
        if let object {
            if objects[namespace, default: [:]].updateValue(object, forKey: name) == nil {
                count += 1
                arrange(namespace) { names in names.insert(name, at: Bucket.position(of: name, in: names)) }
            }
        } else if objects[namespace]?.removeValue(forKey: name) != nil {
            count -= 1
            arrange(namespace) { names in names.remove(at: Bucket.position(of: name, in: names)) }
            if objects[namespace]?.isEmpty == true { objects[namespace] = nil }
        }
    }

    /// Keeps the sorted names of a namespace right, where they were ever asked for.
    private mutating func arrange(_ namespace: String, _ change: (inout [String]) -> Void) {
        guard let index = sorted.index(forKey: namespace) else { return }
        change(&sorted.values[index])
    }

    private static func position(of name: String, in names: [String]) -> Int {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if byBytes(names[middle], name) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func record(_ change: StoreChange, limit: Int) {
        history.append(change)
        // Dropping half at a time keeps the cost of forgetting constant per change.
        if history.count >= 2 * max(limit, 1) { forget(count: history.count - max(limit, 1)) }
    }

    private mutating func forget(count: Int) {
        forgotten = history[count - 1].revision
        history.removeFirst(count)
    }

    mutating func forget(through revision: UInt64) {
        let count = firstIndex(after: revision)
        if count > 0 { history.removeFirst(count) }
        forgotten = max(forgotten, revision)
    }

    /// Position of the first remembered change after a revision.
    func firstIndex(after revision: UInt64) -> Int {
        var low = 0
        var high = history.count
        while low < high {
            let middle = (low + high) / 2
            if history[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Orders texts by their bytes, as etcd orders keys.
func byBytes(_ left: String, _ right: String) -> Bool { KeyOrder.precedesByBytes(left, right) }

/// The objects of all resources under one counter of revisions.
struct Store: Sendable {
    private(set) var revision: UInt64 = 0
    private(set) var buckets: [ResourceID: Bucket] = [:]
    /// Revisions up to this one are compacted everywhere.
    private(set) var compacted: UInt64 = 0
    /// Revisions up to this one are forgotten for lists, although watches may still begin there.
    private(set) var listsCompacted: UInt64 = 0
    let historyLimit: Int

    init(historyLimit: Int) { self.historyLimit = historyLimit }

    subscript(resource: ResourceID, namespace: String, name: String) -> StoredObject? {
        buckets[resource]?[namespace, name]
    }

    /// Writes an object under the next revision, which it sets in its metadata.
    mutating func put(
        _ value: consuming Value, _ resource: ResourceID, _ namespace: String, _ name: String
    ) -> StoreChange {
        revision += 1
        value["metadata"]?["resourceVersion"] = .string(String(revision))
        let new = StoredObject(value: value, revision: revision)
        let old = buckets[resource]?[namespace, name]
        buckets[resource, default: Bucket()].set(new, namespace, name)
        let change = StoreChange(revision: revision, namespace: namespace, name: name, old: old, new: new, deleted: nil)
        buckets[resource]?.record(change, limit: historyLimit)
        return change
    }

    /// Removes an object under the next revision; nil where there was none.
    mutating func remove(_ resource: ResourceID, _ namespace: String, _ name: String) -> StoreChange? {
        guard let old = buckets[resource]?[namespace, name] else { return nil }
        revision += 1
        var last = old.value
        last["metadata"]?["resourceVersion"] = .string(String(revision))
        buckets[resource]?.set(nil, namespace, name)
        let change = StoreChange(
            revision: revision, namespace: namespace, name: name, old: old, new: nil, deleted: last)
        buckets[resource]?.record(change, limit: historyLimit)
        return change
    }

    /// Objects of a resource in order of namespace and name.
    mutating func list(
        _ resource: ResourceID, namespace: String?
    ) -> [(namespace: String, name: String, object: StoredObject)] {
        guard let bucket = buckets[resource] else { return [] }
        var result: [(namespace: String, name: String, object: StoredObject)] = []
        let namespaces = namespace.map { [$0] } ?? bucket.namespaces
        for space in namespaces {
            guard let names = buckets[resource]?.names(in: space), let objects = bucket.objects[space] else { continue }
            result.reserveCapacity(result.count + names.count)
            for name in names { if let object = objects[name] { result.append((space, name, object)) } }
        }
        return result
    }

    /// Objects of a resource as they were at a revision; nil where that is forgotten.
    mutating func list(
        _ resource: ResourceID, namespace: String?, at past: UInt64
    ) -> [(namespace: String, name: String, object: StoredObject)]? {
        guard past >= max(compacted, listsCompacted) else { return nil }
        guard let bucket = buckets[resource] else { return [] }
        guard past >= bucket.forgotten else { return nil }
        var undone = bucket
        for change in bucket.history[bucket.firstIndex(after: past)...].reversed() {
            undone.set(change.old, change.namespace, change.name)
        }
        var copy = Store(historyLimit: historyLimit)
        copy.buckets[resource] = undone
        return copy.list(resource, namespace: namespace)
    }

    /// The changes of a resource after a revision; nil where some of them are forgotten.
    func changes(_ resource: ResourceID, after past: UInt64) -> ArraySlice<StoreChange>? {
        guard past >= compacted else { return nil }
        guard let bucket = buckets[resource] else { return [] }
        guard past >= bucket.forgotten else { return nil }
        return bucket.history[bucket.firstIndex(after: past)...]
    }

    /// Forgets everything up to a revision.
    mutating func compact(through past: UInt64) {
        compacted = max(compacted, min(past, revision))
        for id in buckets.keys { buckets[id]?.forget(through: compacted) }
    }

    /// Forgets everything up to a revision for lists.
    mutating func compactLists(through past: UInt64) { listsCompacted = max(listsCompacted, min(past, revision)) }

    /// Moves the counter on without a change.
    mutating func skip(to revision: UInt64) { self.revision = max(self.revision, revision) }

    /// Puts back an object exactly as it was saved.
    mutating func restore(_ value: Value, _ resource: ResourceID, _ namespace: String, _ name: String) {
        let number = value["metadata", "resourceVersion"]?.stringValue.flatMap { UInt64($0) } ?? 0
        buckets[resource, default: Bucket()].set(StoredObject(value: value, revision: number), namespace, name)
        revision = max(revision, number)
    }
}
