internal import LinearRegex
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
    private let rule: ImageRule
    private let pattern: RegexPattern
    private let table: FieldSpecTable

    /// - Throws: `RenderError` where the name is no regular expression.
    init(_ rule: ImageRule, fieldSpecs: [FieldSpec]) throws(RenderError) {
        self.rule = rule
        table = FieldSpecTable(fieldSpecs)
        do throws(RegexError) {
            pattern = try RegexPattern("^\(rule.name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
        } catch {
            throw RenderError(.invalidOptions, "images: the name '\(rule.name)' is no regular expression: \(error)")
        }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        try resources.updateAll { (resource) throws(RenderError) in
            guard resource.kind != "CustomResourceDefinition", resource.value.holdsContainers else { return }
            try visitContainers(of: &resource.value)
        }
        try resources.updateAll { (resource) throws(RenderError) in
            let id = resource.id
            guard id.kind != "CustomResourceDefinition" else { return }
            try table.edit(&resource.value, as: id, update)
        }
    }

    /// Looks for lists of containers at any depth.
    private func visitContainers(of node: inout Value) throws(RenderError) {
        switch node {
        case .array(var elements):
            node = .null
            defer { node = .array(elements) }
            for position in elements.indices { try visitContainers(of: &elements[position]) }
        case .object(var members):
            node = .null
            defer { node = .object(members) }
            for position in members.indices {
                let key = members[position].key
                guard members[position].value.isContainer else { continue }
                try members.withValue(at: position) { (value) throws(RenderError) in
                    try visitContainers(of: &value)
                    if key == "containers" || key == "initContainers" { try updateImages(in: &value) }
                }
            }
        default: return
        }
    }

    private func updateImages(in list: inout Value) throws(RenderError) {
        guard case .array(var elements) = list else { return }
        list = .null
        defer { list = .array(elements) }
        for position in elements.indices {
            if elements[position].isNull { continue }
            guard case .object(var members) = elements[position] else {
                throw FieldPath.wrongKind(elements[position], expected: "MappingNode")
            }
            guard let image = members.position(of: "image") else { continue }
            elements[position] = .null
            defer { elements[position] = .object(members) }
            try members.withValue(at: image, update)
        }
    }

    private func update(_ node: inout Value) throws(RenderError) {
        guard !node.isNull else { return }
        guard let text = ScalarText.text(of: node) else { throw FieldPath.wrongKind(node, expected: "ScalarNode") }
        guard pattern.matches(text) else { return }
        var image = ImageReference(text)
        rule.apply(to: &image)
        node = ScalarText.settingUntyped(image.text, styledAs: node)
    }
}

extension Value {
    /// Whether there is a list of containers at any depth: most resources have none and are left as they are.
    fileprivate var holdsContainers: Bool {
        switch self {
        case .array(let elements): elements.contains { $0.holdsContainers }
        case .object(let members):
            members.contains { member in
                member.value.isContainer
                    && (member.key == "containers" || member.key == "initContainers" || member.value.holdsContainers)
            }
        default: false
        }
    }

    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
