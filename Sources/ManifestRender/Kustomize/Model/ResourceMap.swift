/// The resources of a build in order, found by their ids without scanning.
///
/// Every change of a resource goes through ``update(at:_:)``, so that the index knows what it is called now and what it
/// was called before. A transformer that renames everything uses ``updateAll(_:)``, which lets the index be made anew
/// by whoever asks next.
struct ResourceMap: Sendable {
    private(set) var resources: [KustomizeResource] = []
    private var index: ResourceIndex?

    init() {}

    init(_ resources: [KustomizeResource]) { self.resources = resources }

    var count: Int { resources.count }
    var isEmpty: Bool { resources.isEmpty }
    var indices: Range<Int> { resources.indices }

    subscript(position: Int) -> KustomizeResource { resources[position] }

    // MARK: - Changing

    /// Changes one resource in place; whatever name or kind it has afterwards, it is found by it.
    mutating func update<Result, Failure: Error>(
        at position: Int, _ body: (inout KustomizeResource) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard index != nil else { return try body(&resources[position]) }
        let (before, count) = (resources[position].id, resources[position].previousIDs.count)
        defer {
            if resources[position].id != before || resources[position].previousIDs.count != count {
                index?.note(resources[position], at: position)
            }
        }
        return try body(&resources[position])
    }

    /// Changes every resource in place.
    mutating func updateAll<Failure: Error>(
        _ body: (inout KustomizeResource) throws(Failure) -> Void
    ) throws(Failure) {
        index = nil
        for position in resources.indices { try body(&resources[position]) }
    }

    /// Replaces all resources.
    mutating func replaceAll(with new: [KustomizeResource]) {
        index = nil
        resources = new
    }

    /// Removes the resources at some positions in one pass.
    mutating func remove(at positions: Set<Int>) {
        guard !positions.isEmpty else { return }
        index = nil
        resources = resources.indices.filter { !positions.contains($0) }.map { resources[$0] }
    }

    /// Adds a resource whose current id no other has.
    ///
    /// - Throws: `RenderError` where the id is taken.
    mutating func append(_ resource: KustomizeResource) throws(RenderError) {
        let id = resource.id
        guard currentPositions(of: id).isEmpty else {
            throw RenderError(.malformed, "may not add resource with an already registered id: \(id)")
        }
        index?.note(resource, at: resources.count)
        resources.append(resource)
    }

    /// Adds a resource whatever its id.
    mutating func appendUnchecked(_ resource: KustomizeResource) {
        index?.note(resource, at: resources.count)
        resources.append(resource)
    }

    /// Adds all resources of another map.
    mutating func append(contentsOf other: ResourceMap) throws(RenderError) {
        for resource in other.resources { try append(resource) }
    }

    // MARK: - Finding

    /// Positions, ascending, of the resources that have the id now (namespaces compared as ``ResourceID/canonical``).
    mutating func currentPositions(of id: ResourceID) -> [Int] {
        let canonical = id.canonical
        return candidates(canonical).filter { resources[$0].id.canonical == canonical }
    }

    /// Positions, ascending, of the resources that have the id now or had it before.
    mutating func positions(ofAny id: ResourceID) -> [Int] {
        let canonical = id.canonical
        return candidates(canonical).filter { position in
            resources[position].id.canonical == canonical
                || resources[position].previousIDs.contains { $0.canonical == canonical }
        }
    }

    /// Positions, ascending, of resources that have or had a name, whatever their kind.
    mutating func positions(named name: String) -> [Int] {
        prepareIndex()
        return index?.positions(named: name) ?? []
    }

    private mutating func candidates(_ id: ResourceID) -> [Int] {
        prepareIndex()
        return index?.positions(of: id) ?? []
    }

    private mutating func prepareIndex() {
        if index == nil { index = ResourceIndex(resources) }
    }
}

/// Positions of resources by every id and name they have or had. Entries are never taken out: a reader checks what it
/// finds against the resource.
private struct ResourceIndex: Sendable {
    private var byID: [ResourceID: [Int]] = [:]
    private var byName: [String: [Int]] = [:]

    init(_ resources: [KustomizeResource]) {
        byID.reserveCapacity(resources.count)
        byName.reserveCapacity(resources.count)
        for position in resources.indices { note(resources[position], at: position) }
    }

    mutating func note(_ resource: KustomizeResource, at position: Int) {
        note(resource.id, at: position)
        for id in resource.previousIDs { note(id, at: position) }
    }

    private mutating func note(_ id: ResourceID, at position: Int) {
        ResourceIndex.insert(position, into: &byID[id.canonical, default: []])
        ResourceIndex.insert(position, into: &byName[id.name, default: []])
    }

    /// Keeps the list ascending; nearly always the position belongs at the end.
    private static func insert(_ position: Int, into list: inout [Int]) {
        guard let last = list.last, last >= position else {
            list.append(position)
            return
        }
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < position { low = middle + 1 } else { high = middle }
        }
        if list[low] != position { list.insert(position, at: low) }
    }

    func positions(of id: ResourceID) -> [Int] { byID[id] ?? [] }

    func positions(named name: String) -> [Int] { byName[name] ?? [] }
}
