import ManifestRender
import SourceTrees

/// A source that a command can render: the tree and the folder in it.
struct LocatedSource {
    var source: RenderSource
    /// The commit it was read from, nil for a folder on disk.
    var commit: String?

    /// Opens what a `PATH` argument points to.
    init(_ argument: String) async throws {
        switch try SourceLocation(argument) {
        case .folder(let folder): try self.init(folder: folder)
        case .commit: throw UsageError("not yet")
        }
    }

    /// Opens a folder on disk.
    ///
    /// Its tree begins at the top of the enclosing Git work tree, or at the root of the disk where there is none, so
    /// that a base or a value file beside the folder can be read as the original tools read it.
    init(folder: String) throws {
        let top = LocatedSource.workTree(of: folder) ?? "/"
        let relative = folder.dropFirst(top.count).drop { $0 == "/" }
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
