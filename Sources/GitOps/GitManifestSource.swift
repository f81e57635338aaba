import GitSource
public import ManifestRender
public import Reconciler
import SourceTrees
import Synchronization
import Values

/// Desired objects from Git: resolves an Application's sources, renders them, and keeps what was rendered.
///
/// This is where Git and rendering meet the reconciler. A commit that changes none of the files an application read
/// last time is not rendered again.
///
/// ```swift
/// let sources = GitManifestSource(RepositoryPool(cache: .directory("/var/cache/gitops")))
/// ```
public final class GitManifestSource: ManifestSource {
    private struct RenderKey: Hashable {
        var repository: String
        var path: String
        var options: SourceOptions
        var context: RenderContext
        /// The commits of the remote bases that are used.
        var remotes: [RemoteBase: String] = [:]
    }

    private let repositories: RepositoryPool
    private let cache: RenderCache<RenderKey>
    private let limits: RenderLimits
    private let kustomize: KustomizeOptions
    private let remoteBases: RemoteBasePolicy
    /// The remote bases that a rendering is known to use.
    private let knownRemotes = Mutex<[RenderKey: [RemoteBase]]>([:])
    /// Most remote bases of one rendering.
    private let maximumRemotes = 64

    /// A source of manifests in Git.
    ///
    /// - Parameters:
    ///   - repositories: where repositories are opened.
    ///   - limits: bounds on each rendering.
    ///   - cacheCapacity: most renderings kept.
    ///   - kustomize: what kustomizations are allowed, such as charts; applications cannot widen it.
    ///   - remoteBases: which repositories kustomizations may take bases from.
    public init(
        _ repositories: RepositoryPool, limits: RenderLimits = .standard, cacheCapacity: Int = 10_000,
        kustomize: KustomizeOptions = KustomizeOptions(), remoteBases: RemoteBasePolicy = .remoteHosts
    ) {
        self.repositories = repositories
        self.limits = limits
        self.kustomize = kustomize
        self.remoteBases = remoteBases
        cache = RenderCache(capacity: cacheCapacity)
    }

    /// How often a rendering was found in the cache, and how often it was not.
    public var cacheStatistics: (hits: Int, misses: Int) { cache.statistics }

    /// The commits that an application's sources stand at.
    public func revisions(for request: ManifestRequest) async throws -> [String] {
        var revisions: [String] = []
        for position in request.sources.indices {
            revisions.append(try await snapshot(of: position, in: request).id.description)
        }
        return revisions
    }

    /// The desired objects of an application, rendered from its sources in order.
    public func manifests(for request: ManifestRequest) async throws -> Manifests {
        var result = Manifests(objects: [], revisions: [], sourceTypes: [])
        for position in request.sources.indices {
            let snapshot = try await snapshot(of: position, in: request)
            result.revisions.append(snapshot.id.description)
            let source = request.sources[position]
            if source.isReferenceOnly { continue }
            let (rendered, type) = try await render(source, of: snapshot, for: request)
            result.sourceTypes.append(type.rawValue)
            result.objects += rendered.objects
            result.warnings += rendered.warnings.map(\.description)
        }
        return result
    }

    private func snapshot(of position: Int, in request: ManifestRequest) async throws -> GitSnapshot {
        let source = request.sources[position]
        guard source.chart.isEmpty else {
            throw RenderError(
                .unsupported, "charts of Helm repositories are not rendered yet (source '\(source.chart)')")
        }
        let pinned = request.revisions.indices.contains(position) ? request.revisions[position] : ""
        let repository = try repositories.repository(source.repoURL, isFresh: request.refresh == .hard)
        let revision: GitRevision =
            pinned.isEmpty
            ? .named(
                source.targetRevision.isEmpty ? "HEAD" : source.targetRevision,
                tagPrefix: source.value["tagPrefix"]?.stringValue ?? "")
            : .commit(pinned)
        return try await repository.resolve(revision)
    }

    private func render(
        _ source: ApplicationSource, of snapshot: GitSnapshot, for request: ManifestRequest
    ) async throws -> (RenderedManifests, SourceType) {
        let application = request.application
        let folder = try RenderSource(snapshot.tree, path: source.path)
        let declared = try SourceOverrides.merged(
            into: source.value, from: folder, applicationName: application.name)
        var context = RenderContext(
            namespace: application.spec.destination.namespace,
            kubeVersion: request.kubeVersion.isEmpty ? nil : request.kubeVersion, apiVersions: request.apiVersions,
            applicationName: application.name, limits: limits)
        // The revision in the environment would make every commit a new key; options without variables see none of it.
        if declared.jsonText().utf8.contains(UInt8(ascii: "$")) {
            context.environment = BuildEnvironment(
                application: (application.name, application.namespace, application.spec.project),
                repoURL: source.repoURL, path: source.path, targetRevision: source.targetRevision,
                revision: snapshot.id.description)
        }
        let options = try SourceOptions(declaredBy: declared, in: folder, kustomize: kustomize)
        let key = RenderKey(
            repository: source.repoURL, path: folder.path.description, options: options, context: context)
        if case .kustomize(let options) = options {
            return (try await kustomized(folder, options, key, isFresh: request.refresh == .hard), .kustomize)
        }
        let rendered = try cache.rendered(key, from: folder) { [context] source throws(RenderError) in
            try ManifestRender.render(source, as: options, context: context)
        }
        return (rendered, try options.type ?? SourceType.detect(in: folder))
    }

    /// Renders a kustomization, fetching the remote bases it turns out to use.
    private func kustomized(
        _ folder: RenderSource, _ options: KustomizeOptions, _ plainKey: RenderKey, isFresh: Bool
    ) async throws -> RenderedManifests {
        var bases = knownRemotes.withLock { $0[plainKey] } ?? []
        while true {
            var key = plainKey
            var fetched: [RemoteBase: RenderSource] = [:]
            for base in bases {
                let snapshot = try await snapshot(of: base, isFresh: isFresh)
                key.remotes[base] = snapshot.id.description
                fetched[base] = try RenderSource(snapshot.tree, path: base.path)
            }
            let resolver = FetchedRemoteBases(fetched)
            do {
                return try cache.rendered(key, from: folder) { source throws(RenderError) in
                    try KustomizeRenderer(remotes: resolver).render(source, options: options, context: key.context)
                }
            } catch {
                let missing = resolver.missing
                guard !missing.isEmpty, bases.count + missing.count <= maximumRemotes else { throw error }
                for base in missing { try remoteBases.check(base) }
                bases += missing
                knownRemotes.withLock { known in
                    if known.count >= 10_000 { known.removeAll() }
                    known[plainKey] = bases
                }
            }
        }
    }

    private func snapshot(of base: RemoteBase, isFresh: Bool) async throws -> GitSnapshot {
        try remoteBases.check(base)
        let repository = try repositories.repository(base.repositoryURL, isFresh: isFresh)
        return try await repository.resolve(.named(base.reference.isEmpty ? "HEAD" : base.reference, tagPrefix: ""))
    }
}
