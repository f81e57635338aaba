/// Where a repository's references come from and where its objects are kept.
///
/// The seam beneath ``GitRepository``: libgit2 with a cache on disk in production, ``MemoryRepository`` in tests, or
/// what a host brings. Commits, tags and trees are read from raw objects above the seam, so a backend only moves bytes.
public protocol GitBackend: Sendable {
    /// The repository's name in messages, without credentials.
    var name: String { get }

    /// The objects at hand.
    var objects: any GitObjects { get }

    /// Asks the remote for its references, without fetching anything.
    func references() async throws -> [RemoteReference]

    /// Brings objects with all they lead to into ``objects``.
    ///
    /// - Parameters:
    ///   - fetch: what to bring.
    ///   - progress: called now and then while objects arrive, from any thread.
    func fetch(_ fetch: GitFetch, progress: (@Sendable (GitProgress) -> Void)?) async throws
}

/// What to bring from a remote.
public enum GitFetch: Hashable, Sendable {
    /// What one reference points at.
    case reference(RemoteReference)
    /// One commit by its identifier, which the remote may refuse.
    case commit(ObjectID)
    /// All branches and tags.
    case everything
}
