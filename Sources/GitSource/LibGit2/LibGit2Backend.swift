/// A remote repository reached through libgit2, with its objects in a cache on disk.
///
/// Speaks `file`, `http`, `https`, `ssh` and `git`. Fetches only what is asked for and only what is missing; libgit2 1.5
/// cannot fetch shallowly, so the history of what is fetched comes along.
public final class LibGit2Backend: GitBackend {
    /// The repository without credentials.
    public let name: String
    private let url: GitURL
    private let options: RemoteOptions
    private let location: CacheLocation
    private let trustFolder: String
    private let clock: any Clock<Duration>
    private let pool: ObjectPool
    /// Whether objects are read where the remote has them.
    private let sharesObjects: Bool

    /// A remote repository with its place in a cache. Nothing is read or made yet.
    ///
    /// - Parameters:
    ///   - url: where the repository is.
    ///   - cache: where its objects are kept.
    ///   - options: how it is reached.
    ///   - clock: measures the time limit.
    public init(
        _ url: GitURL, cache: GitCache, options: RemoteOptions = RemoteOptions(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.url = url
        self.options = options
        self.clock = clock
        name = url.description
        location = cache.location(of: url)
        trustFolder = "\(cache.directory)/trust"
        sharesObjects = options.sharesLocalObjects && url.scheme == .file
        pool = ObjectPool { [location, sharesObjects] () throws(GitError) in
            sharesObjects ? try LocalRepository.objects(of: url.path) : location.objects
        }
    }

    /// The objects in the cache.
    public var objects: any GitObjects { pool }

    /// The folder of the bare repository in the cache.
    public var path: String { location.repository }

    /// Asks the remote for its references. Takes no lock, so any number may ask at once.
    public func references() async throws -> [RemoteReference] {
        try await exchange(progress: nil) { [location, pool] control, context in
            let repository: CachedRepository
            if let existing = try CachedRepository(existingAt: location) {
                repository = existing
            } else {
                repository = try FileLock.with(location.lock, control: control) {
                    try LibGit2Backend.prepared(location, pool)
                }
            }
            return try RemoteExchange(repository: repository, context: context).references()
        }
    }

    /// Fetches what is missing of a reference, a commit, or everything; nothing where objects are shared.
    public func fetch(_ fetch: GitFetch, progress: (@Sendable (GitProgress) -> Void)?) async throws {
        guard !sharesObjects else { return }
        try await exchange(progress: progress) { [location, pool] control, context in
            try FileLock.with(location.lock, control: control) {
                let repository = try LibGit2Backend.prepared(location, pool)
                let exchange = RemoteExchange(repository: repository, context: context)
                do {
                    try exchange.fetch(LibGit2Backend.refspecs(fetch))
                } catch let error as GitError {
                    guard fetch == .everything, [.cache, .network, .corrupt].contains(error.code) else { throw error }
                    // A branch that was a folder of branches, or the other way round, is in the way of its own past.
                    repository.removeReferences(below: "refs/all/")
                    try exchange.fetch(LibGit2Backend.refspecs(fetch))
                }
            }
        }
    }

    /// Removes the repository from the cache, for example when it is damaged; the next fetch begins anew.
    ///
    /// Trees that are still read lose their objects.
    public func discardCache() async throws {
        try await exchange(progress: nil) { [location, pool] control, _ in
            try FileLock.with(location.lock, control: control) {
                CacheFiles.removeTree(location.repository)
                pool.reset()
            }
        }
    }

    /// Where fetched references are kept: by names that cannot be in another's way, and not without end. They only
    /// tell the remote what is here; objects stay whether or not a reference leads to them.
    private static func refspecs(_ fetch: GitFetch) -> [String] {
        switch fetch {
        case .reference(let reference):
            ["+\(reference.name):refs/one/\(ContentName.short(of: reference.name, bytes: 1))"]
        case .commit(let id): ["+\(id):refs/commits/\(id.abbreviated(to: 2))"]
        case .everything: ["+refs/heads/*:refs/all/heads/*", "+refs/tags/*:refs/all/tags/*"]
        }
    }

    /// Runs one exchange on a thread of its own.
    private func exchange<Result: Sendable>(
        progress: (@Sendable (GitProgress) -> Void)?,
        _ body: @escaping @Sendable (OperationControl, RemoteContext) throws -> Result
    ) async throws -> Result {
        try await BlockingThread.run(timeout: options.timeout, clock: clock) { [self] control in
            do {
                guard options.proxy == nil || url.scheme == .https else {
                    throw GitError(
                        .unsupported, "libgit2 uses a proxy for https alone; leave it out or use another URL")
                }
                try CacheFiles.makeDirectory(location.folder)
                let context = RemoteContext(url: url, options: options, control: control, progress: progress)
                return try withExtendedLifetime(context) {
                    try SocketStream.with(control: control) {
                        try trust(control)
                        return try body(control, context)
                    }
                }
            } catch let error as GitError {
                throw error.at(name)
            }
        }
    }

    /// The repository in the cache without what others left behind. Only under its lock.
    private static func prepared(_ location: CacheLocation, _ pool: ObjectPool) throws(GitError) -> CachedRepository {
        CacheFiles.removeLeftovers(in: location.repository)
        let isNew = !CacheFiles.exists(location.objects)
        let repository = try CachedRepository(at: location)
        if isNew { pool.reset() }
        return repository
    }

    /// Puts the authorities to trust where the connections find them, and sees that they can be read.
    private func trust(_ control: OperationControl) throws(GitError) {
        guard let certificates = options.certificateAuthorities else { return }
        let file = "\(trustFolder)/\(ContentName.short(of: certificates, bytes: 20)).pem"
        if !CacheFiles.exists(file) {
            try CacheFiles.makeDirectory(trustFolder)
            try CacheFiles.write(certificates, to: file)
        }
        control.certificateFile = file
        try LibGit2.start()
        try CertificateTrust.shared.enter(file: file, control: control)
        CertificateTrust.shared.leave()
    }
}
