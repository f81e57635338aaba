public import ArtifactSource
public import ManifestRender
public import Reconciler
import SourceTrees
import Synchronization
import Values

/// Desired objects from Git, Helm repositories and OCI registries: resolves an Application's sources, renders them, and
/// keeps what was rendered.
///
/// This is where sources and rendering meet the reconciler. A commit that changes none of the files an application read
/// last time is not rendered again.
///
/// ```swift
/// let sources = GitManifestSource(
///     RepositoryPool(cache: .directory("/var/cache/gitops")),
///     artifacts: ArtifactClient(transport: HTTPArtifactTransport(), cache: .directory("/var/cache/gitops/artifacts")))
/// ```
public final class GitManifestSource: ManifestSource {
    struct RenderKey: Hashable {
        var repository: String
        var path: String
        var options: SourceOptions
        var context: RenderContext
        /// What a chart is rendered with besides its own files.
        var inputs: [String] = []
        /// What a kustomization uses of other places, and what tells its content from any other.
        var remotes: [RemoteInput: String] = [:]
    }

    let resolver: SourceResolver
    private let charts: ChartPreparation
    let helm: HelmRenderer
    let cache: RenderCache<RenderKey>
    private let limits: RenderLimits
    private let kustomize: KustomizeOptions
    let remotes: RemoteInputs
    /// What a rendering is known to use of other places.
    let knownRemotes = Mutex<[RenderKey: KnownInputs]>([:])

    /// A source of manifests in Git.
    ///
    /// - Parameters:
    ///   - repositories: where repositories are opened.
    ///   - artifacts: fetches charts, OCI artifacts and value files from the web; without it sources that need them fail.
    ///   - helm: renders charts; its host decides what templates may know of the world.
    ///   - namedRepositories: addresses of the Helm repositories that charts' dependencies call `@name`.
    ///   - limits: bounds on each rendering.
    ///   - cacheCapacity: most renderings kept.
    ///   - kustomize: what kustomizations are allowed, such as charts; applications cannot widen it.
    ///   - remoteInputs: from where kustomizations may take bases, files and charts.
    ///   - remoteRepositories: where those bases' repositories, and those of submodules on other hosts, are opened, with the access that may be used for them;
    ///     `repositories` unless given.
    ///   - fetchesSubmodules: whether a repository's submodules are part of its files, as in Argo CD; without it they are
    ///     empty folders.
    public init(
        _ repositories: RepositoryPool, artifacts: (any ArtifactProvider)? = nil, helm: HelmRenderer = HelmRenderer(),
        namedRepositories: [String: String] = [:], limits: RenderLimits = .standard, cacheCapacity: Int = 10_000,
        kustomize: KustomizeOptions = KustomizeOptions(), remoteInputs: RemoteInputPolicy = .remoteHosts,
        remoteRepositories: RepositoryPool? = nil, fetchesSubmodules: Bool = true
    ) {
        let others = remoteRepositories ?? repositories
        let submodules = SubmoduleAccess(
            repositories: repositories, remoteRepositories: others, policy: remoteInputs)
        resolver = SourceResolver(
            repositories: repositories, artifacts: artifacts, submodules: fetchesSubmodules ? submodules : nil)
        charts = ChartPreparation(artifacts: artifacts, namedRepositories: namedRepositories)
        self.helm = helm
        self.limits = limits
        self.kustomize = kustomize
        remotes = RemoteInputs(
            repositories: others, artifacts: artifacts, policy: remoteInputs)
        cache = RenderCache(capacity: cacheCapacity)
    }

    /// How often a rendering was found in the cache, and how often it was not.
    public var cacheStatistics: (hits: Int, misses: Int) { cache.statistics }

    /// The revisions that an application's sources stand at: commits, versions of charts, digests of artifacts.
    public func revisions(for request: ManifestRequest) async throws -> [String] {
        var revisions: [String] = []
        for position in request.sources.indices {
            revisions.append(try await resolver.revision(of: position, in: request))
        }
        return revisions
    }

    /// The desired objects of an application, rendered from its sources in order.
    public func manifests(for request: ManifestRequest) async throws -> Manifests {
        var resolved: [ResolvedSource] = []
        var references: [String: RenderSource] = [:]
        for position in request.sources.indices {
            let source = try await resolver.resolve(position, in: request)
            resolved.append(source)
            let name = request.sources[position].ref
            if !name.isEmpty { references[name] = RenderSource(source.tree) }
        }
        var result = Manifests(objects: [], revisions: resolved.map(\.revision), sourceTypes: [])
        for (source, resolved) in zip(request.sources, resolved) where !source.isReferenceOnly {
            let (rendered, type) = try await render(source, resolved, for: request, references: references)
            result.sourceTypes.append(type.rawValue)
            result.objects += rendered.objects
            result.warnings += rendered.warnings.map(\.description)
        }
        return result
    }

    private func render(
        _ source: ApplicationSource, _ resolved: ResolvedSource, for request: ManifestRequest,
        references: [String: RenderSource]
    ) async throws -> (RenderedManifests, SourceType) {
        let application = request.application
        let folder = resolved.folder
        let declared = try SourceOverrides.merged(
            into: source.value, from: folder, applicationName: application.name)
        var context = RenderContext(
            namespace: application.spec.destination.namespace,
            kubeVersion: request.kubeVersion.isEmpty ? nil : request.kubeVersion, apiVersions: request.apiVersions,
            applicationName: application.name, limits: limits)
        // The revision in the environment would make every commit a new key; options that do not name it see none of it.
        let text = declared.jsonText()
        if text.utf8.contains(UInt8(ascii: "$")) {
            context.environment = BuildEnvironment(
                application: (application.name, application.namespace, application.spec.project),
                repoURL: source.repoURL, path: source.path, targetRevision: source.targetRevision,
                revision: text.contains("ARGOCD_APP_REVISION") ? resolved.revision : "")
        }
        let options = try SourceOptions(declaredBy: declared, in: folder, kustomize: kustomize)
        let rendered = try await render(
            folder, as: options, context: context, repository: source.repoURL, references: references,
            isFresh: request.refresh == .hard)
        return (rendered, try options.type ?? SourceType.detect(in: folder))
    }

    private func render(
        _ folder: RenderSource, as options: SourceOptions, context: RenderContext, repository: String,
        references: [String: RenderSource], isFresh: Bool
    ) async throws -> RenderedManifests {
        var key = RenderKey(
            repository: repository, path: folder.path.description, options: options, context: context)
        let declared: HelmOptions
        switch options {
        case .helm(let options): declared = options
        case .kustomize(let options): return try await kustomized(folder, options, key, isFresh: isFresh)
        default:
            return try cache.rendered(key, from: folder) { source throws(RenderError) in
                try ManifestRender.render(source, as: options, context: context)
            }
        }
        let inputs = try await charts.inputs(
            for: folder, options: declared, references: references, context: context, isFresh: isFresh)
        key.options = .helm(inputs.options)
        key.inputs = inputs.key
        let helm = helm
        return try cache.rendered(key, from: folder) { source throws(RenderError) in
            try inputs.render(source, with: helm, context: context)
        }
    }
}
