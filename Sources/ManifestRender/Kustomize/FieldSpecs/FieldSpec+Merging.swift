extension [FieldSpec] {
    /// Adds specs that are not there yet.
    ///
    /// - Throws: `RenderError` where one is there with another `create`.
    mutating func merge(_ incoming: [FieldSpec]) throws(RenderError) {
        for spec in incoming { try merge(spec) }
    }

    /// Sorts by the rank of kinds, then by group, version and kind; equal ones stay in order.
    mutating func sortByKind() {
        let keyed = map { (rank: SortOrderTransformer.rank(of: $0.kind), text: $0.kindText, spec: $0) }
        let sorted = keyed.sorted { left, right in
            left.rank != right.rank
                ? left.rank < right.rank : left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
        self = sorted.map(\.spec)
    }

    /// Adds a spec unless one that stands for the same field is there.
    mutating func merge(_ spec: FieldSpec) throws(RenderError) {
        guard let existing = first(where: { $0.path == spec.path && $0.isSelected(by: spec) }) else {
            append(spec)
            return
        }
        guard existing.create == spec.create else {
            throw RenderError(
                .invalidOptions, "conflicting fieldspecs: '\(spec.path)' is given with create and without it")
        }
    }
}

extension FieldSpec {
    fileprivate var kindText: String {
        "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_\(kind.isEmpty ? "~K" : kind)"
    }

    /// Whether another spec, its empty parts taken for anything, covers the kinds of this one.
    fileprivate func isSelected(by other: FieldSpec) -> Bool {
        (other.kind.isEmpty || other.kind == kind) && (other.group.isEmpty || other.group == group)
            && (other.version.isEmpty || other.version == version)
    }
}
