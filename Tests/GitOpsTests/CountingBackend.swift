import GitOps
import Synchronization

/// Counts how often the remote is asked for its references.
final class CountingBackend: GitBackend {
    private let base: any GitBackend
    private let count = Mutex(0)

    init(_ base: any GitBackend) { self.base = base }

    var listings: Int { count.withLock { $0 } }

    var name: String { base.name }

    var objects: any GitObjects { base.objects }

    func references() async throws -> [RemoteReference] {
        count.withLock { $0 += 1 }
        await Task.yield()
        return try await base.references()
    }

    func fetch(_ fetch: GitFetch, progress: (@Sendable (GitProgress) -> Void)?) async throws {
        try await base.fetch(fetch, progress: progress)
    }
}
