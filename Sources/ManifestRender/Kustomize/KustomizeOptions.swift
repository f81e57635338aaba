/// What a user can set for a kustomization.
public struct KustomizeOptions: Hashable, Sendable {
    /// Which files a kustomization may read.
    public enum LoadRestrictor: String, Hashable, Sendable, CaseIterable {
        /// Only files in or below the folder of the kustomization that names them.
        case rootOnly = "LoadRestrictionsRootOnly"
        /// Every file of the source.
        case none = "LoadRestrictionsNone"
    }

    /// Which files a kustomization may read; folders may stand anywhere in the source.
    public var loadRestrictor: LoadRestrictor
    /// Whether `helmCharts` are rendered; a kustomization that has some fails otherwise.
    public var enablesHelm: Bool
    /// What an Application changes in the kustomization it names.
    public var overrides: KustomizeOverrides?
    /// Version of Kubernetes for charts that name none; nil takes the context's.
    public var kubeVersion: String?
    /// API versions for charts that name none; empty takes the context's.
    public var apiVersions: [String]

    /// Options; the defaults are those of `kustomize build`.
    public init(
        loadRestrictor: LoadRestrictor = .rootOnly, enablesHelm: Bool = false, overrides: KustomizeOverrides? = nil,
        kubeVersion: String? = nil, apiVersions: [String] = []
    ) {
        self.loadRestrictor = loadRestrictor
        self.enablesHelm = enablesHelm
        self.overrides = overrides
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
    }
}
