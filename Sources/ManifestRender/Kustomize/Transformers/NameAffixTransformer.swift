internal import Values

/// `namePrefix`: puts a text in front of names.
struct PrefixTransformer: KustomizeTransformer {
    private let affix: NameAffix

    init(_ prefix: String, fieldSpecs: [FieldSpec]) {
        affix = NameAffix(prefix, place: .prefix, fieldSpecs: fieldSpecs)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) { try affix.transform(&resources) }
}

/// `nameSuffix`: puts a text behind names.
struct SuffixTransformer: KustomizeTransformer {
    private let affix: NameAffix

    init(_ suffix: String, fieldSpecs: [FieldSpec]) {
        affix = NameAffix(suffix, place: .suffix, fieldSpecs: fieldSpecs)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) { try affix.transform(&resources) }
}

/// What prefixes and suffixes have in common.
private final class NameAffix: Sendable {
    enum Place {
        case prefix
        case suffix
    }

    private let text: String
    private let place: Place
    private let table: FieldSpecTable
    private let fieldSpecs: [FieldSpec]

    init(_ text: String, place: Place, fieldSpecs: [FieldSpec]) {
        self.text = text
        self.place = place
        self.fieldSpecs = fieldSpecs
        table = FieldSpecTable(fieldSpecs, created: .text)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        try resources.updateAll { (resource) throws(RenderError) in
            let original = resource.originalID
            guard !keepsName(original) else { return }
            let id = resource.id
            // An empty text is noted as well: references tell layers apart by the prefixes and suffixes of a name.
            for spec in fieldSpecs.indices
            where fieldSpecs[spec].path == "metadata/name" && fieldSpecs[spec].selects(original) {
                note(&resource)
            }
            try table.edit(&resource.value, as: id, where: { $0.selects(original) }) { (node) throws(RenderError) in
                guard let old = ScalarText.text(of: node) else {
                    throw RenderError(.malformed, "a name must be a text, found a \(node.kindName)")
                }
                node = ScalarText.settingUntyped(place == .prefix ? text + old : old + text, styledAs: node)
            }
        }
    }

    private func note(_ resource: inout KustomizeResource) {
        switch place {
        case .prefix: resource.addNamePrefix(text)
        case .suffix: resource.addNameSuffix(text)
        }
        if !text.isEmpty { resource.storePreviousID() }
    }

    /// Kinds whose name says what they are for.
    private func keepsName(_ id: ResourceID) -> Bool {
        switch id.kind {
        case "CustomResourceDefinition", "Namespace": true
        case "APIService": id.group == "apiregistration.k8s.io"
        default: false
        }
    }
}
