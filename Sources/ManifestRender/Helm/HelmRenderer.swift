public import GoTemplate
internal import KubeModel
internal import SourceTrees
internal import Values

/// Renders Helm charts in process, as Helm 4 renders them.
///
/// ```swift
/// let rendered = try HelmRenderer().render(
///     RenderSource(tree, path: "charts/shop"), options: HelmOptions(releaseName: "shop", set: ["replicas=3"]),
///     context: RenderContext(namespace: "prod"))
/// ```
public struct HelmRenderer: ManifestRenderer {
    /// What templates may know of the world: time, randomness, live objects.
    public var host: TemplateHost
    /// Bounds on executing templates.
    public var templateLimits: TemplateLimits
    /// Other sources that value files name as `$name/…`.
    public var references: [String: RenderSource]

    /// A renderer.
    public init(
        host: TemplateHost = TemplateHost(), templateLimits: TemplateLimits = .standard,
        references: [String: RenderSource] = [:]
    ) {
        self.host = host
        self.templateLimits = templateLimits
        self.references = references
    }

    /// Renders a chart of a tree.
    ///
    /// - Throws: ``RenderError`` in Helm's words, with file, line and column of the template.
    public func render(
        _ source: RenderSource, options: HelmOptions, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        try render(HelmChart(source, limits: context.limits), options: options, context: context)
    }

    /// Renders a chart that was read before.
    public func render(
        _ chart: HelmChart, options: HelmOptions, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        let release = try release(chart, options: options, context: context)
        var result = RenderedManifests()
        for document in release.crds + release.manifests + release.hooks where !document.value.isNull {
            let origin = origin(document.source, chart)
            do throws(KubeObjectError) {
                result.manifests.append(RenderedManifest(object: try KubeObject(document.value), origin: origin))
            } catch {
                throw RenderError(.notAnObject, "\(error)", file: document.source)
            }
            guard result.manifests.count <= context.limits.maximumObjects else {
                throw RenderError(.limitExceeded, "the chart has more than \(context.limits.maximumObjects) objects")
            }
        }
        return result
    }

    private func origin(_ source: String, _ chart: HelmChart) -> ManifestOrigin? {
        var path = chart.source.path
        for part in source.split(separator: "/").dropFirst() {
            guard let next = try? path.child(String(part)) else { return nil }
            path = next
        }
        return ManifestOrigin(file: path, line: 1)
    }

    /// The rendered chart as documents in Helm's order.
    public func release(
        _ chart: HelmChart, options: HelmOptions, context: RenderContext
    ) throws(RenderError) -> HelmRelease {
        let prepared = try prepare(chart, options, context)
        var engine = prepared.engine
        var files = try engine.render(prepared.root, values: prepared.values)
        for path in files.keys where path.hasSuffix("NOTES.txt") { files[path] = nil }
        let (manifests, hooks) = try ManifestSorting.sort(files)
        return HelmRelease(
            crds: options.includesCRDs ? try crds(prepared.root) : [],
            manifests: manifests.map(HelmRelease.Document.init),
            hooks: hooks.filter { !(options.skipsTests && $0.isTest) }.map(HelmRelease.Document.init))
    }

    /// The exact text of one template of a chart, with all that it sees.
    ///
    /// - Parameter file: the template's path in the chart, such as `templates/web.yaml`.
    public func text(
        ofTemplate file: String, in chart: HelmChart, options: HelmOptions, context: RenderContext
    ) throws(RenderError) -> String {
        let prepared = try prepare(chart, options, context)
        var engine = prepared.engine
        let path = "\(prepared.root.path)/\(file)"
        guard let text = try engine.render(prepared.root, values: prepared.values, only: path)[path] else {
            throw RenderError(.sourceNotFound, "the chart has no template '\(file)'", file: file)
        }
        return text
    }

