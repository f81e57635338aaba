/// Finds the files of remote bases, the `github.com/org/repo//path?ref=v1` of a kustomization.
///
/// Rendering itself reaches no network. A host that wants remote bases answers from what it has fetched; a base it has
/// not fetched yet it may note and refuse, fetch, and render again.
public protocol RemoteBaseResolver: Sendable {
    /// The tree of the repository at the revision the base asks for.
    ///
    /// - Parameter base: the base as the kustomization names it.
    /// - Returns: the tree and the folder in it.
    /// - Throws: ``RenderError`` where the base is not to be had.
    func source(of base: RemoteBase) throws(RenderError) -> RenderSource

    /// The bytes of a file that a kustomization names by its URL.
    ///
    /// - Throws: ``RenderError`` where the file is not to be had.
    func contents(of url: String, limit: Int) throws(RenderError) -> [UInt8]
}

extension RemoteBaseResolver {
    /// Refuses files by URL.
    public func contents(of url: String, limit: Int) throws(RenderError) -> [UInt8] {
        throw RenderError(
            .unsupported, "'\(url)' is a file of another server, which is not fetched; put a copy into the source")
    }
}

/// Refuses every remote base: what a rendering does that is a function of its source alone.
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
