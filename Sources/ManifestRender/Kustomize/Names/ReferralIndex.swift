internal import Values

/// What a name may refer to: every resource that was renamed or moved, found by what it was called before.
struct ReferralIndex {
    /// What references need to know of a resource.
    struct Candidate {
        var name: String
        var namespace: String
        var kind: String
        var id: ResourceID
        var isClusterScoped: Bool
        var effectiveNamespace: String
        var originalNamespace: String
        var previousIDs: [ResourceID]
        var prefixes: [String]
        var suffixes: [String]
    }

    private struct Place: Hashable {
        var name: String
        var namespace: String
    }

    private(set) var candidates: [Candidate] = []
    private var byName: [String: [Int]] = [:]
    /// By a previous name and the namespace the resource is in now.
    private var byCurrentPlace: [Place: [Int]] = [:]
    /// By a previous name and the namespace the resource was in first.
    private var byOriginalPlace: [Place: [Int]] = [:]
    /// The namespaces that resources were in first, and together with those they are in now.
    private var originalNamespaces: Set<String> = []
    private var moves: Set<Place> = []
    private var writtenMoves: Set<Place> = []

    init(_ resources: ResourceMap) {
        candidates.reserveCapacity(resources.count)
        for position in resources.indices { add(resources[position]) }
    }

    private mutating func add(_ resource: KustomizeResource) {
        let id = resource.id
        let previous = resource.previousIDs
        let effective = id.effectiveNamespace
        let candidate = Candidate(
            name: id.name, namespace: id.namespace, kind: id.kind, id: id,
            isClusterScoped: effective == ResourceID.clusterScope, effectiveNamespace: effective,
            originalNamespace: (previous.first ?? id).effectiveNamespace, previousIDs: previous,
            prefixes: resource.namePrefixes, suffixes: resource.nameSuffixes)
        let position = candidates.count
        candidates.append(candidate)
        if candidate.originalNamespace != ResourceID.clusterScope {
            originalNamespaces.insert(candidate.originalNamespace)
            moves.insert(Place(name: candidate.originalNamespace, namespace: effective))
            writtenMoves.insert(Place(name: candidate.originalNamespace, namespace: id.namespace))
        }
        var names: [String] = []
        for old in previous where !names.contains(old.name) {
            names.append(old.name)
            byName[old.name, default: []].append(position)
            byCurrentPlace[Place(name: old.name, namespace: effective), default: []].append(position)
            byOriginalPlace[Place(name: old.name, namespace: candidate.originalNamespace), default: []]
                .append(position)
        }
    }

    subscript(position: Int) -> Candidate { candidates[position] }

    /// Whether any resource ever had the name.
    func knows(_ name: String) -> Bool { byName[name] != nil }

    /// Resources that had the name, as far as a referrer can see them.
    func candidates(named name: String, for referrer: Referrer) -> [Int] {
        guard let all = byName[name] else { return [] }
        guard !referrer.isClusterScoped else { return all }
        // Few of one name: looking at each is quicker than asking by place.
        if all.count <= 8 { return all.filter { referrer.sees(candidates[$0]) } }
        var places = Set([referrer.namespace, ResourceID.clusterScope])
        places.formUnion(referrer.accountNamespaces.map { $0.isEmpty ? "default" : $0 })
        return places.flatMap { byCurrentPlace[Place(name: name, namespace: $0)] ?? [] }.sorted()
            .filter { referrer.sees(candidates[$0]) }
    }

    /// Resources that had the name and stood in a namespace a reference names: the namespace they came from where
    /// any resource came from it, otherwise the one they are in now.
    func candidates(named name: String, in namespace: String, for referrer: Referrer) -> [Int] {
        let positions =
            if isOriginal(namespace, for: referrer) {
                byOriginalPlace[Place(name: name, namespace: namespace)] ?? []
            } else if namespace != ResourceID.clusterScope {
                byCurrentPlace[Place(name: name, namespace: namespace)] ?? []
            } else { [Int]() }
        return positions.filter { referrer.sees(candidates[$0]) }
    }

    private func isOriginal(_ namespace: String, for referrer: Referrer) -> Bool {
        guard originalNamespaces.contains(namespace) else { return false }
        guard !referrer.isClusterScoped else { return true }
        return moves.contains(Place(name: namespace, namespace: referrer.namespace))
            || moves.contains(Place(name: namespace, namespace: ResourceID.clusterScope))
            || referrer.accountNamespaces.contains { writtenMoves.contains(Place(name: namespace, namespace: $0)) }
    }
}

/// The resource in which names are looked up.
struct Referrer {
    let id: ResourceID
    let isClusterScoped: Bool
    /// The namespace as comparisons see it.
    let namespace: String
    let prefixes: [String]
    let suffixes: [String]
    /// Namespaces of the service accounts a role binding names.
    let accountNamespaces: Set<String>
    /// Kind and group of the role that a binding names.
    let role: (group: String, kind: String)?

    init(_ resource: KustomizeResource) {
        id = resource.id
        namespace = id.effectiveNamespace
        isClusterScoped = namespace == ResourceID.clusterScope
        prefixes = resource.namePrefixes
        suffixes = resource.nameSuffixes
        var namespaces: Set<String> = []
        if id.kind == "RoleBinding" {
            for subject in resource.value["subjects"]?.arrayValue ?? []
            where subject["kind"]?.stringValue == "ServiceAccount" {
                if let namespace = subject["namespace"]?.stringValue { namespaces.insert(namespace) }
            }
        }
        accountNamespaces = namespaces
        if let role = resource.value["roleRef"], let group = role["apiGroup"]?.stringValue,
            let kind = role["kind"]?.stringValue
        {
            self.role = (group, kind)
        } else {
            role = nil
        }
    }

    /// Whether a reference from here can lead there: within a namespace, to and from what has none, and from role
    /// bindings to the service accounts of other namespaces.
    func sees(_ candidate: ReferralIndex.Candidate) -> Bool {
        isClusterScoped || candidate.isClusterScoped || candidate.effectiveNamespace == namespace
            || (candidate.kind == "ServiceAccount" && accountNamespaces.contains(candidate.namespace))
    }

    /// Whether prefixes and suffixes of both end alike.
    func hasSameAffixes(as candidate: ReferralIndex.Candidate, allowingNone: Bool) -> Bool {
        Referrer.endAlike(prefixes, candidate.prefixes, allowingNone: allowingNone)
            && Referrer.endAlike(suffixes, candidate.suffixes, allowingNone: allowingNone)
    }

    private static func endAlike(_ left: [String], _ right: [String], allowingNone: Bool) -> Bool {
        if left.isEmpty || right.isEmpty { return allowingNone || left.count == right.count }
        return zip(left.reversed(), right.reversed()).allSatisfy { $0 == $1 }
    }
}
