import SourceTrees

/// How a source is rendered: its kind with the options of that kind.
public enum SourceOptions: Hashable, Sendable {
    /// Whatever kind the files tell, with that kind's default options.
    case detected
    /// Plain manifests.
    case directory(DirectoryOptions)
    /// Jsonnet files alone, as ``JsonnetRenderer`` takes them; Argo CD knows them as part of a directory.
    case jsonnet(JsonnetOptions)
    /// A Helm chart.
    case helm(HelmOptions)
    /// A kustomization.
    case kustomize(KustomizeOptions)

    /// The kind of source, nil where the files are to tell it.
    public var type: SourceType? {
        switch self {
        case .detected: nil
        case .directory, .jsonnet: .directory
        case .helm: .helm
        case .kustomize: .kustomize
        }
    }
}

/// Renders a source of any kind.
///
/// The short way in, for a host that has no renderer of its own to add:
///
/// ```swift
/// let rendered = try ManifestRender.render(RenderSource(tree, path: "apps/shop"))
/// ```
///
/// - Parameters:
///   - source: the folder, and the tree around it.
///   - options: the kind with its options; detected by the files unless given.
///   - context: what rendering may know of the cluster and the application.
/// - Throws: ``RenderError`` with the place and the remedy.
public func render(
    _ source: RenderSource, as options: SourceOptions = .detected, context: RenderContext = RenderContext()
) throws(RenderError) -> RenderedManifests {
    switch options {
    case .directory(let options):
        return try DirectoryRenderer().render(source, options: options, context: context)
    case .jsonnet(let options):
        return try JsonnetRenderer().render(source, options: options, context: context)
    case .helm(let options):
        return try HelmRenderer().render(source, options: options, context: context)
    case .kustomize(let options):
        return try KustomizeRenderer().render(source, options: options, context: context)
    case .detected:
        switch try SourceType.detect(in: source) {
        case .directory: return try DirectoryRenderer().render(source, options: DirectoryOptions(), context: context)
        case .helm:
            return try HelmRenderer().render(source, options: HelmOptions(includesCRDs: true), context: context)
        case .kustomize:
            return try KustomizeRenderer().render(source, options: KustomizeOptions(), context: context)
        case let type:
            throw RenderError(
                .unsupported,
                "'\(source.path)' is a \(type.rawValue) source, which is not rendered yet; "
                    + "render it to plain manifests or choose the type 'directory'", file: source.path.description)
        }
    }
}
