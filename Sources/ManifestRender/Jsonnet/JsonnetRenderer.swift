import Jsonnet
import SourceTrees

/// Renders Jsonnet files: one that is named, a folder's `main.jsonnet`, or all of a folder's.
///
/// A file gives an object, an array of objects, or objects and arrays within each other, as libraries for Kubernetes
/// make them; everything with `apiVersion` and `kind` in it becomes an object of the result, in the order of the keys.
///
/// ```swift
/// let options = JsonnetOptions(externalVariables: [.init(name: "env", value: "prod")], libraries: ["vendor"])
/// let rendered = try JsonnetRenderer().render(RenderSource(tree, path: "apps/shop"), options: options, context: .init())
/// ```
public struct JsonnetRenderer: ManifestRenderer {
    /// A renderer of Jsonnet files.
    public init() {}

    /// Renders a file or a folder.
    ///
    /// - Throws: ``RenderError`` with the message and the stack trace of the program.
    public func render(
        _ source: RenderSource, options: JsonnetOptions, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        var source = source
        let files: [TreePath]
        do throws(TreeError) {
            files = try JsonnetRenderer.files(of: source)
            if try source.tree.isFile(source.path) { source.path = source.path.parent }
        } catch { throw RenderError(error, at: source.path) }
        guard !files.isEmpty else {
            throw RenderError(
                .sourceNotFound, "there is no Jsonnet file in '\(source.path)'", file: source.path.description)
        }
        let program = JsonnetProgram(source: source, options: options, context: context)
        var result = RenderedManifests()
        for file in files {
            result.manifests.append(contentsOf: try program.manifests(of: file))
            guard result.manifests.count <= context.limits.maximumObjects else {
                throw RenderError(
                    .limitExceeded, "the source has more than \(context.limits.maximumObjects) objects",
                    file: file.description)
            }
        }
        return result
    }

    private static func files(of source: RenderSource) throws(TreeError) -> [TreePath] {
        if try source.tree.isFile(source.path) { return [source.path] }
        let main = try source.path.child("main.jsonnet")
        if try source.tree.isFile(main) { return [main] }
        var files: [TreePath] = []
        for entry in try source.tree.list(source.path) where entry.name.hasSuffix(".jsonnet") {
            files.append(try source.path.child(entry.name))
        }
        return files
    }
}
