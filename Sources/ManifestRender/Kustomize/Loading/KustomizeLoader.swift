internal import SourceTrees

/// Reads what one kustomization names: files below its folder, and other folders with kustomizations of their own.
struct KustomizeLoader {
    let files: LocalFiles
    let session: KustomizeSession
    /// The remote base the tree is from; nil for the source itself.
    private let remote: RemoteBase?
    /// The folders whose kustomizations led here, outermost first.
    private let ancestors: [Visit]

    var tree: any SourceTree { files.tree }

    /// The folder of the kustomization, symbolic links resolved.
    var root: TreePath { files.root }

    private struct Visit {
        var remote: RemoteBase?
        var root: TreePath

        /// Whether two visits were to one repository at one revision.
        func isSameTree(as other: RemoteBase?) -> Bool {
            remote?.repositoryURL == other?.repositoryURL && remote?.reference == other?.reference
        }
    }

    /// A loader for the folder a build begins in.
    init(tree: any SourceTree, folder: TreePath, session: KustomizeSession) throws(RenderError) {
        self.init(
            tree: tree, root: try KustomizeLoader.folder(folder, in: tree), session: session,
            restrictor: session.options.loadRestrictor, remote: nil, ancestors: [])
    }

    private init(
        tree: any SourceTree, root: TreePath, session: KustomizeSession,
        restrictor: KustomizeOptions.LoadRestrictor, remote: RemoteBase?, ancestors: [Visit]
    ) {
        files = LocalFiles(
            tree: tree, root: root, restrictor: restrictor, limit: session.context.limits.maximumFileBytes)
        self.session = session
        self.remote = remote
        self.ancestors = ancestors
    }

    /// The loader of another folder.
    ///
    /// - Parameter path: as the kustomization writes it; an address of another repository is resolved by the host.
    /// - Throws: `RenderError` where there is no such folder, or where it contains one that led here.
    func folder(_ path: String) throws(RenderError) -> KustomizeLoader {
        guard !path.isEmpty else { throw RenderError(.malformed, "unable to build in empty path") }
        guard ancestors.count < session.context.limits.maximumFolderDepth else {
            throw RenderError(
                .limitExceeded, "kustomizations are nested deeper than \(session.context.limits.maximumFolderDepth)")
        }
        if let base = try? RemoteBase(path) { return try remoteFolder(base) }
        guard let (resolved, entry) = try files.resolve(path) else {
            throw RenderError(.sourceNotFound, "not a valid directory: \(files.missing(path))")
        }
        guard entry.isDirectory else {
            throw RenderError(.sourceNotFound, "must build at directory: '\(resolved)': file is not directory")
        }
        try checkCycle(resolved, in: remote)
        return KustomizeLoader(
            tree: tree, root: resolved, session: session, restrictor: files.restrictor, remote: remote,
            ancestors: ancestors + [Visit(remote: remote, root: root)])
    }

    /// The loader of a folder in another repository, which never reads beyond it.
    private func remoteFolder(_ base: RemoteBase) throws(RenderError) -> KustomizeLoader {
        let source = try session.remotes.source(of: base)
        let root = try KustomizeLoader.folder(source.path, in: source.tree)
        try checkCycle(root, in: base)
        return KustomizeLoader(
            tree: source.tree, root: root, session: session, restrictor: .rootOnly, remote: base,
            ancestors: ancestors + [Visit(remote: remote, root: self.root)])
    }

    private func checkCycle(_ candidate: TreePath, in repository: RemoteBase?) throws(RenderError) {
        for visit in ancestors + [Visit(remote: remote, root: root)]
        where visit.isSameTree(as: repository) && visit.root.isInside(candidate) {
            throw RenderError(
                .malformed,
                "cycle detected: candidate root '\(candidate)' contains visited root '\(visit.root)'")
        }
    }

    private static func folder(_ path: TreePath, in tree: any SourceTree) throws(RenderError) -> TreePath {
        do throws(TreeError) {
            if let (resolved, entry) = try tree.resolve(path), entry.isDirectory { return resolved }
        } catch { throw RenderError(error, at: path) }
        throw RenderError(.sourceNotFound, "there is no folder '\(path)' in the source; check the path")
    }

    /// The bytes of a file.
    ///
    /// - Parameter path: as the kustomization writes it; a URL is resolved by the host.
    /// - Throws: `RenderError` where there is no such file, or the load restriction forbids it.
    func load(_ path: String) throws(RenderError) -> [UInt8] {
        guard !KustomizeLoader.isURL(path) else {
            let bytes = try session.remotes.contents(of: path, limit: files.limit)
            try session.countBytes(bytes.count, of: root)
            return bytes
        }
        let (bytes, file) = try files.read(path)
        try session.countBytes(bytes.count, of: file)
        return bytes
    }

    /// Whether a path is the address of a file elsewhere.
    static func isURL(_ path: String) -> Bool { path.hasPrefix("https://") || path.hasPrefix("http://") }

    /// A path as messages show it: from the root of the tree.
    func name(of path: String) -> String { files.name(of: path) }
}
