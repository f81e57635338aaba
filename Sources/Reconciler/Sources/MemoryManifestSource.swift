import KubeModel
import Synchronization
import Values

/// A source whose files are in memory, with as many revisions as are committed to it.
///
/// ```swift
/// let source = MemoryManifestSource(["web.yaml": deployment])
/// source.commit(["web.yaml": deployment, "service.yaml": service])
/// ```
public final class MemoryManifestSource: ManifestSource {
    private struct State {
        var commits: [String: [String: String]] = [:]
        var head = ""
        var renderings = 0
    }

    private let state = Mutex(State())

    /// A source with one revision.
    ///
    /// - Parameter files: YAML texts by path.
    public init(_ files: [String: String] = [:]) { commit(files) }

    /// Adds a revision that all applications see next.
    ///
    /// - Parameter files: all files that there are now.
    /// - Returns: the revision.
    @discardableResult
    public func commit(_ files: [String: String]) -> String {
        state.withLock { state in
            let digits = String(state.commits.count + 1, radix: 16)
            let revision = String(repeating: "0", count: max(0, 40 - digits.count)) + digits
            state.commits[revision] = files
            state.head = revision
            return revision
        }
    }

    /// The newest revision.
    public var head: String { state.withLock { $0.head } }

    /// How often manifests were asked for.
    public var renderings: Int { state.withLock { $0.renderings } }

    /// The newest revision, or the one asked for, for each source.
    public func revisions(for request: ManifestRequest) async throws -> [String] {
        if !request.revisions.isEmpty { return request.revisions }
        let state = state.withLock { $0 }
        return request.sources.map { source in
            state.commits[source.targetRevision] == nil ? state.head : source.targetRevision
        }
    }

    /// The objects of all files below each source's path.
    public func manifests(for request: ManifestRequest) async throws -> Manifests {
        let revisions = try await revisions(for: request)
        let commits = state.withLock { state in
            state.renderings += 1
            return state.commits
        }
        var objects: [KubeObject] = []
        for (source, revision) in zip(request.sources, revisions) {
            guard let files = commits[revision] else {
                throw ApplicationError(.source, "there is no revision \(revision)")
            }
            let folder = source.path.isEmpty || source.path == "." ? "" : source.path + "/"
            for (path, text) in files.sorted(by: { $0.key < $1.key }) where path.hasPrefix(folder) {
                objects += try MemoryManifestSource.objects(in: text, path: path)
            }
        }
        return Manifests(
            objects: objects, revisions: revisions, sourceTypes: request.sources.map { _ in "Directory" })
    }

    private static func objects(in text: String, path: String) throws -> [KubeObject] {
        do {
            return try YAMLDocument.parse(Array(text.utf8)).filter { !$0.isEmpty }.map { try KubeObject($0.value) }
        } catch {
            throw ApplicationError(.source, "\(path):\(error)")
        }
    }
}

extension ManifestSource where Self == MemoryManifestSource {
    /// A source whose files are in memory.
    ///
    /// - Parameter files: YAML texts by path.
    public static func memory(_ files: [String: String]) -> MemoryManifestSource { MemoryManifestSource(files) }
}
