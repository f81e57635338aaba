import Diff
import KubeModel
import Values

/// The objects of a cluster as far as they are known, found by identity, by application and by owner.
///
/// A value without I/O. Of objects that belong to no application only metadata is kept, which bounds memory by what
/// is managed rather than by what the cluster holds.
struct LiveStore: Sendable {
    /// One known object.
    struct Entry: Sendable {
        var object: KubeObject
        /// Whether nothing but metadata was kept.
        var isPartial: Bool
        /// The application that it is marked as.
        var application: String?
    }

    private let tracking: ResourceTracking
    private(set) var entries: [ObjectKey: Entry] = [:]
    private var byKind: [GroupKind: Set<ObjectKey>] = [:]
    private var byApplication: [String: Set<ObjectKey>] = [:]
    private var byOwner: [String: Set<ObjectKey>] = [:]
    private var byUID: [String: ObjectKey] = [:]

    init(tracking: ResourceTracking) { self.tracking = tracking }

    /// Objects marked as an application's that no other object owns.
    func managed(by application: String) -> [ObjectKey: KubeObject] {
        var result: [ObjectKey: KubeObject] = [:]
        for key in byApplication[application] ?? [] {
            // Controllers copy annotations to what they make; what has an owner is not ours to manage.
            if let entry = entries[key], owners(of: entry.object).isEmpty { result[key] = entry.object }
        }
        return result
    }

    /// The objects that an object owns, in order.
    func children(of uid: String) -> [KubeObject] {
        (byOwner[uid] ?? []).sorted().compactMap { entries[$0]?.object }
    }

    /// Takes in a new or changed object.
    ///
    /// - Returns: the applications that it concerns, itself or through its owners.
    @discardableResult
    mutating func apply(_ object: KubeObject) -> Set<String> {
        let key = object.key
        if let known = entries[key], LiveStore.isOlder(object, than: known.object) { return [] }
        var affected = remove(key)
        let application = tracking.owner(of: object)
        let isManaged = application != nil && owners(of: object).isEmpty
        let entry = Entry(
            object: isManaged ? object : LiveStore.skeleton(object), isPartial: !isManaged, application: application)
        entries[key] = entry
        byKind[key.groupKind, default: []].insert(key)
        if let application { byApplication[application, default: []].insert(key) }
        for owner in owners(of: object) { byOwner[owner, default: []].insert(key) }
        if !object.uid.isEmpty { byUID[object.uid] = key }
        affected.formUnion(applications(of: entry))
        return affected
    }

    /// Forgets an object.
    ///
    /// - Returns: the applications that it concerned.
    @discardableResult
    mutating func remove(_ key: ObjectKey) -> Set<String> {
        guard let entry = entries.removeValue(forKey: key) else { return [] }
        let affected = applications(of: entry)
        byKind[key.groupKind]?.remove(key)
        if let application = entry.application {
            byApplication[application]?.remove(key)
            if byApplication[application]?.isEmpty ?? false { byApplication[application] = nil }
        }
        for owner in owners(of: entry.object) {
            byOwner[owner]?.remove(key)
            if byOwner[owner]?.isEmpty ?? false { byOwner[owner] = nil }
        }
        byUID[entry.object.uid] = nil
        return affected
    }

    /// Takes in all objects of a kind; others of that kind are forgotten.
    @discardableResult
    mutating func replace(_ kind: GroupKind, with objects: [KubeObject]) -> Set<String> {
        let fresh = Set(objects.map(\.key))
        var affected: Set<String> = []
        for key in byKind[kind] ?? [] where !fresh.contains(key) { affected.formUnion(remove(key)) }
        for object in objects {
            let known = entries[object.key]?.object
            if let known, !known.resourceVersion.isEmpty, known.resourceVersion == object.resourceVersion { continue }
            affected.formUnion(apply(object))
        }
        return affected
    }

    private func owners(of object: KubeObject) -> [String] {
        guard let references = object.value["metadata"]?["ownerReferences"]?.arrayValue else { return [] }
        return references.compactMap { $0["uid"]?.stringValue }
    }

    /// The applications at the end of an object's chains of owners.
    private func applications(of entry: Entry) -> Set<String> {
        var found: Set<String> = []
        var pending = [entry]
        var seen: Set<ObjectKey> = [entry.object.key]
        while let next = pending.popLast() {
            if let application = next.application { found.insert(application) }
            for uid in owners(of: next.object) {
                guard let key = byUID[uid], seen.insert(key).inserted, let owner = entries[key] else { continue }
                pending.append(owner)
            }
        }
        return found
    }

    /// What is kept of an object that nobody manages: identity, ties and marks.
    private static func skeleton(_ object: KubeObject) -> KubeObject {
        var members = Object(minimumCapacity: 3)
        members["apiVersion"] = object.value["apiVersion"]
        members["kind"] = object.value["kind"]
        var metadata = object.value["metadata"]?.objectValue ?? Object()
        metadata.removeAll { $0.key == "managedFields" || $0.key == "selfLink" }
        if metadata["annotations"] != nil {
            var annotations = metadata["annotations"]?.objectValue ?? Object()
            annotations.removeAll { $0.key == Annotations.lastApplied }
            metadata["annotations"] = .object(annotations)
        }
        members["metadata"] = .object(metadata)
        return KubeObject(unchecked: .object(members))
    }

    /// Whether an object is an earlier state of the same object; versions that are no numbers never are.
    private static func isOlder(_ object: KubeObject, than known: KubeObject) -> Bool {
        guard object.uid == known.uid, let left = UInt64(object.resourceVersion),
            let right = UInt64(known.resourceVersion)
        else { return false }
        return left < right
    }
}
