internal import KubeModel
internal import SourceTrees
internal import Values

/// Renders kustomizations in process, as Kustomize 5.8 renders them.
///
/// ```swift
/// let rendered = try KustomizeRenderer().render(
///     RenderSource(tree, path: "overlays/prod"), options: KustomizeOptions(), context: RenderContext())
/// ```
///
/// Plugins that are programs or containers are refused, and so are bases in other repositories unless the host passes
/// a resolver for them.
public struct KustomizeRenderer: ManifestRenderer {
    /// Finds bases and files that stand in other repositories.
    public var remotes: any RemoteBaseResolver
    /// Renders the charts of `helmCharts`.
    public var helm: HelmRenderer

    /// A renderer.
    ///
    /// - Parameters:
    ///   - remotes: finds bases in other repositories; without it they are refused.
    ///   - helm: renders charts, where the options allow them.
    public init(remotes: any RemoteBaseResolver = NoRemoteBases(), helm: HelmRenderer = HelmRenderer()) {
        self.remotes = remotes
        self.helm = helm
    }

    /// Renders the kustomization of a folder.
    ///
    /// - Throws: ``RenderError`` with the file, the field and the target that did not match.
    public func render(
        _ source: RenderSource, options: KustomizeOptions, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        let (resources, warnings) = try build(source, options: options, context: context)
        var result = RenderedManifests(warnings: warnings)
        result.manifests.reserveCapacity(resources.count)
        for resource in resources {
            do throws(KubeObjectError) {
                result.manifests.append(RenderedManifest(object: try KubeObject(resource.value)))
            } catch {
                throw RenderError(.notAnObject, "\(resource.id): \(error)")
            }
        }
        return result
    }

    /// The text `kustomize build` prints for a folder, byte for byte.
    ///
    /// - Returns: the text, empty where there are no resources, and what deserves attention.
    /// - Throws: ``RenderError`` with the file, the field and the target that did not match.
    public func text(
        of source: RenderSource, options: KustomizeOptions, context: RenderContext
    ) throws(RenderError) -> (text: String, warnings: [RenderWarning]) {
        var (resources, warnings) = try build(source, options: options, context: context)
        let documents = ParallelWork.map(changing: &resources) { resource in
            // Objects go away where they were printed, on as many threads.
            defer { resource = KustomizeResource(.null) }
            return KustomizeYAML.printed(resource.value)
        }
        return (try KustomizeYAML.joined(documents), warnings)
    }

    private func build(
        _ source: RenderSource, options: KustomizeOptions, context: RenderContext
    ) throws(RenderError) -> (resources: [KustomizeResource], warnings: [RenderWarning]) {
        let session = KustomizeSession(options: options, remotes: remotes, helm: helm, context: context)
        let loader = try KustomizeLoader(tree: source.tree, folder: source.path, session: session)
        let target = try KustomizationTarget(root: loader)
        var accumulator = try target.accumulate()
        try HashTransformer().transform(&accumulator.resources)
        try NameReferenceTransformer(accumulator.configuration.nameReference.inOrder)
            .transform(&accumulator.resources)
        let unused = try accumulator.variables.resolve(
            in: &accumulator.resources, fields: accumulator.configuration.varReference)
        if !unused.isEmpty {
            session.warn("well-defined vars that were never replaced: \(unused.joined(separator: ","))")
        }
        try LocalConfiguration.drop(from: &accumulator.resources)
        let order = target.kustomization.sortOptions.map { SortOrderTransformer($0) } ?? .standard
        try order.transform(&accumulator.resources)
        BuildMetadata.write(target.kustomization, to: &accumulator.resources)
        try accumulator.resources.updateAll { (resource) throws(RenderError) in
            try KustomizeAnnotations.finish(&resource.value)
        }
        return (accumulator.resources.resources, session.warnings)
    }
}
