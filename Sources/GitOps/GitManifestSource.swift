import GitSource
public import ManifestRender
public import Reconciler
import SourceTrees
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
    }

    private let repositories: RepositoryPool
    private let cache: RenderCache<RenderKey>
    private let limits: RenderLimits

    /// A source of manifests in Git.
    ///
    /// - Parameters:
    ///   - repositories: where repositories are opened.
    ///   - limits: bounds on each rendering.
    ///   - cacheCapacity: most renderings kept.
    public init(_ repositories: RepositoryPool, limits: RenderLimits = .standard, cacheCapacity: Int = 10_000) {
        self.repositories = repositories
        self.limits = limits
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
            let (rendered, type) = try render(source, of: snapshot, for: request)
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
    ) throws -> (RenderedManifests, SourceType) {
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
        let options = try SourceOptions(declaredBy: declared, in: folder)
        let key = RenderKey(
            repository: source.repoURL, path: folder.path.description, options: options, context: context)
        let rendered = try cache.rendered(key, from: folder) { [context] source throws(RenderError) in
            try ManifestRender.render(source, as: options, context: context)
        }
        return (rendered, try options.type ?? SourceType.detect(in: folder))
    }
}
