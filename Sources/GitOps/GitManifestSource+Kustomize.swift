import GitSource
import ManifestRender
import SourceTrees
import Synchronization

extension GitManifestSource {
    /// Most remote bases of one rendering.
    private static var maximumRemotes: Int { 64 }

    /// Renders a kustomization, fetching the remote bases it turns out to use.
    func kustomized(
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
                guard !missing.isEmpty, bases.count + missing.count <= GitManifestSource.maximumRemotes else {
                    throw error
                }
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
        let repository = try resolver.repositories.repository(base.repositoryURL, isFresh: isFresh)
        return try await repository.resolve(.named(base.reference.isEmpty ? "HEAD" : base.reference, tagPrefix: ""))
    }
}
