public import SourceTrees

/// The files of a commit, read straight from the repository's objects; nothing is checked out.
///
/// A value that never changes: the same tree reads the same from every thread, for as long as the objects are kept.
/// Digests are the objects' own identifiers and cost nothing. A file's size is looked up before it is loaded, so a
/// large one is refused without being read. Submodules are told as such and are empty;
/// ``GitSnapshot/treeWithSubmodules(of:open:)`` has their files.
///
/// ```swift
/// let source = try await repository.resolve(.branch("main"))
/// let values = try source.tree.readText("charts/shop/values.yaml")
/// let chart = try source.tree["charts/shop"]
/// ```
public struct GitTree: SourceTree {
    /// The identifier of the tree object.
    public let id: ObjectID
    private let objects: any GitObjects
    private let cache: TreeObjectCache

    /// Longest text of a symbolic link that is read, in bytes.
    private static let maximumLink = 4096

    init(_ id: ObjectID, in objects: any GitObjects, cache: TreeObjectCache) {
        self.id = id
        self.objects = objects
        self.cache = cache
    }

    /// A tree among the objects of a backend.
    public init(_ id: ObjectID, in objects: any GitObjects) {
        self.init(id, in: objects, cache: TreeObjectCache())
    }

    private func reading<Result>(
        _ path: TreePath, _ body: () throws(GitError) -> Result
    ) throws(TreeError) -> Result {
        do throws(GitError) {
            return try body()
        } catch {
            throw TreeError(.unreadable, path: path.description, detail: error.description)
        }
    }

    private func object(_ id: ObjectID, at path: TreePath) throws(TreeError) -> TreeObject {
        try reading(path) { () throws(GitError) in
            try cache.tree(id) { () throws(GitError) in try TreeObject(try objects.bytes(of: id, .tree), id: id) }
        }
    }

    /// The directory at a path; nil where something else or nothing is there.
    private func directory(at path: TreePath) throws(TreeError) -> TreeObject? {
        var tree = try object(id, at: path)
        for name in path.components {
            guard let entry = tree.entry(named: name.utf8), entry.kind == .directory else { return nil }
            tree = try object(entry.id, at: path)
        }
        return tree
    }

    private func stored(at path: TreePath) throws(TreeError) -> TreeObject.Entry? {
        guard !path.isRoot else { return TreeObject.Entry(name: [], kind: .directory, id: id) }
        return try directory(at: path.parent)?.entry(named: path.name.utf8)
    }

    private func told(_ entry: TreeObject.Entry, at path: TreePath) throws(TreeError) -> TreeEntry {
        let kind: TreeEntry.Kind =
            switch entry.kind {
            case .file: .file
            case .executable: .executable
            case .directory: .directory
            case .submodule: .submodule
            case .symbolicLink: .symbolicLink(target: try target(of: entry.id, at: path))
            }
        return TreeEntry(name: String(decoding: entry.name, as: UTF8.self), kind: kind)
    }

    private func target(of id: ObjectID, at path: TreePath) throws(TreeError) -> String {
        let bytes = try blob(id, at: path, limit: Self.maximumLink)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func blob(_ id: ObjectID, at path: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        let header = try reading(path) { () throws(GitError) in try objects.header(of: id) }
        guard let header, header.kind == .blob else {
            throw TreeError(.unreadable, path: path.description, detail: "the object \(id) is missing or no file")
        }
        guard header.size <= limit else {
            throw TreeError(.tooLarge, path: path.description, detail: "\(header.size) bytes, allowed \(limit)")
        }
        guard let object = try reading(path, { () throws(GitError) in try objects.object(id) }) else {
            throw TreeError(.unreadable, path: path.description, detail: "the object \(id) is missing")
        }
        return object.bytes
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        guard let entry = try stored(at: path) else { return nil }
        return try told(entry, at: path)
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        guard let tree = try self.directory(at: directory) else {
            throw TreeError(try stored(at: directory) == nil ? .notFound : .notADirectory, path: directory.description)
        }
        var entries: [TreeEntry] = []
        entries.reserveCapacity(tree.entries.count)
        for entry in tree.entries { entries.append(try told(entry, at: directory)) }
        return entries
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        guard let entry = try stored(at: file) else { throw TreeError(.notFound, path: file.description) }
        guard entry.kind == .file || entry.kind == .executable else {
            throw TreeError(.notAFile, path: file.description)
        }
        return try blob(entry.id, at: file, limit: limit)
    }

    /// The commit of the submodule at a path, nil where something else or nothing is there.
    func submodule(at path: TreePath) throws(TreeError) -> ObjectID? {
        guard let entry = try stored(at: path), entry.kind == .submodule else { return nil }
        return entry.id
    }

    /// The identifier of the object at a path; of a submodule, the commit it stands at.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        guard let entry = try stored(at: path) else { throw TreeError(.notFound, path: path.description) }
        return .git(entry.id.description)
    }
}
