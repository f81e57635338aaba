import ArtifactSource
import GitSource
import ManifestRender
import SourceTrees

/// A source that a command can render: the tree and the folder in it.
struct LocatedSource {
    var source: RenderSource
    /// The commit it was read from, nil for a folder on disk.
    var commit: String?
    /// Where the tree begins on disk, nil for a commit.
    private var top: String?

    private init(source: RenderSource, commit: String?) {
        self.source = source
        self.commit = commit
        top = nil
    }

    /// Opens what a `PATH` argument points to.
    ///
    /// - Parameter others: folders that will be read besides, from the current folder; the tree of a folder on disk
    ///   begins where it has them all.
    init(_ argument: String, git: GitFlags, reaching others: [String] = []) async throws {
        switch try SourceLocation(argument) {
        case .folder(let folder):
            try self.init(folder: folder, reaching: others.map { SourceLocation.absolute($0) })
        case .commit(let repository, let revision, let path):
            let snapshot = try await git.resolve(revision, in: try git.repository(repository))
            let tree = try await git.tree(of: snapshot, in: repository)
            self.init(source: try RenderSource(tree, path: path), commit: snapshot.id.description)
        }
    }

    /// Opens what a `PATH` argument points to, which may be a chart of a repository or an artifact of a registry.
    ///
    /// - Parameters:
    ///   - isChart: whether the user says that it is a chart.
    ///   - others: folders that will be read besides, from the current folder.
    init(
        _ argument: String, git: GitFlags, remote: RemoteChartFlags, isChart: Bool, reaching others: [String] = []
    ) async throws {
        guard let reference = try remote.reference(argument, isChart: isChart) else {
            try await self.init(argument, git: git, reaching: others)
            return
        }
        let artifacts = try remote.client()
        self.init(source: RenderSource(try await artifacts.tree(of: reference)), commit: nil)
    }

    /// Opens a folder on disk.
    ///
    /// Its tree begins at the top of the enclosing Git work tree, or at the root of the disk where there is none, so
    /// that a base or a value file beside the folder can be read as the original tools read it.
    init(folder: String, reaching others: [String] = []) throws {
        var top = LocatedSource.workTree(of: folder) ?? "/"
        if !others.allSatisfy({ LocatedSource.path($0, below: top) != nil }) { top = "/" }
        commit = nil
        self.top = top
        source = RenderSource(try DirectoryTree(top), path: try TreePath(LocatedSource.path(folder, below: top) ?? ""))
    }

    /// A folder named on the command line as a path in the tree: on disk from the current folder, in a commit from its
    /// root.
    func pathInTree(_ folder: String) -> String {
        guard let top else { return folder }
        return LocatedSource.path(SourceLocation.absolute(folder), below: top) ?? folder
    }

    /// The rest of a path below a folder, nil where it is elsewhere.
    private static func path(_ path: String, below top: String) -> String? {
        if top == "/" || path == top { return String(path.dropFirst(top.count)) }
        return path.hasPrefix(top + "/") ? String(path.dropFirst(top.count + 1)) : nil
    }

    private static func workTree(of folder: String) -> String? {
        var candidate = folder[...]
        while !candidate.isEmpty {
            if SourceLocation.isDirectory(candidate + "/.git") { return String(candidate) }
            candidate = candidate[..<(candidate.lastIndex(of: "/") ?? candidate.startIndex)]
        }
        return nil
    }
}
