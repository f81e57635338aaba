internal import Values

/// The builtin `ValueAddTransformer`: puts one value into fields of the resources it selects.
struct ValueAddTransformer: KustomizeTransformer {
    /// Where the value goes.
    struct Target {
        var selector: ResourceSelector?
        var fieldPath = ""
        /// From 1 the value becomes a part of the path that the field holds, at this position.
        var filePathPosition: Int64 = 0
    }

    private let value: String
    private let targets: [Target]

    /// - Throws: `RenderError` where a target says nothing usable.
    init(_ value: String, targets: [Target]) throws(RenderError) {
        guard !targets.isEmpty else { throw RenderError(.invalidOptions, "must specify at least one target") }
        for target in targets {
            guard !target.fieldPath.isEmpty else {
                throw RenderError(.invalidOptions, "fieldPath cannot be empty")
            }
            guard target.filePathPosition >= 0 else {
                throw RenderError(
                    .invalidOptions, "value of FilePathPosition (\(target.filePathPosition)) cannot be negative")
            }
        }
        self.value = value
        self.targets = targets
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        for target in targets {
            let selection = try target.selector.map { (selector) throws(RenderError) in
                try ReplacementSelection(Replacement.Target(select: selector))
            }
            for position in selection?.positions(in: &resources) ?? Array(resources.indices) {
                try resources.update(at: position) { (resource) throws(RenderError) in
                    try add(to: &resource, target)
                    resource.settleSharedScalars()
                }
            }
        }
    }

    private func add(to resource: inout KustomizeResource, _ target: Target) throws(RenderError) {
        if target.fieldPath == "metadata/namespace" {
            return try NamespaceEditor(value, fieldSpecs: []).edit(&resource.value, as: resource.id)
        }
        let path = FieldPath(parts: FieldSpecPath(target.fieldPath).keys, text: target.fieldPath)
        try path.make(in: &resource.value) { (node, isNew) throws(RenderError) in
            guard let old = ScalarText.text(of: node) else {
                throw FieldPath.wrongKind(node, expected: "ScalarNode")
            }
            var text = value
            if target.filePathPosition > 0 {
                text = ValueAddTransformer.insert(value, at: Int(target.filePathPosition - 1), into: isNew ? "" : old)
            }
            node = isNew ? ScalarText.plain(text) : ScalarText.settingUntyped(text, styledAs: node)
        }
    }

    /// A path with one more part; it begins with a slash if it did so before.
    private static func insert(_ part: String, at position: Int, into path: String) -> String {
        guard !part.isEmpty else { return path }
        var parts = path.split(separator: "/").map(String.init)
        parts.insert(part, at: min(position, parts.count))
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
