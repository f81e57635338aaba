public import SourceTrees
import Synchronization

/// Artifacts that a test holds in memory, by repository, name and version.
///
/// ```swift
/// let artifacts = MemoryArtifacts()
/// artifacts.add(["Chart.yaml": "name: shop"], chart: "shop", version: "1.2.0", to: "https://charts.example.com")
/// ```
public final class MemoryArtifacts: ArtifactProvider {
    private struct State {
        var charts: [String: [(version: String, tree: any SourceTree)]] = [:]
        var files: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    /// No artifacts yet.
    public init() {}

    /// Adds a version of a chart; the repository is spelled as references spell it.
    public func add(_ tree: MemoryTree, chart: String, version: String, to repository: String) {
        state.withLock { $0.charts["\(repository)\n\(chart)", default: []].append((version, tree)) }
    }

    /// Adds an artifact of an OCI registry under a tag or digest.
    public func add(_ tree: MemoryTree, oci repository: String, revision: String) {
        state.withLock { $0.charts["\(repository)\n", default: []].append((revision, tree)) }
    }

    /// Sets the bytes at an address.
    public func set(_ text: String, at address: String) {
        state.withLock { $0.files[address] = Array(text.utf8) }
    }

    private func key(_ reference: ArtifactReference) -> String {
        switch reference.place {
        case .index(_, let chart): "\(reference.repository)\n\(chart)"
        case .ociChart(let repository):
            "\(reference.repository)\n\(repository.path.split(separator: "/").last.map(String.init) ?? "")"
        case .oci: "\(reference.repository)\n"
        }
    }

    private func versions(
        _ reference: ArtifactReference
    ) throws(ArtifactError) -> [(version: String, tree: any SourceTree)] {
        let key = key(reference)
        guard let versions = state.withLock({ $0.charts[key] }) else {
            throw ArtifactError(.notFound, "there is no such artifact", location: "\(reference)")
        }
        return versions
    }

    /// The version spelled the same, else the highest that satisfies the reference.
    public func resolve(_ reference: ArtifactReference, isFresh: Bool) async throws -> ArtifactRevision {
        let versions = try versions(reference).map(\.version)
        if versions.contains(reference.revision) { return ArtifactRevision(reference, version: reference.revision) }
        guard let position = try VersionChoice(reference.revision).highest(of: versions) else {
            throw ArtifactError(.versionNotFound, "there is no such version", location: "\(reference)")
        }
        return ArtifactRevision(reference, version: versions[position])
    }

    /// The files of a version.
    public func tree(of revision: ArtifactRevision) async throws -> any SourceTree {
        guard let found = try versions(revision.reference).last(where: { $0.version == revision.version }) else {
            throw ArtifactError(.versionNotFound, "there is no such version", location: "\(revision.reference)")
        }
        return found.tree
    }

    /// The bytes at an address.
    public func file(at address: String) async throws -> [UInt8] {
        guard let bytes = state.withLock({ $0.files[address] }) else {
            throw ArtifactError(.notFound, "not found", location: AddressText.scrubbed(address))
        }
        return bytes
    }
}
