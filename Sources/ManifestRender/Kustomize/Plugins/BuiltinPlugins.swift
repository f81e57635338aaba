internal import Values

/// The transformers and generators that come with kustomize, set up by objects that `transformers`, `validators` and
/// `generators` name.
///
/// Plugins that are programs or containers are refused: rendering starts nothing.
enum BuiltinPlugins {
    private static let apiVersion = "builtin"

    /// The transformer that an object configures.
    ///
    /// - Throws: `RenderError` where there is no such transformer or the object does not say what it needs.
    static func transformer(
        _ configuration: KustomizeResource, loader: KustomizeLoader
    ) throws(RenderError) -> any KustomizeTransformer {
        try check(configuration)
        guard let build = transformers[configuration.kind] else {
            throw unusable(configuration, isKnown: generators[configuration.kind] != nil, wanted: "transformer")
        }
        return try configured(configuration) { (fields) throws(RenderError) in try build(&fields, loader) }
    }

    /// The generator that an object configures.
    ///
    /// - Throws: `RenderError` where there is no such generator or the object does not say what it needs.
    static func generator(
        _ configuration: KustomizeResource, loader: KustomizeLoader
    ) throws(RenderError) -> any KustomizeGenerator {
        try check(configuration)
        guard let build = generators[configuration.kind] else {
            throw unusable(configuration, isKnown: transformers[configuration.kind] != nil, wanted: "generator")
        }
        return try configured(configuration) { (fields) throws(RenderError) in try build(&fields, loader) }
    }

    private static func check(_ configuration: KustomizeResource) throws(RenderError) {
        let id = configuration.id
        guard id.apiVersion == apiVersion else {
            throw RenderError(
                .unsupported, "external plugins disabled; unable to load external plugin '\(id.kind)'")
        }
    }

    private static func unusable(_ configuration: KustomizeResource, isKnown: Bool, wanted: String) -> RenderError {
        let id = configuration.originalID
        return isKnown
            ? RenderError(.invalidOptions, "plugin \(id) not a \(wanted)")
            : RenderError(.unsupported, "unable to load builtin \(id.kindText)")
    }

    private static func configured<Plugin>(
        _ configuration: KustomizeResource, _ build: (inout FieldDecoder) throws(RenderError) -> Plugin
    ) throws(RenderError) -> Plugin {
        do throws(RenderError) {
            var fields = try FieldDecoder(configuration.value, type: configuration.kind, mode: .plugin)
            return try build(&fields)
        } catch {
            throw RenderError(
                error.code, "plugin \(configuration.originalID) fails configuration: \(error.message)",
                file: error.file, line: error.line, column: error.column)
        }
    }

    // MARK: - The plugins

    typealias TransformerBuilder =
        @Sendable (inout FieldDecoder, KustomizeLoader) throws(RenderError)
        -> any KustomizeTransformer
    typealias GeneratorBuilder =
        @Sendable (inout FieldDecoder, KustomizeLoader) throws(RenderError)
        -> any KustomizeGenerator

    private static let generators: [String: GeneratorBuilder] = [
        "ConfigMapGenerator": { (fields, loader) throws(RenderError) in
            ConfigMapGenerator(.configMap, try ConfigMapArguments.ofPlugin(&fields), loader: loader)
        },
        "SecretGenerator": { (fields, loader) throws(RenderError) in
            var arguments = try ConfigMapArguments.ofPlugin(&fields)
            arguments.type = try fields.string("type")
            return ConfigMapGenerator(.secret, arguments, loader: loader)
        },
        "HelmChartInflationGenerator": { (fields, loader) throws(RenderError) in
            try HelmChartGenerator(
                HelmChartArguments(&fields), globals: HelmGlobals(&fields), namespace: "", loader: loader)
        },
        "IAMPolicyGenerator": { (fields, _) throws(RenderError) in try IAMPolicyGenerator(plugin: &fields) },
    ]

    private static let transformers: [String: TransformerBuilder] = [
        "AnnotationsTransformer": { (fields, _) throws(RenderError) in
            AnnotationsTransformer(try fields.pairs("annotations"), fieldSpecs: try fields.fieldSpecs())
        },
        "HashTransformer": { (_, _) throws(RenderError) in HashTransformer() },
        "ImageTagTransformer": { (fields, _) throws(RenderError) in
            let rule = try fields.object("imageTag", of: "Image", ImageRule.init) ?? ImageRule()
            return try ImageTagTransformer([rule], fieldSpecs: try fields.fieldSpecs())
        },
        "LabelTransformer": { (fields, _) throws(RenderError) in
            LabelTransformer(try fields.pairs("labels"), fieldSpecs: try fields.fieldSpecs())
        },
        "NamespaceTransformer": { (fields, loader) throws(RenderError) in
            NamespaceTransformer(try NamespaceEditor(plugin: &fields), schema: loader.session.schema)
        },
        "PatchJson6902Transformer": { (fields, loader) throws(RenderError) in
            var patch = KustomizePatch()
            patch.target = try fields.object("target", of: "Selector", ResourceSelector.init)
            patch.path = try fields.string("path")
            patch.patch = try fields.string("jsonOp")
            return try PatchJSON6902Transformer(patch, loader: loader)
        },
        "PatchStrategicMergeTransformer": { (fields, loader) throws(RenderError) in
            let inline = try fields.string("patches")
            let patches = try fields.strings("paths") + (inline.isEmpty ? [] : [inline])
            guard !patches.isEmpty else {
                throw RenderError(.invalidOptions, "empty file path and empty patch content")
            }
            return try PatchStrategicMergeTransformer(patches, loader: loader)
        },
        "PatchTransformer": { (fields, loader) throws(RenderError) in
            try PatchTransformer(KustomizePatch(&fields), loader: loader)
        },
        "PrefixSuffixTransformer": { (fields, _) throws(RenderError) in
            let specs = try fields.requiredFieldSpecs()
            return TransformerSequence([
                PrefixTransformer(try fields.string("prefix"), fieldSpecs: specs),
                SuffixTransformer(try fields.string("suffix"), fieldSpecs: specs),
            ])
        },
        "PrefixTransformer": { (fields, _) throws(RenderError) in
            PrefixTransformer(try fields.string("prefix"), fieldSpecs: try fields.requiredFieldSpecs())
        },
        "ReplacementTransformer": { (fields, loader) throws(RenderError) in
            try ReplacementTransformer(try fields.replacements(), loader: loader)
        },
        "ReplicaCountTransformer": { (fields, _) throws(RenderError) in
            let rule = try fields.object("replica", of: "Replica") { fields throws(RenderError) in
                ReplicaRule(name: try fields.string("name"), count: try fields.int("count"))
            }
            return ReplicaCountTransformer(rule ?? ReplicaRule(), fieldSpecs: try fields.fieldSpecs())
        },
        "SuffixTransformer": { (fields, _) throws(RenderError) in
            SuffixTransformer(try fields.string("suffix"), fieldSpecs: try fields.requiredFieldSpecs())
        },
        "ValueAddTransformer": { (fields, loader) throws(RenderError) in
            try ValueAddTransformer(plugin: &fields, loader: loader)
        },
    ]
}

/// Several transformers that run one after the other.
struct TransformerSequence: KustomizeTransformer {
    private let transformers: [any KustomizeTransformer]

    init(_ transformers: [any KustomizeTransformer]) { self.transformers = transformers }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        for transformer in transformers { try transformer.transform(&resources) }
    }
}
