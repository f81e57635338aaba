internal import KubeModel
internal import Values

/// Which resources the target of a patch is about.
///
/// Names and namespaces match as they were read or as they are now, everything else as it is now.
struct PatchSelection: Sendable {
    private let group: AnchoredPattern
    private let version: AnchoredPattern
    private let kind: AnchoredPattern
    private let name: AnchoredPattern
    private let namespace: AnchoredPattern
    private let labels: LabelSelector?
    private let annotations: LabelSelector?

    /// - Throws: `RenderError` where a pattern or a selector is not well-formed.
    init(_ selector: ResourceSelector) throws(RenderError) {
        group = try AnchoredPattern(selector.id.group)
        version = try AnchoredPattern(selector.id.version)
        kind = try AnchoredPattern(selector.id.kind)
        name = try AnchoredPattern(selector.id.name)
        namespace = try AnchoredPattern(selector.id.namespace)
        labels = try PatchSelection.selector(selector.labelSelector, field: "labelSelector")
        annotations = try PatchSelection.selector(selector.annotationSelector, field: "annotationSelector")
    }

    private static func selector(_ text: String, field: String) throws(RenderError) -> LabelSelector? {
        guard !text.isEmpty else { return nil }
        do throws(SelectorError) { return try LabelSelector(text) } catch {
            throw RenderError(.invalidOptions, "the \(field) '\(text)' of a patch target is not well-formed: \(error)")
        }
    }

    /// Positions, ascending, of the resources that are meant. Looks at all of them only where the name is a pattern.
    func positions(in resources: inout ResourceMap) -> [Int] {
        if let name = name.literal { return resources.positions(named: name).filter { includes(resources[$0]) } }
        return resources.positions(where: includes)
    }

    private func includes(_ resource: KustomizeResource) -> Bool {
        // What rules most of them out comes first.
        guard kind.matches(resource.kind), PatchSelection.matches(labels, resource, \.labels),
            PatchSelection.matches(annotations, resource, \.annotations)
        else { return false }
        let (current, original) = (resource.id, resource.originalID)
        return (name.matches(current.name) || (original.name != current.name && name.matches(original.name)))
            && group.matches(current.group) && version.matches(current.version)
            && (namespace.matches(original.effectiveNamespace) || namespace.matches(current.effectiveNamespace))
    }

    private static func matches(
        _ selector: LabelSelector?, _ resource: KustomizeResource, _ map: KeyPath<KustomizeResource, Object>
    ) -> Bool {
        guard let selector else { return true }
        let object = resource[keyPath: map]
        return selector.matches { key in object[key].flatMap(ScalarText.text(of:)) }
    }
}
