public import ManifestRender

/// Which repositories the kustomizations of applications may take bases from.
///
/// A base is fetched with the access the pool grants for its address, so a host that serves several parties narrows this
/// to what the parties may share.
public struct RemoteBasePolicy: Sendable {
    private let allows: @Sendable (RemoteBase) -> Bool

    /// A policy of a host's own.
    ///
    /// - Parameter allows: whether a base may be fetched.
    public init(allows: @escaping @Sendable (RemoteBase) -> Bool) { self.allows = allows }

    /// Every base that is reached by `https` or `ssh`; never a repository on this machine's disk.
    public static let remoteHosts = RemoteBasePolicy { base in
        let host = base.host.lowercased()
        return host.hasPrefix("https://") || host.hasPrefix("ssh://") || host.hasPrefix("git@")
    }

    /// No base at all.
    public static let none = RemoteBasePolicy { _ in false }

    /// - Throws: ``ManifestRender/RenderError`` where the base may not be fetched.
    func check(_ base: RemoteBase) throws(RenderError) {
        guard allows(base) else {
            throw RenderError(
                .unsupported,
                "the remote base '\(base.repositoryURL)' may not be fetched here; put a copy into the repository or "
                    + "allow it")
        }
    }
}
