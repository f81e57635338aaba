/// A read-only tree of files, addressed by content: a Git commit, a folder on disk, an unpacked archive, or a value
/// made in a test.
///
/// Everything that renders reads through this protocol, synchronously and without side effects, so rendering is a
/// function of the tree. A conforming type answers for its own entries and never follows symbolic links; following
/// them inside the tree is done once for all conformers by ``read(_:limit:)``, ``entry(following:)`` and
/// ``list(_:)``.
///
/// ```swift
/// let tree: MemoryTree = ["app/deployment.yaml": "kind: Deployment"]
/// for entry in try tree.list("app") { print(entry.name, entry.kind) }
/// let bytes = try tree.read("app/deployment.yaml")
/// ```
///
/// A minimal conforming type writes ``entry(at:)``, ``entries(of:)`` and ``contents(of:limit:)``.
public protocol SourceTree: Sendable {
    /// The entry at a path, nil where there is none; a symbolic link is told as a link.
    ///
    /// The components before the last are directories proper; a path that passes through a file or a link has no
    /// entry. The root is always a directory.
    func entry(at path: TreePath) throws(TreeError) -> TreeEntry?

    /// The entries of a directory, sorted by the bytes of their names.
    ///
    /// - Throws: ``TreeError/Code/notFound`` or ``TreeError/Code/notADirectory``.
    func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry]

    /// The bytes of the regular file at a path.
    ///
    /// - Parameter limit: largest size in bytes that the caller accepts.
    /// - Throws: ``TreeError/Code/notFound``, ``TreeError/Code/notAFile``, ``TreeError/Code/tooLarge``.
    func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8]

    /// What identifies the content of the entry at a path: of a file its bytes, of a symbolic link its text, of a
    /// directory everything below it with names and kinds.
    ///
    /// A tree read from Git knows the answer; the default works it out from the content.
    /// - Throws: ``TreeError/Code/notFound``, and what reading throws.
    func digest(of path: TreePath) throws(TreeError) -> ContentDigest
}

extension SourceTree {
    /// The digest Git would give the entry, from everything below it.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        guard let entry = try entry(at: path) else { throw TreeError(.notFound, path: path.description) }
        return try digest(of: entry, at: path)
    }

    private func digest(of entry: TreeEntry, at path: TreePath) throws(TreeError) -> ContentDigest {
        switch entry.kind {
        case .file, .executable: return .file(try contents(of: path, limit: .max))
        case .symbolicLink(let target): return .file(Array(target.utf8))
        case .submodule: return ContentDigest(algorithm: "submodule", value: "unknown")
        case .directory:
            var members: [(entry: TreeEntry, digest: ContentDigest)] = []
            for entry in try entries(of: path) {
                members.append((entry, try digest(of: try path.child(entry.name))))
            }
            return .directory(members)
        }
    }
}

extension ContentDigest {
    /// The digest of a directory from those of its entries: the identifier of the Git tree that holds them.
    public static func directory(_ entries: [(entry: TreeEntry, digest: ContentDigest)]) -> ContentDigest {
        if let identifier = GitObjectHash.tree(entries) { return .git(identifier) }
        // An entry is named by another algorithm: hash the listing as text.
        var listing: [UInt8] = []
        for (entry, digest) in entries.sorted(by: { $0.entry.name.utf8.lexicographicallyPrecedes($1.entry.name.utf8) })
        {
            listing += Array("\(entry.name)\0\(entry.kind)\0\(digest)\0".utf8)
        }
        return ContentDigest(algorithm: "listing", value: GitObjectHash.blob(listing))
    }
}
