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

    /// Options; the defaults are those of `kustomize build`.
    public init(loadRestrictor: LoadRestrictor = .rootOnly, enablesHelm: Bool = false) {
        self.loadRestrictor = loadRestrictor
        self.enablesHelm = enablesHelm
    }
}
