internal import Values

/// `labels` and `commonLabels`: writes labels into metadata, and into selectors and templates where the specs say so.
struct LabelTransformer: KustomizeTransformer {
    private let entries: EntryWriter

    init(_ labels: [(key: String, value: String)], fieldSpecs: [FieldSpec]) {
        entries = EntryWriter(labels, fieldSpecs: fieldSpecs)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) { try entries.write(to: &resources) }
}

/// `commonAnnotations`: writes annotations into metadata and templates.
struct AnnotationsTransformer: KustomizeTransformer {
    private let entries: EntryWriter

    init(_ annotations: [(key: String, value: String)], fieldSpecs: [FieldSpec]) {
        entries = EntryWriter(annotations, fieldSpecs: fieldSpecs)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) { try entries.write(to: &resources) }
}

/// Writes the same entries into every object that field specs name.
private struct EntryWriter {
    private let entries: [(key: String, value: String)]
    private let table: FieldSpecTable

    init(_ entries: [(key: String, value: String)], fieldSpecs: [FieldSpec]) {
        self.entries = entries
        table = FieldSpecTable(fieldSpecs, created: .object)
    }

    func write(to resources: inout ResourceMap) throws(RenderError) {
        guard !entries.isEmpty else { return }
        try resources.updateAll { (resource) throws(RenderError) in
            let id = resource.id
            try table.edit(&resource.value, as: id) { (node) throws(RenderError) in
                switch node {
                case .null: return
                case .object(var members):
                    node = .null
                    defer { node = .object(members) }
                    for (key, value) in entries { members[key] = .string(value) }
                default: throw FieldPath.wrongKind(node, expected: "MappingNode")
                }
            }
        }
    }
}
