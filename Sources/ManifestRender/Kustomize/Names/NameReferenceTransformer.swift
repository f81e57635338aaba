internal import Values

/// Follows the new names of resources wherever other resources name them.
///
/// The work grows with the number of references: what a name stood for before is looked up in a ``ReferralIndex``, and
/// an object is searched for the fields of its kind alone.
final class NameReferenceTransformer: KustomizeTransformer, Sendable {
    /// What a field may name.
    private struct Target: Sendable {
        var spec: NameReferenceSpec
        /// Whether the field names a role, whose kind stands beside it.
        var isRoleReference: Bool
    }

    private let table: FieldSpecTable
    /// What each field of the table may name.
    private let targets: [Target]

    init(_ references: [NameReferenceSpec]) {
        table = FieldSpecTable(references.flatMap(\.fields))
        targets = references.flatMap { reference in
            var spec = reference
            spec.fields = []
            return reference.fields.map { Target(spec: spec, isRoleReference: $0.path.hasSuffix("roleRef/name")) }
        }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        let index = ReferralIndex(resources)
        try resources.updateAll { (resource) throws(RenderError) in
            if table.namesAnnotations {
                try resource.withNotes { (resource) throws(RenderError) in try follow(&resource, index) }
            } else {
                try follow(&resource, index)
            }
        }
    }

    private func follow(_ resource: inout KustomizeResource, _ index: ReferralIndex) throws(RenderError) {
        let fields = table.positions(in: resource.value, as: resource.originalID)
        guard !fields.isEmpty else { return }
        let search = ReferralSearch(index: index, referrer: Referrer(resource))
        for field in fields { try update(&resource.value, field, search) }
    }

    private func update(_ object: inout Value, _ field: Int, _ search: ReferralSearch) throws(RenderError) {
        do throws(RenderError) {
            try table.edit(&object, at: field) { (node) throws(RenderError) in
                try search.update(
                    &node, target: targets[field].spec, isRoleReference: targets[field].isRoleReference)
            }
        } catch {
            throw error.wrapped(
                "updating name reference in '\(table[field].path)' field of '\(search.referrer.id)'")
        }
    }
}
