import ManifestRender
import SourceTrees
import Synchronization

extension GitManifestSource {
    /// Renders a kustomization, fetching what it turns out to use besides its own files.
    func kustomized(
        _ folder: RenderSource, _ options: KustomizeOptions, _ plainKey: RenderKey, isFresh: Bool
    ) async throws -> RenderedManifests {
        let known = knownRemotes.withLock { $0[plainKey] } ?? KnownInputs()
        let (rendered, used) = try await remotes.rendering(knowing: known, isFresh: isFresh) { resolver in
            var key = plainKey
            key.remotes = resolver.identities
            return try cache.rendered(key, from: folder) { source throws(RenderError) in
                try KustomizeRenderer(remotes: resolver, helm: helm).render(
                    source, options: options, context: key.context)
            }
        }
        if !used.inputs.isEmpty || !known.inputs.isEmpty {
            knownRemotes.withLock { known in
                if known.count >= 10_000 { known.removeAll() }
                known[plainKey] = used.inputs.isEmpty ? nil : used
            }
        }
        return rendered
    }
}
