internal import Values

/// What a name may refer to: every resource that was renamed or moved, found by what it was called before.
///
/// An object, since references are looked up on all threads and each of them would hold a copy.
final class ReferralIndex: Sendable {
    /// What references need to know of a resource.
    struct Candidate: Sendable {
        var id: ResourceID
        var isClusterScoped: Bool
        /// The namespace as comparisons see it, now and at first.
        var effectiveNamespace: String
        var originalNamespace: String
        var previousIDs: [ResourceID]
        var prefixes: [String]
        var suffixes: [String]

        init(_ resource: KustomizeResource) {
            id = resource.id
            previousIDs = resource.previousIDs
            effectiveNamespace = id.effectiveNamespace
            isClusterScoped = effectiveNamespace == ResourceID.clusterScope
            originalNamespace = previousIDs.first?.effectiveNamespace ?? effectiveNamespace
            prefixes = resource.namePrefixes
            suffixes = resource.nameSuffixes
        }
    }

    private let candidates: [Candidate]
    private let tables: ReferralTables

    init(_ resources: ResourceMap) {
        candidates = ParallelWork.map(resources.resources, Candidate.init)
        tables = ReferralTables(candidates)
    }

    subscript(position: Int) -> Candidate {
        _read { yield candidates[position] }
    }

    /// Whether any resource may have had the name.
    func knows(_ name: String) -> Bool { tables.byName.holdsMore(than: 0, hash: ReferralTables.hash(name)) }

    /// Resources that may have had the name, as far as a referrer can see them.
    func candidates(named name: String, for referrer: Referrer) -> [Int] {
        let hash = ReferralTables.hash(name)
        guard !referrer.isClusterScoped, tables.byName.holdsMore(than: ReferralTables.few, hash: hash) else {
            return tables.byName.positions(hash: hash).filter { referrer.sees(candidates[$0]) }
        }
        var places = Set([referrer.namespace, ResourceID.clusterScope])
        places.formUnion(referrer.accountNamespaces.map { $0.isEmpty ? "default" : $0 })
        return places.flatMap { tables.byCurrentPlace[ReferralTables.Place(name: name, namespace: $0)] ?? [] }.sorted()
            .filter { referrer.sees(candidates[$0]) }
    }

    /// Resources that may have had the name and stood in a namespace a reference names: the namespace they came from
    /// where any resource came from it, otherwise the one they are in now.
    func candidates(named name: String, in namespace: String, for referrer: Referrer) -> [Int] {
        let isOriginal = isOriginal(namespace, for: referrer)
        guard isOriginal || namespace != ResourceID.clusterScope else { return [] }
        let hash = ReferralTables.hash(name)
        if tables.byName.holdsMore(than: ReferralTables.few, hash: hash) {
            let place = ReferralTables.Place(name: name, namespace: namespace)
            return ((isOriginal ? tables.byOriginalPlace : tables.byCurrentPlace)[place] ?? [])
                .filter { referrer.sees(candidates[$0]) }
        }
        return tables.byName.positions(hash: hash).filter { position in
            let found =
                isOriginal ? candidates[position].originalNamespace : candidates[position].effectiveNamespace
            return found == namespace && referrer.sees(candidates[position])
        }
    }

    private func isOriginal(_ namespace: String, for referrer: Referrer) -> Bool {
        guard tables.originalNamespaces.contains(namespace) else { return false }
        guard !referrer.isClusterScoped else { return true }
        func came(to place: String, _ moves: Set<ReferralTables.Place>) -> Bool {
            moves.contains(ReferralTables.Place(name: namespace, namespace: place))
        }
        return came(to: referrer.namespace, tables.moves) || came(to: ResourceID.clusterScope, tables.moves)
            || referrer.accountNamespaces.contains { came(to: $0, tables.writtenMoves) }
    }
}
