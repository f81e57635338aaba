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
