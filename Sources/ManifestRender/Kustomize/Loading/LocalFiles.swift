internal import SourceTrees

/// The files of a tree as one kustomization may read them: below its folder, unless all are allowed.
struct LocalFiles: Sendable {
    let tree: any SourceTree
    /// The folder of the kustomization, symbolic links resolved.
    let root: TreePath
    let restrictor: KustomizeOptions.LoadRestrictor
    /// Largest file.
    let limit: Int

    /// Reads a file.
    ///
    /// - Parameter path: as the kustomization writes it.
    /// - Returns: the bytes, and where in the tree they stand.
    /// - Throws: `RenderError` where there is no such file, or the load restriction forbids it.
    func read(_ path: String) throws(RenderError) -> (bytes: [UInt8], path: TreePath) {
        let place = try place(path)
        // Nearly every path is that of a file, with no symbolic link on it: what has its contents is it.
        if allows(place), let bytes = try? tree.contents(of: place, limit: limit) { return (bytes, place) }
        guard let (resolved, entry) = try resolve(place) else {
            throw RenderError(.unreadableFile, missing(path))
        }
        guard entry.isFile else { throw RenderError(.unreadableFile, "'\(resolved)' must resolve to a file") }
        guard allows(resolved) else {
            throw RenderError(
                .unreadableFile,
                "security; file '\(resolved)' is not in or below '\(root)'; move it there, or allow it with "
                    + "the load restrictor LoadRestrictionsNone")
        }
        do throws(TreeError) { return (try tree.contents(of: resolved, limit: limit), resolved) } catch {
            throw RenderError(error, at: resolved)
        }
    }

    /// Where in the tree a path leads that the kustomization writes, symbolic links resolved; nil where nothing is.
    func resolve(_ path: String) throws(RenderError) -> (path: TreePath, entry: TreeEntry)? {
        try resolve(try place(path))
    }

    /// What is said of a path at which nothing is.
    func missing(_ path: String) -> String {
        "'\(ShownAddress.text(path))': no such file or directory below '\(root)'"
    }

    /// A path as messages show it: from the root of the tree.
    func name(of path: String) -> String {
        if path.contains("://") { return ShownAddress.text(path) }
        return (try? root.appending(path))?.description ?? path
    }

    private func allows(_ file: TreePath) -> Bool { restrictor == .none || file.isInside(root) }

    /// A path as the kustomization writes it, from the root of the tree.
    private func place(_ path: String) throws(RenderError) -> TreePath {
        do throws(TreeError) { return try root.appending(path) } catch {
            throw RenderError(error, at: root)
        }
    }

    private func resolve(_ path: TreePath) throws(RenderError) -> (path: TreePath, entry: TreeEntry)? {
        do throws(TreeError) { return try tree.resolve(path) } catch { throw RenderError(error, at: path) }
    }
}
