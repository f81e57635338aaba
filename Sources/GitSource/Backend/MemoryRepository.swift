public import SourceTrees
import Synchronization

/// A repository in memory: commits made of trees, branches and tags that point at them.
///
/// For tests and previews. Commits, trees and files are real Git objects with the identifiers Git would give them.
///
/// ```swift
/// let remote = MemoryRepository()
/// let first = try remote.commit(["app.yaml": "kind: ConfigMap"] as MemoryTree, to: "main")
/// let source = try await GitRepository(remote).resolve(.branch("main"))
/// ```
public final class MemoryRepository: GitBackend, GitObjects {
    private struct State {
        var objects: [ObjectID: (kind: GitObjectKind, bytes: [UInt8])] = [:]
        var references: [String: ObjectID] = [:]
        var head = "refs/heads/main"
        var clock: Int64 = 1_700_000_000
        var failure: GitError?
    }

    /// What the repository is called in messages.
    public let name: String
    private let state = Mutex(State())

    /// A repository without commits, whose first branch is `main`.
    public init(name: String = "memory") {
        self.name = name
    }

    /// The objects, all of them at hand from the beginning.
    public var objects: any GitObjects { self }

    /// Makes the remote fail with an error from now on, or work again.
    public func fail(with error: GitError?) { state.withLock { $0.failure = error } }

    /// Writes a commit and moves a branch to it.
    ///
    /// - Parameters:
    ///   - tree: the files of the commit, all of them.
    ///   - branch: the branch, made where there is none; the commit before is the one it pointed at.
    ///   - message: what the commit says.
    ///   - submodules: commits of other repositories by their places; the folders they are in are folders of the tree.
    ///   - author: who wrote it; times advance by a minute with each commit where nil.
    @discardableResult
    public func commit(
        _ tree: any SourceTree, to branch: String = "main", message: String = "",
        submodules: [TreePath: ObjectID] = [:], author: GitSignature? = nil
    ) throws -> ObjectID {
        let root = try write(tree, submodules, at: .root)
        return state.withLock { state in
            state.clock += 60
            let author = author ?? GitSignature(name: "Test", email: "test@example.com", seconds: state.clock)
            let reference = "refs/heads/\(branch)"
            let parent = state.references[reference].map { "parent \($0)\n" } ?? ""
            let line = "\(author) \(author.seconds) \(MemoryRepository.zone(author.offsetMinutes))"
            let text = "tree \(root)\n\(parent)author \(line)\ncommitter \(line)\n\n\(message)\n"
            let id = MemoryRepository.insert(.commit, Array(text.utf8), &state)
            state.references[reference] = id
            return id
        }
    }

    /// Points a tag at a commit, an annotated one where it has a message.
    public func tag(_ name: String, _ commit: ObjectID, message: String? = nil) {
        state.withLock { state in
            guard let message else {
                state.references["refs/tags/\(name)"] = commit
                return
            }
            let text =
                "object \(commit)\ntype commit\ntag \(name)\ntagger Test <test@example.com> \(state.clock) +0000\n\n\(message)\n"
            state.references["refs/tags/\(name)"] = MemoryRepository.insert(.tag, Array(text.utf8), &state)
        }
    }

    /// Points a reference at an object, or removes it.
    public func setReference(_ name: String, to id: ObjectID?) { state.withLock { $0.references[name] = id } }

    // MARK: GitBackend

    /// The references as a remote lists them: `HEAD`, then all others by name.
    public func references() async throws -> [RemoteReference] {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            let head = state.references[state.head].map {
                RemoteReference(name: "HEAD", target: $0, symbolicTarget: state.head)
            }
            let sorted = state.references.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return (head.map { [$0] } ?? [])
                + sorted.map { name, id in
                    RemoteReference(name: name, target: id, peeled: MemoryRepository.peeled(id, state))
                }
        }
    }

    private static func peeled(_ id: ObjectID, _ state: State) -> ObjectID? {
        guard let object = state.objects[id], object.kind == .tag else { return nil }
        return try? TagObject(object.bytes, id: id).target
    }

    /// Does nothing: all objects are at hand.
    public func fetch(_ fetch: GitFetch, progress: (@Sendable (GitProgress) -> Void)?) async throws {
        try state.withLock { if let failure = $0.failure { throw failure } }
    }

    // MARK: GitObjects

    /// The kind and size of an object.
    public func header(of id: ObjectID) throws(GitError) -> (kind: GitObjectKind, size: Int)? {
        state.withLock { state in state.objects[id].map { ($0.kind, $0.bytes.count) } }
    }

    /// An object.
    public func object(_ id: ObjectID) throws(GitError) -> (kind: GitObjectKind, bytes: [UInt8])? {
        state.withLock { $0.objects[id] }
    }

    /// The object that begins with some digits.
    public func object(startingWith prefix: String) throws(GitError) -> ObjectID? {
        let prefix = prefix.lowercased()
        let found = state.withLock { $0.objects.keys.filter { $0.description.hasPrefix(prefix) } }
        guard found.count <= 1 else {
            throw GitError(.ambiguousRevision, "several objects begin with '\(prefix)'; write more digits")
        }
        return found.first
    }
}

extension MemoryRepository {
    private func write(
        _ tree: any SourceTree, _ submodules: [TreePath: ObjectID], at path: TreePath
    ) throws -> ObjectID {
        var lines: [(key: [UInt8], bytes: [UInt8])] = []
        let modules = submodules.keys.filter { !$0.isRoot && $0.parent == path }
        let entries = try tree.entries(of: path) + modules.map { TreeEntry(name: $0.name, kind: .submodule) }
        for entry in entries {
            let child = try path.child(entry.name)
            let (mode, id): (String, ObjectID) =
                switch entry.kind {
                case .directory: ("40000", try write(tree, submodules, at: child))
                case .file: ("100644", insert(.blob, try tree.contents(of: child, limit: .max)))
                case .executable: ("100755", insert(.blob, try tree.contents(of: child, limit: .max)))
                case .symbolicLink(let target): ("120000", insert(.blob, Array(target.utf8)))
                case .submodule: ("160000", submodules[child] ?? .zero)
                }
            // Git sorts a directory as if its name ended in a slash.
            lines.append(
                (
                    Array((entry.name + (entry.isDirectory ? "/" : "")).utf8),
                    Array("\(mode) \(entry.name)\0".utf8) + id.bytes
                ))
        }
        lines.sort { $0.key.lexicographicallyPrecedes($1.key) }
        return insert(.tree, lines.flatMap(\.bytes))
    }

    private func insert(_ kind: GitObjectKind, _ bytes: [UInt8]) -> ObjectID {
        state.withLock { MemoryRepository.insert(kind, bytes, &$0) }
    }

    private static func insert(_ kind: GitObjectKind, _ bytes: [UInt8], _ state: inout State) -> ObjectID {
        var hash = SHA1()
        hash.update(Array("\(kind.rawValue) \(bytes.count)\0".utf8))
        hash.update(bytes)
        let id = ObjectID(bytes: hash.finish()) ?? .zero
        state.objects[id] = (kind, bytes)
        return id
    }

    private static func zone(_ minutes: Int) -> String {
        let size = abs(minutes)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(minutes < 0 ? "-" : "+")\(two(size / 60 % 100))\(two(size % 60))"
    }
}
