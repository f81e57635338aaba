import ManifestRender

/// Something that a kustomization names outside of its source.
enum RemoteInput: Hashable, Sendable {
    /// A folder of another repository.
    case base(RemoteBase)
    /// A file by its URL.
    case file(String)
    /// A chart of a Helm repository or a registry.
    case chart(RemoteChart)
}

/// What came of fetching an input.
enum RemoteContent: Sendable {
    /// A folder, and what tells its content from any other.
    case folder(RenderSource, identity: String)
    /// Bytes, and what tells them from any other.
    case bytes([UInt8], identity: String)
    /// There is no such file; the URL may be a folder of a repository.
    case noFile(String)

    var identity: String {
        switch self {
        case .folder(_, let identity), .bytes(_, let identity): identity
        case .noFile: "no file"
        }
    }
}
