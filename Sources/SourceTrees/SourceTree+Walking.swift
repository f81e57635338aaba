extension SourceTree {
    /// Every entry below a folder but the folders themselves, in the order of their paths component by component.
    ///
    /// Symbolic links are told as links and not followed.
    ///
    /// ```swift
    /// let charts = try tree.files(in: "charts", matching: PathGlob("*/Chart.yaml"))
    /// ```
    /// - Parameters:
    ///   - folder: where to begin; links to it are followed.
    ///   - glob: matched against the path below `folder`; nil takes everything.
    ///   - limit: most entries looked at.
    /// - Returns: paths from the root of the tree, with their entries.
    /// - Throws: ``TreeError/Code/tooLarge`` where there are more entries than `limit`; what listing throws.
    public func files(
        in folder: TreePath = .root, matching glob: PathGlob? = nil, limit: Int = 1_000_000
    ) throws(TreeError) -> [(path: TreePath, entry: TreeEntry)] {
        guard let (start, entry) = try resolve(folder) else { throw TreeError(.notFound, path: folder.description) }
        guard entry.isDirectory else { throw TreeError(.notADirectory, path: folder.description) }
        var found: [(path: TreePath, entry: TreeEntry)] = []
        var seen = 0
        // The last of the pending ones comes next, so each listing is pushed in reverse.
        var pending: [(path: TreePath, entry: TreeEntry)] = [(start, entry)]
        while let (path, entry) = pending.popLast() {
            guard entry.isDirectory else {
                if glob?.matches(TreePath(uncheckedComponents: Array(path.components[start.components.count...])))
                    ?? true
                {
                    found.append((path, entry))
                }
                continue
            }
            let entries = try entries(of: path)
            seen += entries.count
            guard seen <= limit else {
                throw TreeError(.tooLarge, path: folder.description, detail: "more than \(limit) entries")
            }
            for entry in entries.reversed() { pending.append((try path.child(entry.name), entry)) }
        }
        return found
    }
}
