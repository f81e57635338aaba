/// A chart of a repository, as the `helmCharts` of a kustomization name it.
public struct RemoteChart: Hashable, Sendable {
    /// The repository: an address of a Helm repository, or `oci://` and the path above the chart's.
    public var repository: String
    /// The chart's name in it.
    public var name: String
    /// A version or a range of versions; empty for the newest.
    public var version: String

    /// A chart of a repository.
    public init(repository: String, name: String, version: String = "") {
        self.repository = repository
        self.name = name
        self.version = version
    }
}
