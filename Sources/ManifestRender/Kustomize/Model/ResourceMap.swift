internal import Synchronization

/// The resources of a build in order, found by their ids without scanning.
///
/// Every change of a resource goes through ``update(at:_:)``, so that the index knows what it is called now and what it
/// was called before. A transformer that renames everything uses ``updateAll(_:)``, which lets the index be made anew
/// by whoever asks next.
struct ResourceMap: Sendable {
    /// What a resource can be found by.
    private struct Names: Equatable {
        var id: ResourceID
        var previousIDs: [ResourceID]

        init(_ resource: KustomizeResource) {
            id = resource.id
            previousIDs = resource.previousIDs
        }
    }

    private(set) var resources: [KustomizeResource] = []
    private var index: ResourceIndex?

    init() {}

    init(_ resources: [KustomizeResource]) { self.resources = resources }

    var count: Int { resources.count }
    var isEmpty: Bool { resources.isEmpty }
    var indices: Range<Int> { resources.indices }

    /// A resource, lent: nothing of it is copied.
    subscript(position: Int) -> KustomizeResource {
        _read { yield resources[position] }
    }

    // MARK: - Changing

    /// Changes one resource in place; whatever name or kind it has afterwards, it is found by it.
    mutating func update<Result, Failure: Error>(
        at position: Int, _ body: (inout KustomizeResource) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let before = index == nil ? nil : Names(resources[position])
        defer {
            resources[position].noteIdentity()
            if let before, before != Names(resources[position]) { index?.note(resources[position], at: position) }
        }
        return try body(&resources[position])
    }

    /// Changes the resources at some positions in place, several at a time.
    ///
    /// - Parameter positions: ascending, each once.
    /// - Throws: what the closure throws for the first of them for which it does so.
    mutating func update<Failure: Error>(
        at positions: [Int], _ body: @Sendable (inout KustomizeResource) throws(Failure) -> Void
    ) throws(Failure) {
        let isIndexed = index != nil
        let renamed = Mutex<[Int]>([])
        defer { for position in renamed.withLock({ $0 }) { index?.note(resources[position], at: position) } }
        try ParallelWork.update(&resources, at: positions) { (resource, position) throws(Failure) in
            let before = isIndexed ? Names(resource) : nil
            defer {
                resource.noteIdentity()
                if let before, before != Names(resource) { renamed.withLock { $0.append(position) } }
            }
            try body(&resource)
        }
    }

    /// Changes every resource in place, several at a time.
    ///
    /// - Throws: what the closure throws for the first resource for which it does so.
    mutating func updateAll<Failure: Error>(
        _ body: @Sendable (inout KustomizeResource) throws(Failure) -> Void
    ) throws(Failure) {
        index = nil
        try ParallelWork.update(&resources) { (resource) throws(Failure) in
            try body(&resource)
            resource.noteIdentity()
        }
    }

    /// Changes every resource in place, one after the other.
    mutating func updateEach<Failure: Error>(
        _ body: (inout KustomizeResource) throws(Failure) -> Void
    ) throws(Failure) {
        index = nil
        for position in resources.indices {
            try body(&resources[position])
            resources[position].noteIdentity()
        }
    }

    /// Puts the resources into another order.
    ///
    /// - Parameter positions: every position once, in the new order.
    mutating func reorder(_ positions: [Int]) {
        index = nil
        resources = positions.map { resources[$0] }
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

    /// Checks that no two resources have one id now, as the tool does wherever it puts its resources together anew.
    ///
    /// - Throws: `RenderError` with the first id that is there twice.
    mutating func checkIDs() throws(RenderError) {
        var hashes = Set<Int>(minimumCapacity: resources.count)
        guard !resources.allSatisfy({ hashes.insert(ResourceIndex.hash(of: $0.id)).inserted }) else { return }
        for position in resources.indices {
            let id = resources[position].id
            guard currentPositions(of: id).count == 1 else {
                throw RenderError(.malformed, "may not add resource with an already registered id: \(id)")
            }
        }
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

    /// Positions, ascending, of the resources for which a closure says so, which is asked for several at a time.
    func positions(where isIncluded: @Sendable (KustomizeResource) -> Bool) -> [Int] {
        let answers = ParallelWork.map(resources, isIncluded)
        return answers.indices.filter { answers[$0] }
    }

    /// Positions, ascending, of resources that may have or have had a name, whatever their kind.
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
