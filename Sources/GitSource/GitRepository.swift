/// A Git repository as a source: revisions are resolved to commits, commits are read as trees of files.
///
/// ```swift
/// let repository = try GitRepository("https://example.com/shop.git", cache: .directory("/var/cache/gitops"))
/// let source = try await repository.resolve(.branch("main"))
/// print(source.commit.summary)
/// let chart = try source.tree["charts/shop"]
/// ```
///
/// Resolving asks the remote what a name means now and fetches what is missing; nothing is checked out, and what was
/// fetched once is never fetched again. A value of this type is cheap to make and safe to use from many tasks; several of
/// them, also in several processes, may share one cache.
///
/// Cancelling the task stops a fetch and throws `CancellationError`; every other failure is a ``GitError``.
public struct GitRepository: Sendable {
    /// Where references come from and objects are kept.
    public let backend: any GitBackend
    let trees = TreeObjectCache()

    /// A repository behind a backend.
    public init(_ backend: any GitBackend) {
        self.backend = backend
    }

    /// A repository at a URL, reached through libgit2.
    ///
    /// - Parameters:
    ///   - url: `https://…`, `ssh://…`, `git@host:path`, `git://…`, `file://…` or an absolute path.
    ///   - cache: where fetched objects are kept.
    ///   - credentials: what proves who asks.
    ///   - options: how the remote is reached; its credentials give way to `credentials`.
    /// - Throws: ``GitError/Code/invalidURL``.
    public init(
        _ url: String, cache: GitCache, credentials: GitCredentials? = nil, options: RemoteOptions = RemoteOptions()
    ) throws(GitError) {
        var options = options
        if let credentials { options.credentials = credentials }
        self.init(LibGit2Backend(try GitURL(url), cache: cache, options: options))
    }

    /// The repository's name in messages, without credentials.
    public var name: String { backend.name }

    /// The references of the remote, in its order; cheap enough to ask often.
    public func references() async throws -> [RemoteReference] { try await backend.references() }

    /// What a revision means now: its commit and the files of it.
    ///
    /// A commit by its whole identifier that was fetched before needs no network; anything else asks the remote.
    /// - Parameters:
    ///   - revision: what to look up.
    ///   - progress: called while objects arrive, from any thread.
    /// - Throws: ``GitError/Code/revisionNotFound`` where the remote has no such thing, and what reaching it throws.
    public func resolve(
        _ revision: GitRevision, progress: (@Sendable (GitProgress) -> Void)? = nil
    ) async throws -> GitSnapshot {
        if let known = try withoutNetwork(revision) { return known }
        guard case .commit(let id)? = RevisionLookup.withoutReferences(revision) else {
            return try await resolve(revision, attempts: 3, progress: progress)
        }
        try await fetch(id, progress: progress)
        return try snapshot(revision, id: id, reference: nil)
    }

    private func withoutNetwork(_ revision: GitRevision) throws(GitError) -> GitSnapshot? {
        guard case .commit(let id)? = RevisionLookup.withoutReferences(revision),
            try naming({ () throws(GitError) in try isComplete(id) })
        else { return nil }
        return try snapshot(revision, id: id, reference: nil)
    }

    private func isComplete(_ id: ObjectID) throws(GitError) -> Bool {
        do throws(GitError) {
            return try backend.objects.header(of: id) != nil
        } catch  where error.code == .cache {
            // There is no cache yet.
            return false
        }
    }

    func naming<Result>(_ body: () throws(GitError) -> Result) throws(GitError) -> Result {
        do throws(GitError) { return try body() } catch { throw error.at(backend.name) }
    }

    /// Between the listing and the fetch a reference may move and what it pointed at may be gone: then look again.
    private func resolve(
        _ revision: GitRevision, attempts: Int, progress: (@Sendable (GitProgress) -> Void)?
    ) async throws -> GitSnapshot {
        let lookup = RevisionLookup(try await references())
        switch try naming({ () throws(GitError) in try lookup.find(revision) }) {
        case .commit(let id):
            try await fetch(id, progress: progress)
            return try snapshot(revision, id: id, reference: nil)
        case .abbreviated(let digits):
            let id = try await commit(startingWith: digits, progress: progress)
            return try snapshot(revision, id: id, reference: nil)
        case .reference(let reference):
            if try !isComplete(reference.target) { try await backend.fetch(.reference(reference), progress: progress) }
            guard try isComplete(reference.target) || attempts <= 1 else {
                return try await resolve(revision, attempts: attempts - 1, progress: progress)
            }
            return try snapshot(revision, id: reference.target, reference: reference)
        }
    }

    private func commit(
        startingWith digits: String, progress: (@Sendable (GitProgress) -> Void)?
    ) async throws -> ObjectID {
        if let id = try backend.objects.object(startingWith: digits) { return id }
        try await backend.fetch(.everything, progress: progress)
        if let id = try backend.objects.object(startingWith: digits) { return id }
        throw GitError(
            .revisionNotFound, "no branch or tag leads to a commit that begins with '\(digits)'",
            repository: backend.name)
    }

    /// Brings one commit; servers that do not hand out commits by identifier are asked for everything.
    private func fetch(_ id: ObjectID, progress: (@Sendable (GitProgress) -> Void)?) async throws {
        guard try !isComplete(id) else { return }
        do {
            try await backend.fetch(.commit(id), progress: progress)
            if try isComplete(id) { return }
        } catch let error as GitError where error.mayBeRefusalOfCommit {
            // Told below, should everything not hold it either.
        }
        try await backend.fetch(.everything, progress: progress)
        guard try isComplete(id) else {
            throw GitError(
                .revisionNotFound,
                "there is no commit \(id), or the server does not hand it out: no branch or tag leads to it",
                repository: backend.name)
        }
    }

    private func snapshot(
        _ revision: GitRevision, id: ObjectID, reference: RemoteReference?
    ) throws(GitError) -> GitSnapshot {
        try naming { () throws(GitError) in
            let commit = try backend.objects.commit(try backend.objects.peeled(id))
            return GitSnapshot(
                revision: revision, reference: reference, commit: commit,
                tree: GitTree(commit.tree, in: backend.objects, cache: trees))
        }
    }
}

extension GitError {
    /// Whether a server that does not hand out commits by identifier may have answered so.
    var mayBeRefusalOfCommit: Bool {
        [.network, .revisionNotFound, .objectNotFound, .repositoryNotFound, .cache, .corrupt, .unsupported].contains(
            code)
    }
}
