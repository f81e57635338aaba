/// A tree with other trees at some of its folders, as a checkout has the files of submodules.
///
/// Whatever the tree itself has at a mounted place is hidden; a mounted place that the tree does not list stays unlisted,
/// and can be read by its path all the same.
///
/// ```swift
/// let tree = MountedTree(commit.tree, mounts: ["vendor/library": library.tree])
/// ```
public struct MountedTree: SourceTree {
    private let base: any SourceTree
    private let mounts: [TreePath: any SourceTree]

    /// Puts trees at folders of another; where one place is inside another, the deeper one is seen.
    ///
    /// - Parameter mounts: trees by their places, none of which is the root.
    public init(_ base: any SourceTree, mounts: [TreePath: any SourceTree]) {
        self.base = base
        self.mounts = mounts.filter { !$0.key.isRoot }
    }

    /// The tree that has a path, and the path there.
    private func place(of path: TreePath) -> (tree: any SourceTree, path: TreePath, isMount: Bool) {
        var depth = path.components.count
        while depth > 0 {
            let folder = TreePath(uncheckedComponents: Array(path.components[..<depth]))
            if let tree = mounts[folder] {
                return (tree, TreePath(uncheckedComponents: Array(path.components[depth...])), true)
            }
            depth -= 1
        }
        return (base, path, false)
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        if mounts[path] != nil { return TreeEntry(name: path.name, kind: .directory) }
        let place = place(of: path)
        return try place.tree.entry(at: place.path)
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        let place = place(of: directory)
        return try place.tree.entries(of: place.path).map { entry in
            let path = TreePath(uncheckedComponents: directory.components + [entry.name])
            return mounts[path] == nil ? entry : TreeEntry(name: entry.name, kind: .directory)
        }
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        let place = place(of: file)
        return try place.tree.contents(of: place.path, limit: limit)
    }

    /// The digest of an entry: that of the one tree that holds it, else worked out from all that do.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        let place = place(of: path)
        guard mounts.keys.contains(where: { $0.isInside(path) && $0 != path }) else {
            return try place.tree.digest(of: place.path)
        }
        var members: [(entry: TreeEntry, digest: ContentDigest)] = []
        for entry in try entries(of: path) { members.append((entry, try digest(of: try path.child(entry.name)))) }
        return .directory(members)
    }
}
