/// Where resources are found by what they were called before.
struct ReferralTables: Sendable {
    /// A name in a namespace; in ``moves`` the name is that of another namespace.
    struct Place: Hashable {
        var name: String
        var namespace: String
    }

    /// By hashes of previous names.
    private(set) var byName: PositionTable
    /// Names of which there are many, by the name and the namespace the resource is in now, or was in first.
    private(set) var byCurrentPlace: [Place: [Int]] = [:]
    private(set) var byOriginalPlace: [Place: [Int]] = [:]
    /// The namespaces that resources were in first, and together with those they are in now.
    private(set) var originalNamespaces: Set<String> = []
    private(set) var moves: Set<Place> = []
    private(set) var writtenMoves: Set<Place> = []

    /// Looking at each resource of a name is quicker than asking by place where there are no more than this.
    static let few = 8

    init(_ candidates: [ReferralIndex.Candidate]) {
        byName = PositionTable(capacity: candidates.count)
        for position in candidates.indices {
            for old in candidates[position].previousIDs { byName.insert(position, hash: ReferralTables.hash(old.name)) }
            addMoves(of: position, candidates)
        }
        for position in candidates.indices { addPlaces(of: position, candidates) }
    }

    private mutating func addMoves(of position: Int, _ candidates: [ReferralIndex.Candidate]) {
        let (from, to) = (candidates[position].originalNamespace, candidates[position].effectiveNamespace)
        guard from != ResourceID.clusterScope else { return }
        let written = candidates[position].id.namespace
        // The resource before mostly went the same way.
        if position > 0, candidates[position - 1].originalNamespace == from,
            candidates[position - 1].effectiveNamespace == to, candidates[position - 1].id.namespace == written
        {
            return
        }
        originalNamespaces.insert(from)
        moves.insert(Place(name: from, namespace: to))
        writtenMoves.insert(Place(name: from, namespace: written))
    }

    private mutating func addPlaces(of position: Int, _ candidates: [ReferralIndex.Candidate]) {
        var names: [String] = []
        for old in candidates[position].previousIDs where !names.contains(old.name) {
            names.append(old.name)
            guard byName.holdsMore(than: ReferralTables.few, hash: ReferralTables.hash(old.name)) else { continue }
            let (now, first) = (candidates[position].effectiveNamespace, candidates[position].originalNamespace)
            byCurrentPlace[Place(name: old.name, namespace: now), default: []].append(position)
            byOriginalPlace[Place(name: old.name, namespace: first), default: []].append(position)
        }
    }

    static func hash(_ name: String) -> Int {
        var hasher = Hasher()
        hasher.combine(bytesOf: name)
        return hasher.finalize()
    }
}
