internal import SourceTrees

/// Reads what one kustomization names: files below its folder, and other folders with kustomizations of their own.
struct KustomizeLoader {
    let tree: any SourceTree
    /// The folder of the kustomization, symbolic links resolved.
    let root: TreePath
    let session: KustomizeSession
    /// The folders whose kustomizations led here, outermost first.
    private let ancestors: [TreePath]

    /// A loader for the folder a build begins in.
    init(tree: any SourceTree, folder: TreePath, session: KustomizeSession) throws(RenderError) {
        self.init(tree: tree, root: folder, session: session, ancestors: [])
        guard let (resolved, entry) = try resolve(folder), entry.isDirectory else {
            throw RenderError(.sourceNotFound, "there is no folder '\(folder)' in the source; check the path")
        }
        self.init(tree: tree, root: resolved, session: session, ancestors: [])
    }

    private init(tree: any SourceTree, root: TreePath, session: KustomizeSession, ancestors: [TreePath]) {
        self.tree = tree
        self.root = root
        self.session = session
        self.ancestors = ancestors
    }

    /// The loader of another folder.
    ///
    /// - Parameter path: as the kustomization writes it.
    /// - Throws: `RenderError` where there is no such folder, or where it contains one that led here.
    func folder(_ path: String) throws(RenderError) -> KustomizeLoader {
        guard !path.isEmpty else { throw RenderError(.malformed, "unable to build in empty path") }
        guard let (resolved, entry) = try resolve(try place(path)) else {
            throw RenderError(.sourceNotFound, "not a valid directory: \(missing(path))")
        }
        guard entry.isDirectory else {
            throw RenderError(.sourceNotFound, "must build at directory: '\(resolved)': file is not directory")
        }
        for visited in ancestors + [root] where visited.isInside(resolved) {
            throw RenderError(
                .malformed, "cycle detected: candidate root '\(resolved)' contains visited root '\(visited)'")
        }
        guard ancestors.count < session.context.limits.maximumFolderDepth else {
            throw RenderError(
                .limitExceeded, "kustomizations are nested deeper than \(session.context.limits.maximumFolderDepth)")
        }
        return KustomizeLoader(tree: tree, root: resolved, session: session, ancestors: ancestors + [root])
    }

    /// The bytes of a file.
    ///
    /// - Parameter path: as the kustomization writes it.
    /// - Throws: `RenderError` where there is no such file, or the load restriction forbids it.
    func load(_ path: String) throws(RenderError) -> [UInt8] {
        guard let (resolved, entry) = try resolve(try place(path)) else {
            throw RenderError(.unreadableFile, missing(path))
        }
        guard entry.isFile else {
            throw RenderError(.unreadableFile, "'\(resolved)' must resolve to a file")
        }
        guard session.options.loadRestrictor == .none || resolved.isInside(root) else {
            throw RenderError(
                .unreadableFile,
                "security; file '\(resolved)' is not in or below '\(root)'; move it there, or allow it with "
                    + "the load restrictor LoadRestrictionsNone")
        }
        let bytes: [UInt8]
        do throws(TreeError) {
            bytes = try tree.contents(of: resolved, limit: session.context.limits.maximumFileBytes)
        } catch { throw RenderError(error, at: resolved) }
        try session.countBytes(bytes.count, of: resolved)
        return bytes
    }

    // MARK: - Paths

    /// A path as messages show it: from the root of the tree.
    func name(of path: String) -> String {
        (try? root.appending(path))?.description ?? path
    }

    /// A path as the kustomization writes it, from the root of the tree.
    private func place(_ path: String) throws(RenderError) -> TreePath {
        do throws(TreeError) { return try root.appending(path) } catch {
            throw RenderError(error, at: root)
        }
    }

    private func resolve(_ path: TreePath) throws(RenderError) -> (path: TreePath, entry: TreeEntry)? {
        do throws(TreeError) { return try tree.resolve(path) } catch { throw RenderError(error, at: path) }
    }

    private func missing(_ path: String) -> String { "'\(path)': no such file or directory below '\(root)'" }
}
