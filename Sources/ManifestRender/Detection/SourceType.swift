import SourceTrees

/// What kind of source a folder is.
public enum SourceType: String, Hashable, Sendable, CaseIterable {
    /// Plain manifests and Jsonnet files.
    case directory = "Directory"
    /// A Helm chart.
    case helm = "Helm"
    /// A kustomization.
    case kustomize = "Kustomize"
    /// A host's own generator.
    case plugin = "Plugin"

    /// The names of a kustomization file, in the order in which they are looked for.
    public static let kustomizationFiles = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Tells the kind of a folder by the files in it, as Argo CD does: a `Chart.yaml` makes it a chart, a
    /// kustomization file a kustomization, anything else is a directory of manifests.
    ///
    /// - Parameter source: the folder.
    /// - Throws: ``RenderError/Code/sourceNotFound`` where there is no such folder.
    public static func detect(in source: RenderSource) throws(RenderError) -> SourceType {
        do throws(TreeError) {
            guard try source.tree.isDirectory(source.path) else {
                throw TreeError(.notADirectory, path: source.path.description)
            }
            if try source.tree.isFile(source.path.child("Chart.yaml")) { return .helm }
            for name in kustomizationFiles where try source.tree.isFile(source.path.child(name)) { return .kustomize }
            return .directory
        } catch {
            guard error.code == .notADirectory else { throw RenderError(error, at: source.path) }
            throw RenderError(
                .sourceNotFound, "there is no folder '\(source.path)' in the source; check the path and the revision")
        }
    }
}
