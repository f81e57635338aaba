import SourceTrees

/// Walks a directory source in the order of names and picks the files that may hold manifests.
struct ManifestFileFinder {
    private let source: RenderSource
    private let recurse: Bool
    private let include: PathGlob?
    private let exclude: PathGlob?
    private let limits: RenderLimits
    private var seen = 0

    private(set) var files: [ManifestFile] = []
    private(set) var warnings: [RenderWarning] = []

    init(source: RenderSource, options: DirectoryOptions, limits: RenderLimits) throws(RenderError) {
        self.source = source
        self.recurse = options.recurse
        self.limits = limits
        include = try ManifestFileFinder.glob(options.include, named: "include")
        exclude = try ManifestFileFinder.glob(options.exclude, named: "exclude")
    }

    private static func glob(_ pattern: String, named name: String) throws(RenderError) -> PathGlob? {
        guard !pattern.isEmpty else { return nil }
        do throws(PathGlobError) {
            return try PathGlob(pattern, separator: nil)
        } catch {
            throw RenderError(.invalidOptions, "directory.\(name) '\(pattern)' is no valid glob: \(error)")
        }
    }

    mutating func walk() throws(RenderError) {
        try walk(source.path, below: [])
    }

    private mutating func walk(_ folder: TreePath, below names: [String]) throws(RenderError) {
        guard names.count <= limits.maximumFolderDepth else {
            throw RenderError(
                .limitExceeded, "folders are nested deeper than \(limits.maximumFolderDepth)",
                file: folder.description)
        }
        let entries: [TreeEntry]
        do throws(TreeError) {
            entries = try names.isEmpty ? source.tree.list(folder) : source.tree.entries(of: folder)
        } catch {
            throw RenderError(error, at: folder)
        }
        for entry in entries { try visit(entry, in: folder, below: names) }
    }

    private mutating func visit(
        _ entry: TreeEntry, in folder: TreePath, below names: [String]
    ) throws(RenderError) {
        let path: TreePath
        do throws(TreeError) { path = try folder.child(entry.name) } catch { throw RenderError(error, at: folder) }
        switch entry.kind {
        case .directory:
            if recurse { try walk(path, below: names + [entry.name]) }
        case .submodule:
            break
        case .file, .executable, .symbolicLink:
            seen += 1
            guard seen <= limits.maximumFiles else {
                throw RenderError(
                    .limitExceeded, "the source has more than \(limits.maximumFiles) files; narrow it with 'include'",
                    file: source.path.description)
            }
            guard let format = ManifestFile.format(ofFileNamed: entry.name), isSelected(names, entry.name) else {
                return
            }
            guard try isRegularFile(entry, at: path) else { return }
            files.append(ManifestFile(path: path, format: format))
        }
    }

    private func isSelected(_ names: [String], _ name: String) -> Bool {
        guard include != nil || exclude != nil else { return true }
        let relative = (names + [name]).joined(separator: "/")
        if let exclude, exclude.matches(relative) { return false }
        if let include { return include.matches(relative) }
        return true
    }

    /// Links are followed inside the tree; one that leads nowhere or to a folder is passed over with a warning.
    private mutating func isRegularFile(_ entry: TreeEntry, at path: TreePath) throws(RenderError) -> Bool {
        guard case .symbolicLink(let target) = entry.kind else { return true }
        do throws(TreeError) {
            guard let destination = try source.tree.entry(following: path) else {
                warnings.append(RenderWarning("the symbolic link leads to '\(target)', which is missing", file: path))
                return false
            }
            if destination.isFile { return true }
            warnings.append(RenderWarning("the symbolic link leads to '\(target)', which is no file", file: path))
            return false
        } catch {
            throw RenderError(error, at: path)
        }
    }
}
