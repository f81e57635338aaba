/// Finds what a kustomization names outside of its source: folders of other repositories, the
/// `github.com/org/repo//path?ref=v1` of its resources, files by URL, and charts of Helm repositories.
///
/// Rendering itself reaches no network. A host that allows other places answers from what it has fetched; what it has not
/// fetched yet it notes and refuses with ``RenderError/Code/notFetched``, fetches, and renders again.
public protocol RemoteBaseResolver: Sendable {
    /// The tree of the repository at the revision the base asks for.
    ///
    /// - Parameter base: the base as the kustomization names it.
    /// - Returns: the tree and the folder in it.
    /// - Throws: ``RenderError`` where the base is not to be had.
    func source(of base: RemoteBase) throws(RenderError) -> RenderSource

    /// The bytes of a file that a kustomization names by its URL.
    ///
    /// A URL under `resources` is asked for as a file first, whatever it looks like; where that fails it is taken for a
    /// folder of a repository, as in kustomize.
    ///
    /// - Parameters:
    ///   - url: an `http` or `https` address.
    ///   - limit: most bytes that are read.
    /// - Throws: ``RenderError`` where the file is not to be had.
    func contents(of url: String, limit: Int) throws(RenderError) -> [UInt8]

    /// The files of a chart that does not stand in the source.
    ///
    /// - Throws: ``RenderError`` where the chart is not to be had.
    func source(of chart: RemoteChart) throws(RenderError) -> RenderSource
}

extension RemoteBaseResolver {
    /// Refuses files by URL.
    public func contents(of url: String, limit: Int) throws(RenderError) -> [UInt8] {
        throw RenderError(
            .unsupported,
            "'\(ShownAddress.text(url))' is a file of another server, which is not fetched; put a copy into the source")
    }

    /// Refuses charts of repositories.
    public func source(of chart: RemoteChart) throws(RenderError) -> RenderSource {
        throw RenderError(
            .unsupported,
            "the chart '\(chart.name)' is not in the source, and charts are not fetched from '\(ShownAddress.text(chart.repository))'; "
                + "put it there")
    }
}

/// Refuses everything outside of the source: what a rendering does that is a function of its source alone.
public struct NoRemoteBases: RemoteBaseResolver {
    /// The resolver.
    public init() {}

    /// Refuses.
    public func source(of base: RemoteBase) throws(RenderError) -> RenderSource {
        throw RenderError(
            .unsupported,
            "'\(base.host)\(base.repository)' is a remote base, which is not fetched here; give the renderer a resolver "
                + "of remote bases, or put a copy into the source")
    }
}
