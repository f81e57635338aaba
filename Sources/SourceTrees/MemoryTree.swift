/// A source tree held in memory: for tests, for generated input, and for what a host already has at hand.
///
/// ```swift
/// let tree: MemoryTree = ["kustomization.yaml": "resources: [deployment.yaml]", "deployment.yaml": manifest]
/// ```
public struct MemoryTree: SourceTree {
    fileprivate final class Directory: Sendable {
        let entries: [String: Node]
        let digest: ContentDigest

        init(_ entries: [String: Node]) {
            self.entries = entries
            var hash = FNV128()
            for (name, node) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                hash.combine(name.utf8)
                hash.combine([0])
                hash.combine(node.entry(named: "").digest.description.utf8)
            }
            digest = ContentDigest(algorithm: "memory-tree", value: hash.hexadecimal)
        }
    }

    fileprivate enum Node: Sendable {
        case file([UInt8], digest: ContentDigest, executable: Bool)
        case link(String)
        case directory(Directory)

        func entry(named name: String) -> TreeEntry {
            switch self {
            case .file(let bytes, let digest, let executable):
                TreeEntry(name: name, kind: executable ? .executable : .file, digest: digest, size: bytes.count)
            case .link(let target):
                TreeEntry(
                    name: name, kind: .symbolicLink(target: target),
                    digest: ContentDigest(algorithm: "memory-link", value: FNV128.hexadecimal(of: target.utf8)))
            case .directory(let directory):
                TreeEntry(name: name, kind: .directory, digest: directory.digest)
            }
        }
    }

    /// What can stand at a path.
    public enum Content: Sendable {
        /// A regular file with its bytes.
        case file([UInt8])
        /// A file that may be executed.
        case executable([UInt8])
        /// A symbolic link with the text it holds.
        case symbolicLink(String)
        /// A directory that may be empty.
        case directory
    }

    private let top: Directory

    /// A tree from paths and what stands there; folders on the way are made.
    ///
    /// - Throws: ``TreeError`` for a path that is no path, and ``TreeError/Code/notADirectory`` where one path makes
    ///   a file of what another takes for a folder.
    public init(contents: [(path: String, content: Content)]) throws(TreeError) {
        let builder = Builder()
        for (path, content) in contents { try builder.add(content, at: TreePath(path)) }
        top = builder.build()
    }

    /// A tree from paths and texts.
    public init(_ files: [String: String]) throws(TreeError) {
        try self.init(contents: files.map { ($0.key, .file(Array($0.value.utf8))) })
    }

    private func node(at path: TreePath) -> Node? {
        var node = Node.directory(top)
        for component in path.components {
            guard case .directory(let directory) = node, let next = directory.entries[component] else { return nil }
            node = next
        }
        return node
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? { node(at: path)?.entry(named: path.name) }

    /// The entries of a directory, sorted by name.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        guard let node = node(at: directory) else { throw TreeError(.notFound, path: directory.description) }
        guard case .directory(let content) = node else {
            throw TreeError(.notADirectory, path: directory.description)
        }
        return content.entries.map { $0.value.entry(named: $0.key) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        guard let node = node(at: file) else { throw TreeError(.notFound, path: file.description) }
        guard case .file(let bytes, _, _) = node else { throw TreeError(.notAFile, path: file.description) }
        guard bytes.count <= limit else {
            throw TreeError(.tooLarge, path: file.description, detail: "\(bytes.count) bytes, allowed \(limit)")
        }
        return bytes
    }
}

extension MemoryTree {
    /// Collects entries while a tree is made.
    private final class Builder {
        var leaves: [String: Node] = [:]
        var folders: [String: Builder] = [:]

        func add(_ content: Content, at path: TreePath) throws(TreeError) {
            var folder = self
            for component in path.components.dropLast() { folder = try folder.folder(named: component, of: path) }
            guard !path.isRoot else { return }
            switch content {
            case .directory: _ = try folder.folder(named: path.name, of: path)
            case .file(let bytes): try folder.add(bytes, executable: false, at: path)
            case .executable(let bytes): try folder.add(bytes, executable: true, at: path)
            case .symbolicLink(let target): folder.leaves[path.name] = .link(target)
            }
        }

        private func add(_ bytes: [UInt8], executable: Bool, at path: TreePath) throws(TreeError) {
            guard folders[path.name] == nil else { throw TreeError(.notAFile, path: path.description) }
            let digest = ContentDigest(algorithm: "memory", value: FNV128.hexadecimal(of: bytes))
            leaves[path.name] = .file(bytes, digest: digest, executable: executable)
        }

        private func folder(named name: String, of path: TreePath) throws(TreeError) -> Builder {
            guard leaves[name] == nil else { throw TreeError(.notADirectory, path: path.description) }
            if let folder = folders[name] { return folder }
            let folder = Builder()
            folders[name] = folder
            return folder
        }

        func build() -> Directory {
            var entries = leaves
            for (name, folder) in folders { entries[name] = .directory(folder.build()) }
            return Directory(entries)
        }
    }
}
