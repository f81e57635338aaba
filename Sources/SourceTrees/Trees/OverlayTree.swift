/// One tree laid over another: entries of the upper one hide those of the lower one, folders of both are merged.
///
/// What a host changes before a rendering, such as a values file of its own, goes into the upper tree; what it takes
/// away becomes a whiteout.
///
/// ```swift
/// let tree = OverlayTree(upper: ["values.yaml": "replicas: 3"] as MemoryTree, lower: commit.tree,
///                        whiteouts: ["templates/tests"])
/// ```
public struct OverlayTree: SourceTree {
    private enum Layer { case upper, lower, both }

    /// The tree that is seen first.
    public let upper: any SourceTree
    /// The tree beneath it.
    public let lower: any SourceTree
    /// Paths that are hidden in the lower tree with everything below them.
    public let whiteouts: Set<TreePath>

    /// Lays one tree over another.
    ///
    /// - Parameters:
    ///   - upper: the tree that is seen first.
    ///   - lower: the tree beneath it.
    ///   - whiteouts: paths hidden in the lower tree; the root hides all of it.
    public init(upper: any SourceTree, lower: any SourceTree, whiteouts: Set<TreePath> = []) {
        self.upper = upper
        self.lower = lower
        self.whiteouts = whiteouts
    }

    private func isWhitedOut(_ path: TreePath) -> Bool {
        guard !whiteouts.isEmpty else { return false }
        return (0...path.components.count).contains { depth in
            whiteouts.contains(TreePath(uncheckedComponents: Array(path.components[..<depth])))
        }
    }

    /// Which trees hold the path, going down from the root: an upper file or link hides all the lower tree has there.
    private func layer(of path: TreePath) throws(TreeError) -> (Layer, TreeEntry)? {
        var mayBeLower = !isWhitedOut(path)
        for depth in 0..<path.components.count {
            let folder = TreePath(uncheckedComponents: Array(path.components[..<depth]))
            guard let entry = try upper.entry(at: folder) else { break }
            guard entry.isDirectory else { return nil }
            // A folder over a file: nothing of the lower tree is seen through it.
            if mayBeLower, try lower.entry(at: folder)?.isDirectory == false { mayBeLower = false }
        }
        let above = try upper.entry(at: path)
        let beneath = mayBeLower ? try lower.entry(at: path) : nil
        switch (above, beneath) {
        case (let above?, let beneath?) where above.isDirectory && beneath.isDirectory: return (.both, above)
        case (let above?, _): return (.upper, above)
        case (nil, let beneath?): return (.lower, beneath)
        case (nil, nil): return path.isRoot ? (.upper, TreeEntry(name: "", kind: .directory)) : nil
        }
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? { try layer(of: path)?.1 }

    /// The entries of a directory in either tree.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        guard let (layer, entry) = try layer(of: directory) else {
            throw TreeError(.notFound, path: directory.description)
        }
        guard entry.isDirectory else { throw TreeError(.notADirectory, path: directory.description) }
        let above = layer == .lower ? [] : try upper.entries(of: directory)
        guard layer != .upper else { return above }
        let names = Set(above.map(\.name))
        let beneath = try lower.entries(of: directory).filter { entry in
            guard !names.contains(entry.name), !whiteouts.isEmpty else { return !names.contains(entry.name) }
            let path = TreePath(uncheckedComponents: directory.components + [entry.name])
            return !whiteouts.contains(path)
        }
        return (above + beneath).sortedByName()
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        guard let (layer, entry) = try layer(of: file) else { throw TreeError(.notFound, path: file.description) }
        guard entry.isFile else { throw TreeError(.notAFile, path: file.description) }
        return try (layer == .lower ? lower : upper).contents(of: file, limit: limit)
    }

    /// The digest of an entry: that of the one tree that alone holds it, else worked out from both.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        guard let (layer, entry) = try layer(of: path) else { throw TreeError(.notFound, path: path.description) }
        if !entry.isDirectory { return try (layer == .lower ? lower : upper).digest(of: path) }
        if layer == .lower, !whiteouts.contains(where: { $0.isInside(path) }) { return try lower.digest(of: path) }
        if layer == .upper, try upper.entry(at: path) != nil { return try upper.digest(of: path) }
        var members: [(entry: TreeEntry, digest: ContentDigest)] = []
        for entry in try entries(of: path) { members.append((entry, try digest(of: try path.child(entry.name)))) }
        return .directory(members)
    }
}
