/// What rendering may know besides the files: the cluster's version and kinds, and the application it is done for.
///
/// Two renderings of one tree with equal options and contexts give equal results.
public struct RenderContext: Hashable, Sendable {
    /// Namespace for objects that name none; Helm's release namespace.
    public var namespace: String
    /// Version of the cluster, for example `1.34.0`; nil means the renderer's own default.
    public var kubeVersion: String?
    /// What the cluster serves, as `GROUP/VERSION` and `GROUP/VERSION/KIND`.
    public var apiVersions: [String]
    /// The application's name; Helm's release name unless the options set another.
    public var applicationName: String
    /// The variables that `$NAME` in options may stand for, see ``BuildEnvironment``.
    public var environment: BuildEnvironment
    /// Bounds on the work and on its result.
    public var limits: RenderLimits

    /// A context; everything has a default that suits a rendering without a cluster.
    public init(
        namespace: String = "", kubeVersion: String? = nil, apiVersions: [String] = [], applicationName: String = "",
        environment: BuildEnvironment = BuildEnvironment(), limits: RenderLimits = .standard
    ) {
        self.namespace = namespace
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
        self.applicationName = applicationName
        self.environment = environment
        self.limits = limits
    }
}

/// Bounds on a rendering, so that no source can exhaust the process that renders it.
public struct RenderLimits: Hashable, Sendable {
    /// Most bytes of manifests that one source may read, as Argo CD's combined-size guard.
    public var maximumManifestBytes: Int
    /// Largest single file.
    public var maximumFileBytes: Int
    /// Most files of a folder that are looked at.
    public var maximumFiles: Int
    /// Most objects that one source may produce.
    public var maximumObjects: Int
    /// Deepest folder below the source.
    public var maximumFolderDepth: Int

    /// Bounds.
    ///
    /// - Parameters:
    ///   - maximumManifestBytes: bytes of all manifests together; 10 MB is Argo CD's default, ours is larger because
    ///     the memory cost per byte is a fraction of its.
    ///   - maximumFileBytes: bytes of one file.
    ///   - maximumFiles: files looked at.
    ///   - maximumObjects: objects produced.
    ///   - maximumFolderDepth: folders below one another.
    public init(
        maximumManifestBytes: Int = 256 << 20, maximumFileBytes: Int = 64 << 20, maximumFiles: Int = 200_000,
        maximumObjects: Int = 500_000, maximumFolderDepth: Int = 128
    ) {
        self.maximumManifestBytes = maximumManifestBytes
        self.maximumFileBytes = maximumFileBytes
        self.maximumFiles = maximumFiles
        self.maximumObjects = maximumObjects
        self.maximumFolderDepth = maximumFolderDepth
    }

    /// The defaults.
    public static let standard = RenderLimits()
}
