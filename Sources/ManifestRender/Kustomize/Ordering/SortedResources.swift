/// Resources in the tool's order: by the rank of their kind, then by group, version and kind, then by namespace and name.
struct SortedResources {
    /// What decides between two resources of one rank, as the tool writes it.
    private struct Key: Sendable {
        /// Where the resource's kind stands among those of the build.
        var kind: Int
        var place: [UInt8]
    }

    /// A kind with group and version.
    private struct Kind: Hashable {
        var group: String
        var version: String
        var kind: String

        init(_ id: ResourceID) { (group, version, kind) = (id.group, id.version, id.kind) }

        /// The texts that kinds are compared by, one after the other.
        var texts: (first: [UInt8], second: [UInt8]) {
            func text(_ text: String, or none: String) -> String { text.isEmpty ? none : text }
            let first = "\(text(group, or: "~G"))_\(text(version, or: "~V"))_\(text(kind, or: "~K"))"
            return (Array(first.utf8), Array(ResourceID(group: group, version: version, kind: kind).kindText.utf8))
        }
    }

    /// Positions of the resources, the first to be printed first.
    let positions: [Int]

    /// - Parameter ranks: where kinds stand that are not left to their names.
    init(_ resources: ResourceMap, ranks: [String: Int]) {
        let order = SortedResources.kinds(of: resources, ranks)
        let keys = resources.indices.map { position in
            let id = resources[position].id
            return Key(kind: order[Kind(id)] ?? 0, place: SortedResources.place(id))
        }
        positions = keys.indices.sorted { left, right in
            keys[left].kind != keys[right].kind
                ? keys[left].kind < keys[right].kind : keys[left].place.lexicographicallyPrecedes(keys[right].place)
        }
    }

    /// Numbers the kinds of a build in their order.
    private static func kinds(of resources: ResourceMap, _ ranks: [String: Int]) -> [Kind: Int] {
        var found: Set<Kind> = []
        for position in resources.indices { found.insert(Kind(resources[position].id)) }
        let keyed = found.map { (rank: ranks[$0.kind] ?? 0, texts: $0.texts, kind: $0) }
        let sorted = keyed.sorted { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.texts.first != right.texts.first {
                return left.texts.first.lexicographicallyPrecedes(right.texts.first)
            }
            return left.texts.second.lexicographicallyPrecedes(right.texts.second)
        }
        return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element.kind, $0.offset) })
    }

    private static func place(_ id: ResourceID) -> [UInt8] {
        var place: [UInt8] = []
        place.reserveCapacity(id.namespace.utf8.count + id.name.utf8.count + 3)
        place += (id.namespace.isEmpty ? "~X" : id.namespace).utf8
        place.append(UInt8(ascii: "|"))
        place += (id.name.isEmpty ? "~N" : id.name).utf8
        return place
    }
}
