import Values

/// Which objects name which uid as an owner.
struct OwnerIndex: Sendable {
    /// Where an object is.
    struct Place: Hashable, Sendable {
        let resource: ResourceID
        let namespace: String
        let name: String
    }

    private var dependents: [String: Set<Place>] = [:]
    private(set) var uids: [String: Place] = [:]

    mutating func record(_ change: StoreChange, _ definition: ResourceDefinition) {
        let place = Place(resource: definition.storage, namespace: change.namespace, name: change.name)
        let old = OwnerIndex.owners(change.old?.value)
        let new = OwnerIndex.owners(change.new?.value)
        if old != new {
            for uid in old {
                dependents[uid]?.remove(place)
                if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
            }
            for uid in new { dependents[uid, default: []].insert(place) }
        }
        if change.old == nil, let uid = change.new?.value["metadata", "uid"]?.stringValue { uids[uid] = place }
        if change.new == nil, let uid = change.old?.value["metadata", "uid"]?.stringValue { uids[uid] = nil }
    }

    func dependents(of uid: String) -> [Place] {
        (dependents[uid] ?? []).sorted {
            ($0.resource.group, $0.resource.resource, $0.namespace, $0.name)
                < ($1.resource.group, $1.resource.resource, $1.namespace, $1.name)
        }
    }

    private static func owners(_ value: Value?) -> [String] {
        guard let references = value?["metadata"]?["ownerReferences"]?.arrayValue else { return [] }
        return references.compactMap { $0["uid"]?.stringValue }
    }
}
