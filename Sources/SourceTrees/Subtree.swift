/// A folder of a tree as a tree of its own: paths begin there, and nothing above can be reached.
public struct Subtree<Base: SourceTree>: SourceTree {
    /// The tree beneath.
    public let base: Base
    /// The folder that is this tree's root.
    public let folder: TreePath

    /// A folder of a tree as a tree.
    ///
    /// - Throws: ``TreeError`` where there is no such directory; symbolic links to it are followed.
    public init(of base: Base, at folder: TreePath) throws(TreeError) {
        guard let (resolved, entry) = try base.resolve(folder) else {
            throw TreeError(.notFound, path: folder.description)
        }
        guard entry.isDirectory else { throw TreeError(.notADirectory, path: folder.description) }
        self.base = base
        self.folder = resolved
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        try base.entry(at: folder.appending(path))
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        try base.entries(of: folder.appending(directory))
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        try base.contents(of: folder.appending(file), limit: limit)
    }
}

extension SourceTree {
    /// A folder of this tree as a tree of its own, from which nothing above can be reached.
    public func subtree(_ folder: TreePath) throws(TreeError) -> Subtree<Self> { try Subtree(of: self, at: folder) }
}
