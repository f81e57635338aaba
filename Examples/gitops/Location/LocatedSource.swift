import ArtifactSource
import GitSource
import ManifestRender
import SourceTrees

/// A source that a command can render: the tree and the folder in it.
struct LocatedSource {
    var source: RenderSource
    /// The commit it was read from, nil for a folder on disk.
    var commit: String?

    private init(source: RenderSource, commit: String?) {
        self.source = source
        self.commit = commit
    }

    /// Opens what a `PATH` argument points to.
    init(_ argument: String, git: GitFlags) async throws {
        switch try SourceLocation(argument) {
        case .folder(let folder):
            try self.init(folder: folder)
        case .commit(let repository, let revision, let path):
            let snapshot = try await git.resolve(revision, in: try git.repository(repository))
            self.init(
                source: try RenderSource(snapshot.tree, path: path), commit: snapshot.id.description)
        }
    }

    /// Opens what a `PATH` argument points to, which may be a chart of a repository or an artifact of a registry.
    ///
    /// - Parameter isChart: whether the user says that it is a chart.
    init(_ argument: String, git: GitFlags, remote: RemoteChartFlags, isChart: Bool) async throws {
        guard let reference = try remote.reference(argument, isChart: isChart) else {
            try await self.init(argument, git: git)
            return
        }
        let artifacts = try remote.client()
        self.init(source: RenderSource(try await artifacts.tree(of: reference)), commit: nil)
    }

    /// Opens a folder on disk.
    ///
    /// Its tree begins at the top of the enclosing Git work tree, or at the root of the disk where there is none, so
    /// that a base or a value file beside the folder can be read as the original tools read it.
    init(folder: String) throws {
        let top = LocatedSource.workTree(of: folder) ?? "/"
        let relative = folder.dropFirst(top.count).drop { $0 == "/" }
        commit = nil
        source = RenderSource(try DirectoryTree(top), path: try TreePath(String(relative)))
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
