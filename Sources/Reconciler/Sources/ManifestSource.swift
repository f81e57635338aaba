public import KubeModel

/// Gives the desired objects of applications: the seam to Git, charts and renderers.
///
/// ```swift
/// let controller = ApplicationController(store: store, sources: .memory(["web.yaml": text]), cluster: cluster)
/// ```
public protocol ManifestSource: Sendable {
    /// The revisions that an application's sources stand at now, in their order, without rendering anything.
    ///
    /// The controller calls this often; answer from a listing of references where that is possible.
    ///
    /// - Throws: anything; its description is shown to people and must not contain secrets.
    func revisions(for request: ManifestRequest) async throws -> [String]

    /// The desired objects of an application.
    ///
    /// - Throws: anything; the cluster is then left alone. Its description is shown to people.
    func manifests(for request: ManifestRequest) async throws -> Manifests
}

/// What is asked of a ``ManifestSource``.
public struct ManifestRequest: Sendable {
    /// The application.
    public var application: Application
    /// The sources to render, in order.
    public var sources: [ApplicationSource]
    /// The revisions that they must stand at, in their order; empty for those that the sources ask for.
    public var revisions: [String]
    /// How much of what is cached may be used.
    public var refresh: RefreshKind
    /// The cluster's version, as Kubernetes writes it; empty where it is not known.
    public var kubeVersion: String
    /// What the cluster serves: `GROUP/VERSION` and `GROUP/VERSION/Kind`.
    public var apiVersions: [String]

    /// A question for a source.
    public init(
        application: Application, sources: [ApplicationSource]? = nil, revisions: [String] = [],
        refresh: RefreshKind = .normal, kubeVersion: String = "", apiVersions: [String] = []
    ) {
        self.application = application
        self.sources = sources ?? application.spec.sources
        self.revisions = revisions
        self.refresh = refresh
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
    }
}

/// The desired objects of an application at certain revisions.
public struct Manifests: Sendable {
    /// The objects of all sources, in order.
    public var objects: [KubeObject]
    /// The revisions that they come from, in the order of the sources.
    public var revisions: [String]
    /// How each source was rendered, for example `Helm`.
    public var sourceTypes: [String]
    /// What is worth telling people.
    public var warnings: [String]

    /// The desired objects of an application.
    public init(
        objects: [KubeObject], revisions: [String], sourceTypes: [String] = ["Directory"], warnings: [String] = []
    ) {
        self.objects = objects
        self.revisions = revisions
        self.sourceTypes = sourceTypes
        self.warnings = warnings
    }
}
