import ManifestRender
import SourceTrees

/// What a build of files prints.
///
/// - Parameter path: the folder that is built.
func kustomize(_ files: [String: String], path: String = "") throws -> String {
    try KustomizeRenderer().text(
        of: RenderSource(MemoryTree(files), path: path), options: KustomizeOptions(), context: RenderContext()
    ).text
}
