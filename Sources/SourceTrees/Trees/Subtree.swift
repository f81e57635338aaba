/// A folder of a tree as a tree of its own: paths begin there, and nothing above can be reached.
///
/// A symbolic link that leads above the folder is an error here, even where the whole tree could follow it.
public struct Subtree: SourceTree {
    /// The tree beneath.
    public let base: any SourceTree
    /// The folder that is this tree's root.
    public let folder: TreePath

    /// A folder of a tree as a tree.
    ///
    /// - Throws: ``TreeError`` where there is no such directory; symbolic links to it are followed.
    public init(of base: any SourceTree, at folder: TreePath) throws(TreeError) {
        guard let (resolved, entry) = try base.resolve(folder) else {
            throw TreeError(.notFound, path: folder.description)
        }
        guard entry.isDirectory else { throw TreeError(.notADirectory, path: folder.description) }
        if let outer = base as? Subtree {
            self.base = outer.base
            self.folder = outer.folder.appending(resolved)
        } else {
            self.base = base
            self.folder = resolved
        }
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        guard var entry = try base.entry(at: folder.appending(path)) else { return nil }
        if path.isRoot { entry.name = "" }
        return entry
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        try base.entries(of: folder.appending(directory))
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        try base.contents(of: folder.appending(file), limit: limit)
    }

    /// The digest of an entry.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        try base.digest(of: folder.appending(path))
    }
}

extension SourceTree {
    /// A folder of this tree as a tree of its own, from which nothing above can be reached.
    ///
    /// - Throws: ``TreeError`` where there is no such directory.
    public func subtree(_ folder: TreePath) throws(TreeError) -> Subtree { try Subtree(of: self, at: folder) }

    /// A folder of this tree as a tree of its own: `try source.tree["charts/shop"]`.
    public subscript(folder: TreePath) -> Subtree {
        get throws(TreeError) { try Subtree(of: self, at: folder) }
    }
}
