/// Positions of resources by every id and name they have or had.
///
/// The index holds hashes alone. It answers with every position that may be meant, ascending, and perhaps with others:
/// entries are never taken out, and hashes may agree by chance. A reader checks what it finds against the resource.
struct ResourceIndex: Sendable {
    private var ids: PositionTable
    private var names: PositionTable

    init(_ resources: [KustomizeResource]) {
        ids = PositionTable(capacity: resources.count)
        names = PositionTable(capacity: resources.count)
        for position in resources.indices { note(resources[position], at: position) }
    }

    /// Adds what a resource is and was called.
    mutating func note(_ resource: KustomizeResource, at position: Int) {
        note(resource.id, at: position)
        for id in resource.previousIDs { note(id, at: position) }
    }

    private mutating func note(_ id: ResourceID, at position: Int) {
        ids.insert(position, hash: ResourceIndex.hash(of: id))
        names.insert(position, hash: ResourceIndex.hash(of: id.name))
    }

    /// Positions of resources that may have or have had an id.
    func positions(of id: ResourceID) -> [Int] { ids.positions(hash: ResourceIndex.hash(of: id)) }

    /// Positions of resources that may have or have had a name.
    func positions(named name: String) -> [Int] { names.positions(hash: ResourceIndex.hash(of: name)) }

    private static func hash(of name: String) -> Int {
        var hasher = Hasher()
        hasher.combine(bytesOf: name)
        return hasher.finalize()
    }

    /// Group and version seldom tell two ids apart.
    static func hash(of id: ResourceID) -> Int {
        var hasher = Hasher()
        hasher.combine(bytesOf: id.name)
        hasher.combine(bytesOf: id.kind)
        hasher.combine(bytesOf: id.effectiveNamespace)
        return hasher.finalize()
    }
}
