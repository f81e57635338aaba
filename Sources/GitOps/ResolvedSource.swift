import ArtifactSource
import GitSource
import ManifestRender
import Reconciler
import SourceTrees

/// A source of an application at one revision.
struct ResolvedSource: Sendable {
    /// The commit, a chart's version, or an artifact's digest: what an Application's status shows.
    var revision: String
    /// The files.
    var tree: any SourceTree
    /// The folder to render.
    var folder: RenderSource
}

/// Looks up what sources stand for: in Git, in Helm repositories, in OCI registries.
struct SourceResolver: Sendable {
    let repositories: RepositoryPool
    let artifacts: (any ArtifactProvider)?
    /// Nil where submodules stay empty.
    let submodules: SubmoduleAccess?

    /// The revision that a source stands at, without its files where these would have to be fetched for it.
    func revision(of position: Int, in request: ManifestRequest) async throws -> String {
        if let reference = try reference(to: position, in: request) {
            return try await artifact(reference, in: request).version
        }
        return try await snapshot(of: position, in: request).id.description
    }

    /// A source with its files.
    func resolve(_ position: Int, in request: ManifestRequest) async throws -> ResolvedSource {
        let source = request.sources[position]
        if let reference = try reference(to: position, in: request) {
            let revision = try await artifact(reference, in: request)
            let tree = try await provider(for: reference).tree(of: revision)
            let path = source.chart.isEmpty ? source.path : ""
            return ResolvedSource(
                revision: revision.version, tree: tree, folder: try RenderSource(tree, path: path))
        }
        let snapshot = try await snapshot(of: position, in: request)
        let tree: any SourceTree =
            if let submodules { try await submodules.tree(of: snapshot, in: source.repoURL) } else { snapshot.tree }
        return ResolvedSource(
            revision: snapshot.id.description, tree: tree, folder: try RenderSource(tree, path: source.path))
    }

    private func pinned(_ position: Int, _ request: ManifestRequest) -> String {
        request.revisions.indices.contains(position) ? request.revisions[position] : ""
    }

    // MARK: - Artifacts

    /// What a source names in a Helm repository or a registry, nil for one in Git.
    private func reference(to position: Int, in request: ManifestRequest) throws -> ArtifactReference? {
        let source = request.sources[position]
        let pinned = pinned(position, request)
        let revision = pinned.isEmpty ? source.targetRevision : pinned
        var reference: ArtifactReference
        if !source.chart.isEmpty {
            reference = try ArtifactReference(chart: source.chart, repository: source.repoURL, version: revision)
        } else if ArtifactReference.isOCI(source.repoURL) {
            reference = try ArtifactReference(oci: source.repoURL, revision: revision)
        } else {
            return nil
        }
        reference.passesCredentials = source.helm?.passCredentials ?? false
        return reference
    }

    private func artifact(
        _ reference: ArtifactReference, in request: ManifestRequest
    ) async throws -> ArtifactRevision {
        try await provider(for: reference).resolve(reference, isFresh: request.refresh == .hard)
    }

    private func provider(for reference: ArtifactReference) throws(RenderError) -> any ArtifactProvider {
        guard let artifacts else {
            throw RenderError(
                .unsupported,
                "\(reference) cannot be fetched: this process was given no access to repositories of charts")
        }
        return artifacts
    }

    // MARK: - Git

    private func snapshot(of position: Int, in request: ManifestRequest) async throws -> GitSnapshot {
        let source = request.sources[position]
        let pinned = pinned(position, request)
        let repository = try repositories.repository(source.repoURL, isFresh: request.refresh == .hard)
        let revision: GitRevision =
            pinned.isEmpty
            ? .named(
                source.targetRevision.isEmpty ? "HEAD" : source.targetRevision,
                tagPrefix: source.value["tagPrefix"]?.stringValue ?? "")
            : .commit(pinned)
        return try await repository.resolve(revision)
    }
}
