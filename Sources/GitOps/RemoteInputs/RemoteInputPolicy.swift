import ArtifactSource
public import ManifestRender

/// Which places the kustomizations of applications may take bases, files and charts from, and repositories their submodules.
///
/// What is fetched is fetched with the access the pool and the artifacts' client grant for its address, so a host that
/// serves several parties narrows this to what the parties may share.
public struct RemoteInputPolicy: Sendable {
    private let allowsBase: @Sendable (RemoteBase) -> Bool
    private let allowsAddress: @Sendable (String) -> Bool

    /// A policy of a host's own.
    ///
    /// - Parameters:
    ///   - allowsAddress: whether a file may be fetched by this URL, or a chart from a repository at it.
    ///   - allowsBase: whether a folder of another repository may be fetched.
    public init(
        allowsAddress: @escaping @Sendable (String) -> Bool = RemoteInputPolicy.isSecure,
        allowsBase: @escaping @Sendable (RemoteBase) -> Bool
    ) {
        self.allowsBase = allowsBase
        self.allowsAddress = allowsAddress
    }

    /// Everything that is reached by `https`, `ssh` or `oci`; never a repository on this machine's disk.
    public static let remoteHosts = RemoteInputPolicy { base in
        let host = base.host.lowercased()
        return host.hasPrefix("https://") || host.hasPrefix("ssh://") || host.hasPrefix("git@")
    }

    /// Everything, plain `http` and this machine's disk among it: for a person's own kustomizations.
    public static let everything = RemoteInputPolicy(allowsAddress: { _ in true }, allowsBase: { _ in true })

    /// Nothing at all.
    public static let none = RemoteInputPolicy(allowsAddress: { _ in false }, allowsBase: { _ in false })

    /// Whether an address is one of `https` or of a registry.
    public static func isSecure(_ address: String) -> Bool {
        let lower = address.lowercased()
        return lower.hasPrefix("https://") || lower.hasPrefix("oci://")
    }

    /// - Throws: ``ManifestRender/RenderError`` where the input may not be fetched.
    func check(_ input: RemoteInput) throws(RenderError) {
        let subject: String
        switch input {
        case .base(let base):
            if allowsBase(base) { return }
            subject = "the remote base '\(base.repositoryURL)'"
        case .file(let url):
            if allowsAddress(url) { return }
            subject = "the file '\((try? WebAddress(url))?.description ?? "by URL")'"
        case .chart(let chart):
            if allowsAddress(chart.repository) { return }
            subject = "the chart '\(chart.name)' of a repository"
        }
        throw RenderError(
            .unsupported, "\(subject) may not be fetched here; put a copy into the repository or allow it")
    }

    /// - Throws: ``ManifestRender/RenderError`` where a submodule of another host than its repository may not be fetched.
    func check(submodule name: String, at address: String) throws(RenderError) {
        if let base = try? RemoteBase(address), allowsBase(base) { return }
        throw RenderError(
            .unsupported,
            "the submodule '\(name)' comes from another host and may not be fetched here; allow it, or do without "
                + "submodules")
    }
}
