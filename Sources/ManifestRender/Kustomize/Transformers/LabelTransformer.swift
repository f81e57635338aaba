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
            // For each field in turn, the entries that were not there before.
            var added: [[Int]] = []
            try table.edit(&resource.value, as: id) { (node) throws(RenderError) in
                added.append(try write(to: &node))
            }
            resource.settleSharedScalars()
            if added.count > 1 { share(added, in: &resource, as: id) }
        }
    }

    private func write(to node: inout Value) throws(RenderError) -> [Int] {
        switch node {
        case .null: return []
        case .object(var members):
            node = .null
            defer { node = .object(members) }
            var added: [Int] = []
            for (position, entry) in entries.enumerated() {
                if !members.contains(key: entry.key) {
                    try WrittenText.check(key: entry.key)
                    try WrittenText.check(entry.value)
                    added.append(position)
                }
                members[entry.key] = .string(entry.value)
            }
            return added
        default: throw FieldPath.wrongKind(node, expected: "MappingNode")
        }
    }

    private func share(_ added: [[Int]], in resource: inout KustomizeResource, as id: ResourceID) {
        guard added.lazy.filter({ !$0.isEmpty }).count > 1 else { return }
        let fields = table.places(in: resource.value, as: id)
        guard fields.count == added.count else { return }
        for (position, entry) in entries.enumerated() {
            let places = zip(fields, added).filter { $0.1.contains(position) }
            resource.share(.string(entry.value), at: places.map { $0.0.appending(.key(entry.key)) })
        }
    }
}
