extension [NameReferenceSpec] {
    /// The specs in the order in which the tool goes through them: by the kind referred to.
    var inOrder: [NameReferenceSpec] {
        func text(_ spec: NameReferenceSpec) -> String {
            let group = spec.group.isEmpty ? "~G" : spec.group
            let version = spec.version.isEmpty ? "~V" : spec.version
            return "\(group)_\(version)_\(spec.kind)"
        }
        let keyed = map { (rank: SortOrderTransformer.rank(of: $0.kind), text: text($0), spec: $0) }
        return keyed.sorted { left, right in
            left.rank != right.rank
                ? left.rank < right.rank : left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }.map(\.spec)
    }
}
