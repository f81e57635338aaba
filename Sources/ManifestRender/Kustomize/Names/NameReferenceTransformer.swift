internal import Values

/// Follows the new names of resources wherever other resources name them.
///
/// The work grows with the number of references: what a name stood for before is looked up in a ``ReferralIndex``, and
/// an object is searched for the fields of its kind alone.
struct NameReferenceTransformer: KustomizeTransformer {
    private struct Field {
        var target: NameReferenceSpec
        var spec: FieldSpec
        var editor: FieldSpecEditor
        /// Whether the field names a role, whose kind stands beside it.
        var isRoleReference: Bool
    }

    private let fields: [Field]
    private let anyKind: [Int]
    private let byKind: [String: [Int]]

    init(_ references: [NameReferenceSpec]) {
        var fields: [Field] = []
        var anyKind: [Int] = []
        var byKind: [String: [Int]] = [:]
        for target in references {
            for spec in target.fields {
                if spec.kind.isEmpty {
                    anyKind.append(fields.count)
                } else {
                    byKind[spec.kind, default: []].append(fields.count)
                }
                fields.append(
                    Field(
                        target: target, spec: spec, editor: FieldSpecEditor(spec),
                        isRoleReference: spec.path.hasSuffix("roleRef/name")))
            }
        }
        self.fields = fields
        self.anyKind = anyKind
        self.byKind = byKind
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        let index = ReferralIndex(resources)
        for position in resources.indices {
            let original = resources[position].originalID
            let selected = positions(of: original.kind).filter { fields[$0].spec.selects(original) }
            guard !selected.isEmpty else { continue }
            let search = ReferralSearch(index: index, referrer: Referrer(resources[position]))
            try resources.update(at: position) { (resource) throws(RenderError) in
                for position in selected { try update(&resource.value, fields[position], search) }
            }
        }
    }

    private func positions(of kind: String) -> [Int] {
        guard let own = byKind[kind] else { return anyKind }
        return anyKind.isEmpty ? own : (anyKind + own).sorted()
    }

    private func update(_ object: inout Value, _ field: Field, _ search: ReferralSearch) throws(RenderError) {
        do throws(RenderError) {
            try field.editor.edit(&object) { (node) throws(RenderError) in
                try search.update(&node, target: field.target, isRoleReference: field.isRoleReference)
            }
        } catch {
            throw error.wrapped(
                "updating name reference in '\(field.spec.path)' field of '\(search.referrer.id)'")
        }
    }
}