    /// The exact bytes of one template of a chart, which need not be UTF-8; see ``text(ofTemplate:in:options:context:)``.
    public func bytes(
        ofTemplate file: String, in chart: HelmChart, options: HelmOptions, context: RenderContext
    ) throws(RenderError) -> [UInt8] {
        GoTemplate.bytes(of: try text(ofTemplate: file, in: chart, options: options, context: context))
    }

    // MARK: - Preparation

    private struct Prepared {
        var root: ChartNode
        var values: Object
        var engine: ChartEngine
    }

    private func prepare(
        _ chart: HelmChart, _ options: HelmOptions, _ context: RenderContext
    ) throws(RenderError) -> Prepared {
        let reader = ValueReader(chart: chart, options: options, context: context, references: references)
        let given = try reader.values()
        let metadata = chart.loaded.metadata
        guard metadata.type.isEmpty || metadata.type == "application" else {
            throw RenderError(.unsupported, "\(metadata.type) charts are not installable", file: "Chart.yaml")
        }
        let root = ChartNode(chart.loaded)
        let missing = root.missingDependencies
        guard missing.isEmpty else {
            throw RenderError(
                .malformed,
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
                    + "fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "), file: "Chart.yaml")
        }
        do throws(RenderError) {
            try root.enableDependencies(given)
            try root.importValues()
        } catch {
            var failure = error
            failure.message = "chart dependencies processing failed: \(error.message)"
            throw failure
        }
        let capabilities = try KubeCapabilities(
            version: options.kubeVersion ?? context.kubeVersion ?? KubeCapabilities.defaultVersion,
            apiVersions: context.apiVersions + options.apiVersions)
        let values = try Coalescing.values(of: root, given: given)
        if !options.skipsSchemaValidation { try SchemaCheck.check(root, values) }
        try check(metadata, capabilities)
        let release = ChartEngine.Release(
            name: options.releaseName ?? (context.applicationName.isEmpty ? "release-name" : context.applicationName),
            namespace: options.namespace ?? (context.namespace.isEmpty ? "default" : context.namespace),
            isUpgrade: options.isUpgrade)
        let engine = ChartEngine(
            release: release, capabilities: capabilities, host: host, store: chart.store, limits: templateLimits)
        return Prepared(root: root, values: values, engine: engine)
    }

    private func check(_ metadata: ChartMetadata, _ capabilities: KubeCapabilities) throws(RenderError) {
        let range = metadata.kubeVersion
        guard !range.isEmpty, !VersionRange.contains(capabilities.kubeVersion.normalized, range: range) else { return }
        throw RenderError(
            .unsupported,
            "chart requires kubeVersion: \(range) which is incompatible with Kubernetes \(capabilities.kubeVersion.version)",
            file: "Chart.yaml")
    }

    private func crds(_ chart: ChartNode) throws(RenderError) -> [HelmRelease.Document] {
        var documents: [HelmRelease.Document] = []
        for file in chart.chart.files where file.name.hasPrefix("crds/") {
            guard [".yaml", ".yml", ".json"].contains(where: { file.name.hasSuffix($0) }) else { continue }
            let source = "\(chart.path)/\(file.name)"
            let text = String(decoding: file.data, as: UTF8.self)
            do throws(ParseError) {
                let parts = try YAMLDocument.parse(file.data, limits: .chart, keepingLastOfEqualKeys: true)
                    .filter { !$0.isEmpty }
                for (offset, part) in parts.enumerated() {
                    // The text stands with the first document; together they are the file.
                    documents.append(
                        HelmRelease.Document(source: source, text: offset == 0 ? text : "", value: part.value))
                }
            } catch {
                throw RenderError(
                    .malformed, "YAML parse error on \(source): \(error.message)", file: source, line: error.line)
            }
        }
        for child in chart.children { documents += try crds(child) }
        return documents
    }
}

extension HelmRelease.Document {
    init(_ document: ChartDocument) {
        self.init(source: document.source, text: document.text, value: document.value)
    }
}
