internal import Values

/// `replacements`: copies values of resources into fields of others.
struct ReplacementTransformer: KustomizeTransformer {
    private let replacements: [Replacement]

    init(_ replacements: [Replacement]) { self.replacements = replacements }

    /// Takes replacements as a kustomization has them, reading those that stand in files.
    init(_ fields: [ReplacementField], loader: KustomizeLoader) throws(RenderError) {
        var replacements: [Replacement] = []
        for field in fields {
            guard !field.path.isEmpty else {
                replacements.append(field.replacement)
                continue
            }
            guard field.replacement.source == nil, field.replacement.targets.isEmpty else {
                throw RenderError(.invalidOptions, "cannot specify both path and inline replacement")
            }
            replacements += try ReplacementTransformer.read(field.path, loader)
        }
        self.init(replacements)
    }

    /// A file holds one replacement or a list of them.
    private static func read(_ path: String, _ loader: KustomizeLoader) throws(RenderError) -> [Replacement] {
        let value = try PluginConfiguration.value(try loader.load(path), file: path)
        let elements: [Value]
        switch value {
        case .array(let list): elements = list
        case .object: elements = [value]
        default:
            throw RenderError(
                .malformed, "unsupported replacement type encountered within replacement path: \(value.kindName)",
                file: path)
        }
        return try elements.map { (element) throws(RenderError) in
            var decoder = try FieldDecoder(element, type: "Replacement", mode: .plugin)
            return try Replacement(&decoder)
        }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        for replacement in replacements {
            guard replacement.source != nil || replacement.sourceValue != nil, !replacement.targets.isEmpty else {
                throw RenderError(
                    .invalidOptions, "replacements must specify a source and at least one target")
            }
            let value = try value(of: replacement, in: &resources)
            for target in replacement.targets { try apply(value, to: target, in: &resources) }
        }
    }

    private func value(
        of replacement: Replacement, in resources: inout ResourceMap
    ) throws(RenderError) -> ReplacementValue {
        if let text = replacement.sourceValue {
            guard replacement.source == nil else {
                throw RenderError(.invalidOptions, "value and resource selectors are mutually exclusive")
            }
            return ReplacementValue(ScalarText.plain(text), text: text)
        }
        guard let source = replacement.source else { return ReplacementValue(.null) }
        return try source.value(in: &resources)
    }

    private func apply(
        _ value: ReplacementValue, to target: Replacement.Target, in resources: inout ResourceMap
    ) throws(RenderError) {
        let selection = try ReplacementSelection(target)
        let paths = target.fieldPaths.isEmpty ? ["metadata.name"] : target.fieldPaths
        let writers = try paths.map { (path) throws(RenderError) in
            try ReplacementWriter(path, value: value, options: target.options ?? ReplacementOptions())
        }
        for position in selection.positions(in: &resources) {
            try resources.update(at: position) { (resource) throws(RenderError) in
                for writer in writers {
                    try writer.write(to: &resource.value)
                    resource.settleSharedScalars()
                }
            }
        }
    }
}
