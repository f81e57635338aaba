internal import KubeModel
internal import Values

/// Which resources a target of a replacement is about.
struct ReplacementSelection {
    private struct Condition {
        let group: AnchoredPattern
        let version: AnchoredPattern
        let kind: AnchoredPattern
        let name: AnchoredPattern
        let namespace: AnchoredPattern

        init(_ id: ResourceID) throws(RenderError) {
            group = try AnchoredPattern(id.group)
            version = try AnchoredPattern(id.version)
            kind = try AnchoredPattern(id.kind)
            name = try AnchoredPattern(id.name)
            namespace = try AnchoredPattern(id.namespace)
        }

        func matches(_ id: ResourceID) -> Bool {
            kind.matches(id.kind) && name.matches(id.name) && group.matches(id.group)
                && version.matches(id.version) && namespace.matches(id.namespace)
        }
    }

    private struct Metadata {
        let labels: LabelSelector
        let annotations: LabelSelector

        /// Nil where nothing is asked.
        init?(_ selector: ResourceSelector) throws(RenderError) {
            if selector.labelSelector.isEmpty, selector.annotationSelector.isEmpty { return nil }
            do throws(SelectorError) {
                labels = try LabelSelector(selector.labelSelector)
                annotations = try LabelSelector(selector.annotationSelector)
            } catch {
                throw RenderError(.invalidOptions, "a selector of a replacement is not well-formed: \(error)")
            }
        }

        func matches(_ resource: KustomizeResource) -> Bool {
            let (ownLabels, ownAnnotations) = (resource.labels, resource.annotations)
            return annotations.matches { ownAnnotations[$0].flatMap(ScalarText.text(of:)) }
                && labels.matches { ownLabels[$0].flatMap(ScalarText.text(of:)) }
        }
    }

    private let selected: Condition
    private let selectedMetadata: Metadata?
    private let rejected: [Condition]
    private let rejectedMetadata: [Metadata]

    /// - Throws: `RenderError` where a pattern or a label selector is not well-formed.
    init(_ target: Replacement.Target) throws(RenderError) {
        guard let select = target.select else {
            throw RenderError(.invalidOptions, "target must specify resources to select")
        }
        selected = try Condition(select.id)
        selectedMetadata = try Metadata(select)
        var conditions: [Condition] = []
        var metadata: [Metadata] = []
        for selector in target.reject {
            // A rejection by name and one by labels count each for itself.
            if selector.id != ResourceID() { conditions.append(try Condition(selector.id)) }
            if let labels = try Metadata(selector) { metadata.append(labels) }
        }
        (rejected, rejectedMetadata) = (conditions, metadata)
    }

    /// Positions, ascending, of the resources that are selected and not rejected.
    func positions(in resources: inout ResourceMap) -> [Int] {
        if let name = selected.name.literal {
            return resources.positions(named: name).filter { includes(resources[$0]) }
        }
        return resources.positions(where: includes)
    }

    private func includes(_ resource: KustomizeResource) -> Bool {
        if let selectedMetadata, !selectedMetadata.matches(resource) { return false }
        if rejectedMetadata.contains(where: { $0.matches(resource) }) { return false }
        let ids = resource.allIDs
        return ids.contains(where: selected.matches)
            && !rejected.contains { condition in ids.contains(where: condition.matches) }
    }
}
