import SourceTrees

/// Renders a folder of plain manifests as Argo CD's directory sources are.
///
/// Files named `*.yaml`, `*.yml` and `*.json` are read in the order of their paths, `*.jsonnet` evaluated; documents
/// become objects, lists are opened, files with the comment `# +argocd:skip-file-rendering` are passed over, and so are YAML files that are
/// evidently no manifests.
///
/// ```swift
/// let rendered = try DirectoryRenderer().render(
///     RenderSource(tree, path: "guestbook"), options: .init(recurse: true), context: .init())
/// ```
public struct DirectoryRenderer: ManifestRenderer {
    /// A renderer of plain manifests.
    public init() {}

    /// Renders a folder.
    ///
    /// - Throws: ``RenderError`` with file and line for what is malformed or no Kubernetes object.
    public func render(
        _ source: RenderSource, options: DirectoryOptions, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        var finder = try ManifestFileFinder(source: source, options: options, limits: context.limits)
        try finder.walk()
        var result = RenderedManifests(warnings: finder.warnings)
        var budget = context.limits.maximumManifestBytes
        for file in finder.files {
            let bytes = try read(file, in: source, limits: context.limits)
            let reader = ManifestFileReader(file: file, bytes: bytes, limits: context.limits)
            if reader.isMarkedToSkip { continue }
            budget -= bytes.count
            guard budget >= 0 else {
                throw RenderError(
                    .limitExceeded,
                    "the manifests exceed \(context.limits.maximumManifestBytes) bytes together; "
                        + "split the application or narrow it with 'include'", file: file.path.description)
            }
            if file.format == .jsonnet {
                let program = JsonnetProgram(source: source, options: options.jsonnet, context: context)
                result.manifests.append(contentsOf: try program.manifests(of: file.path))
            } else {
                result.manifests.append(contentsOf: try reader.read())
            }
            guard result.manifests.count <= context.limits.maximumObjects else {
                throw RenderError(
                    .limitExceeded, "the source has more than \(context.limits.maximumObjects) objects",
                    file: file.path.description)
            }
        }
        return result
    }

    private func read(
        _ file: ManifestFile, in source: RenderSource, limits: RenderLimits
    ) throws(RenderError) -> [UInt8] {
        do throws(TreeError) {
            return TextEncoding.utf8(try source.tree.read(file.path, limit: limits.maximumFileBytes))
        } catch {
            throw RenderError(error, at: file.path)
        }
    }
}
