public import SourceTrees

/// Gives charts and other artifacts: the seam to Helm repositories and OCI registries.
///
/// ```swift
/// let shop = try ArtifactReference(chart: "shop", repository: "https://charts.example.com", version: "^1.2")
/// let tree = try await artifacts.tree(of: try await artifacts.resolve(shop))
/// ```
///
/// ``ArtifactClient`` asks real repositories, ``MemoryArtifacts`` holds what a test gives it.
public protocol ArtifactProvider: Sendable {
    /// What a reference stands for now: one version, whose content does not change any more.
    ///
    /// - Parameters:
    ///   - reference: the chart or artifact.
    ///   - isFresh: whether the repository is to be asked anew, whatever it said a moment ago.
    /// - Throws: ``ArtifactError``; `CancellationError` where the task was cancelled.
    func resolve(_ reference: ArtifactReference, isFresh: Bool) async throws -> ArtifactRevision

    /// The files of a version. A chart's files begin at the root, without the folder around them.
    ///
    /// - Throws: ``ArtifactError``; `CancellationError` where the task was cancelled.
    func tree(of revision: ArtifactRevision) async throws -> any SourceTree

    /// The bytes at an `http` or `https` address, such as a value file's.
    ///
    /// - Throws: ``ArtifactError``; `CancellationError` where the task was cancelled.
    func file(at address: String) async throws -> [UInt8]
}

extension ArtifactProvider {
    /// What a reference stands for now.
    public func resolve(_ reference: ArtifactReference) async throws -> ArtifactRevision {
        try await resolve(reference, isFresh: false)
    }

    /// The files that a reference stands for now.
    public func tree(of reference: ArtifactReference) async throws -> any SourceTree {
        try await tree(of: try await resolve(reference))
    }
}

/// One version of an artifact.
public struct ArtifactRevision: Hashable, Sendable {
    /// What was asked for.
    public var reference: ArtifactReference
    /// What it stands for: a chart's version, or an artifact's digest. Asked for in the place of the reference's
    /// revision it gives the same artifact.
    public var version: String
    /// The digest of the content: of the packed chart, or of the manifest in a registry; nil where the repository tells none.
    public var digest: ArtifactDigest?

    /// A version of an artifact.
    public init(_ reference: ArtifactReference, version: String, digest: ArtifactDigest? = nil) {
        self.reference = reference
        self.version = version
        self.digest = digest
    }
}
