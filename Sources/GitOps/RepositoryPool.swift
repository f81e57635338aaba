public import GitSource
import Synchronization

/// The repositories that applications name, each opened once, with the access that the host grants.
public final class RepositoryPool: Sendable {
    private struct Opened {
        var repository: GitRepository
        var references: SharedReferences
    }

    private let open: @Sendable (String) throws -> any GitBackend
    private let referenceLifetime: Duration
    private let repositories = Mutex<[String: Opened]>([:])

    /// Repositories reached through libgit2.
    ///
    /// - Parameters:
    ///   - cache: where fetched objects are kept.
    ///   - referenceLifetime: how long a listing of a remote's references serves all who ask; zero asks every time.
    ///   - access: credentials, known hosts and certificates for a URL.
    public convenience init(
        cache: GitCache, referenceLifetime: Duration = .seconds(2),
        access: @escaping @Sendable (String) throws -> RemoteOptions = { _ in RemoteOptions() }
    ) {
        self.init(referenceLifetime: referenceLifetime) { url in
            LibGit2Backend(try GitURL(url), cache: cache, options: try access(url))
        }
    }

    /// Repositories of a host's own kind.
    ///
    /// - Parameter open: makes the backend of a URL, once.
    public init(referenceLifetime: Duration, open: @escaping @Sendable (String) throws -> any GitBackend) {
        self.referenceLifetime = referenceLifetime
        self.open = open
    }

    /// The repository at a URL.
    ///
    /// - Parameters:
    ///   - url: as an Application writes it.
    ///   - isFresh: whether the remote is to be asked anew, whatever was listed a moment ago.
    public func repository(_ url: String, isFresh: Bool = false) throws -> GitRepository {
        if let opened = repositories.withLock({ $0[url] }) {
            if isFresh { opened.references.forget() }
            return opened.repository
        }
        let references = SharedReferences(try open(url), lifetime: referenceLifetime)
        let opened = Opened(repository: GitRepository(references), references: references)
        return repositories.withLock { repositories in
            // Another task may have opened it in the meantime; all must share one.
            if let existing = repositories[url] { return existing.repository }
            repositories[url] = opened
            return opened.repository
        }
    }
}
