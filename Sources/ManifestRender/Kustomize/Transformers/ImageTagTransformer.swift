internal import Values

extension ImageRule {
    /// Changes name, tag and digest of an image.
    ///
    /// A new tag takes the digest away and a new digest the tag; given both, both stand.
    func apply(to image: inout ImageReference) {
        if !newName.isEmpty { image.name = newName }
        if !newTag.isEmpty || !digest.isEmpty {
            image.tag = newTag
            image.digest = digest
        } else if !tagSuffix.isEmpty {
            image.tag += tagSuffix
            image.digest = ""
        }
    }
}

/// `images`: replaces images in the fields of the table and in every list of containers.
///
/// Both ways are taken one after the other, so that what changes an image relative to itself does so twice in the
/// fields that both of them see.
struct ImageTagTransformer: KustomizeTransformer {
    private let editors: [ImageEditor]
    private let table: FieldSpecTable

    /// - Throws: `RenderError` where the name of a rule is no regular expression.
    init(_ rules: [ImageRule], fieldSpecs: [FieldSpec]) throws(RenderError) {
        table = FieldSpecTable(fieldSpecs)
        editors = try rules.map { (rule) throws(RenderError) in try ImageEditor(rule) }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        try resources.updateAll { (resource) throws(RenderError) in
            let id = resource.id
            guard id.kind != "CustomResourceDefinition" else { return }
            let lists = ContainerLists(in: resource.value) { list in editors.contains { $0.concerns(list) } }
            for editor in editors {
                for place in lists.places {
                    try resource.value.edit(at: place[...]) { (list) throws(RenderError) in
                        try editor.updateImages(in: &list)
                    }
                }
                try table.edit(&resource.value, as: id) { (node) throws(RenderError) in try editor.update(&node) }
            }
        }
    }
}

/// A rule of `images` at work.
private final class ImageEditor: Sendable {
    private let rule: ImageRule
    private let pattern: ImagePattern

    init(_ rule: ImageRule) throws(RenderError) {
        self.rule = rule
        pattern = try ImagePattern(rule.name)
    }

    /// Whether there is an image in a list of containers that the rule is about, or something else where an image
    /// belongs.
    func concerns(_ containers: [Value]) -> Bool {
        containers.contains { element in
            switch element {
            case .null: return false
            case .object(let container):
                guard let image = container["image"], !image.isNull else { return false }
                return ScalarText.text(of: image).map(pattern.matches) ?? true
            default: return true
            }
        }
    }

    func updateImages(in list: inout Value) throws(RenderError) {
        guard var elements = list.takeElements() else { return }
        defer { list = .array(elements) }
        for position in elements.indices where !elements[position].isNull {
            guard var members = elements[position].takeMembers() else {
                throw FieldPath.wrongKind(elements[position], expected: "MappingNode")
            }
            defer { elements[position] = .object(members) }
            guard let image = members.position(of: "image") else { continue }
            try members.withValue(at: image) { (node) throws(RenderError) in try update(&node) }
        }
    }

    func update(_ node: inout Value) throws(RenderError) {
        guard !node.isNull else { return }
        guard let text = ScalarText.text(of: node) else { throw FieldPath.wrongKind(node, expected: "ScalarNode") }
        guard pattern.matches(text) else { return }
        var image = ImageReference(text)
        rule.apply(to: &image)
        node = ScalarText.settingUntyped(image.text, styledAs: node)
    }
}
