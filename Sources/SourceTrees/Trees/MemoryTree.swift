/// A source tree held in memory: for tests, for generated input, and for what a host already has at hand.
///
/// ```swift
/// let tree: MemoryTree = ["kustomization.yaml": "resources: [deployment.yaml]", "deployment.yaml": manifest]
/// ```
public struct MemoryTree: SourceTree {
    fileprivate final class Directory: Sendable {
        let nodes: [String: Node]
        let digest: ContentDigest

        init(_ nodes: [String: Node]) {
            self.nodes = nodes
            digest = .directory(nodes.map { ($0.value.entry(named: $0.key), $0.value.digest) })
        }
    }

    fileprivate enum Node: Sendable {
        case file([UInt8], digest: ContentDigest, executable: Bool)
        case link(String)
        case directory(Directory)

        func entry(named name: String) -> TreeEntry {
            switch self {
            case .file(_, _, let executable): TreeEntry(name: name, kind: executable ? .executable : .file)
            case .link(let target): TreeEntry(name: name, kind: .symbolicLink(target: target))
            case .directory: TreeEntry(name: name, kind: .directory)
            }
        }

        var digest: ContentDigest {
            switch self {
            case .file(_, let digest, _): digest
            case .link(let target): .file(Array(target.utf8))
            case .directory(let directory): directory.digest
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

    /// A tree without a single file.
    public init() {
        top = Directory([:])
    }

    /// A tree from paths and what stands there; folders on the way are made, the later of two files at one path wins.
    ///
    /// - Throws: ``TreeError`` for a path that is no path, and ``TreeError/Code/notADirectory`` where one path makes
    ///   a file of what another takes for a folder.
    public init(contents: [(path: String, content: Content)]) throws(TreeError) {
        let builder = Builder()
        for (path, content) in contents { try builder.add(content, at: TreePath(path)) }
        top = builder.build()
    }

    /// A tree from paths and texts.
    ///
    /// - Throws: ``TreeError`` as ``init(contents:)`` does.
    public init(_ files: [String: String]) throws(TreeError) {
        let sorted = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        try self.init(contents: sorted.map { ($0.key, .file(Array($0.value.utf8))) })
    }

    private func node(at path: TreePath) -> Node? {
        var node = Node.directory(top)
        for component in path.components {
            guard case .directory(let directory) = node, let next = directory.nodes[component] else { return nil }
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
        return content.nodes.map { $0.value.entry(named: $0.key) }.sortedByName()
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

    /// The digest of the entry at a path, known since the tree was made.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        guard let node = node(at: path) else { throw TreeError(.notFound, path: path.description) }
        return node.digest
    }
}

extension MemoryTree: ExpressibleByDictionaryLiteral {
    /// A tree from paths and texts as they stand in source code; the later of two that exclude each other wins.
    public init(dictionaryLiteral elements: (TreePath, String)...) {
        let builder = Builder()
        for (path, text) in elements { builder.replace(.file(Array(text.utf8)), at: path) }
        top = builder.build()
    }
}

extension MemoryTree {
    /// Collects entries while a tree is made.
    private final class Builder {
        private var leaves: [String: Node] = [:]
        private var folders: [String: Builder] = [:]

        func add(_ content: Content, at path: TreePath) throws(TreeError) {
            var folder = self
            for component in path.components.dropLast() { folder = try folder.folder(named: component, of: path) }
            if let leaf = Self.leaf(content) {
                guard !path.isRoot, folder.folders[path.name] == nil else {
                    throw TreeError(.notAFile, path: path.description)
                }
                folder.leaves[path.name] = leaf
            } else if !path.isRoot {
                _ = try folder.folder(named: path.name, of: path)
            }
        }

        func replace(_ content: Content, at path: TreePath) {
            guard let leaf = Self.leaf(content), !path.isRoot else { return }
            var folder = self
            for component in path.components.dropLast() {
                folder.leaves[component] = nil
                folder = folder.folder(named: component)
            }
            folder.folders[path.name] = nil
            folder.leaves[path.name] = leaf
        }

        private static func leaf(_ content: Content) -> Node? {
            switch content {
            case .directory: nil
            case .file(let bytes): .file(bytes, digest: .file(bytes), executable: false)
            case .executable(let bytes): .file(bytes, digest: .file(bytes), executable: true)
            case .symbolicLink(let target): .link(target)
            }
        }

        private func folder(named name: String, of path: TreePath) throws(TreeError) -> Builder {
            guard leaves[name] == nil else { throw TreeError(.notADirectory, path: path.description) }
            return folder(named: name)
        }

        private func folder(named name: String) -> Builder {
            if let folder = folders[name] { return folder }
            let folder = Builder()
            folders[name] = folder
            return folder
        }

        func build() -> Directory {
            var nodes = leaves
            for (name, folder) in folders { nodes[name] = .directory(folder.build()) }
            return Directory(nodes)
        }
    }
}
