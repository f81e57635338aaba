/// Turns the files of a source into Kubernetes objects: the seam where Helm, Kustomize, plain manifests and a host's
/// own generator meet.
///
/// Rendering is a function of what it is given: no files are written, no process is started, no clock is read. What
/// a renderer reads it reads through ``RenderSource/tree``, so a recording tree knows afterwards exactly which files
/// the result depends on.
///
/// ```swift
/// struct OneConfigMap: ManifestRenderer {
///     func render(_ source: RenderSource, options: String, context: RenderContext) throws(RenderError)
///         -> RenderedManifests
///     {
///         RenderedManifests([.init(object: KubeObject(.configMap, name: options))])
///     }
/// }
/// ```
public protocol ManifestRenderer: Sendable {
    /// What a user can set for this kind of source.
    associatedtype Options: Sendable & Hashable

    /// Renders a folder of a tree.
    ///
    /// - Parameters:
    ///   - source: the folder, and the tree around it.
    ///   - options: what the Application or the command line sets.
    ///   - context: what rendering may know of the cluster and the application.
    /// - Returns: the objects in the order in which they stand in the source.
    /// - Throws: ``RenderError`` with the file, the line and the remedy. A source without objects is not an error.
    func render(
        _ source: RenderSource, options: Options, context: RenderContext
    ) throws(RenderError) -> RenderedManifests
}
