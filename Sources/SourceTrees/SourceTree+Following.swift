extension SourceTree {
    /// Most symbolic links followed on one path, as Linux has it.
    private var maximumLinks: Int { 40 }

    /// Longest text of a symbolic link in bytes, as Linux has it.
    private var maximumTarget: Int { 4096 }

    /// The path with every symbolic link on it resolved inside the tree, and the entry there; nil where there is none.
    ///
    /// - Parameters:
    ///   - path: where to look.
    ///   - followsLast: whether a link in the last place is followed too.
    /// - Throws: ``TreeError/Code/escapesRoot`` for a link that leads out of the tree (an absolute one always does),
    ///   ``TreeError/Code/symbolicLinkLoop`` for links in a circle.
    public func resolve(
        _ path: TreePath, followsLast: Bool = true
    ) throws(TreeError) -> (path: TreePath, entry: TreeEntry)? {
        // Nearly every path has no link on it: ask for it whole before walking.
        if let entry = try entry(at: path), !followsLast || !entry.isSymbolicLink { return (path, entry) }
        var pending = Array(path.components.reversed())
        var resolved = TreePath.root
        var links = 0
        guard var current = try entry(at: .root) else { return nil }
        while let name = pending.popLast() {
            guard current.isDirectory else { return nil }
            if name == ".." {
                guard !resolved.isRoot else { throw TreeError(.escapesRoot, path: path.description) }
                resolved = resolved.parent
                current = TreeEntry(name: resolved.name, kind: .directory)
                continue
            }
            let next = try resolved.child(name)
            guard let entry = try entry(at: next) else { return nil }
            guard case .symbolicLink(let target) = entry.kind, followsLast || !pending.isEmpty else {
                resolved = next
                current = entry
                continue
            }
            links += 1
            guard links <= maximumLinks else { throw TreeError(.symbolicLinkLoop, path: path.description) }
            pending.append(contentsOf: try components(ofLink: target, on: path).reversed())
        }
        return (resolved, current)
    }

    private func components(ofLink target: String, on path: TreePath) throws(TreeError) -> [String] {
        guard !target.utf8.starts(with: "/".utf8) else {
            throw TreeError(.escapesRoot, path: path.description, detail: "symbolic link to \(target)")
        }
        guard !target.isEmpty, target.utf8.count <= maximumTarget, !target.utf8.contains(0) else {
            throw TreeError(.invalidPath, path: path.description, detail: "the symbolic link's target is no path")
        }
        return target.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
    }

    /// The entry a path leads to with symbolic links followed inside the tree; nil where there is none.
    public func entry(following path: TreePath) throws(TreeError) -> TreeEntry? {
        try resolve(path)?.entry
    }

    /// The bytes of the file a path leads to, symbolic links followed inside the tree.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: largest size in bytes; 64 MiB unless given.
    public func read(_ path: TreePath, limit: Int = 64 << 20) throws(TreeError) -> [UInt8] {
        guard let (resolved, entry) = try resolve(path) else { throw TreeError(.notFound, path: path.description) }
        guard entry.isFile else { throw TreeError(.notAFile, path: path.description) }
        return try contents(of: resolved, limit: limit)
    }

    /// The text of the file a path leads to; bytes that are not UTF-8 are replaced by U+FFFD.
    public func readText(_ path: TreePath, limit: Int = 64 << 20) throws(TreeError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// The entries of the directory a path leads to, sorted by the bytes of their names; links are told as links.
    public func list(_ path: TreePath = .root) throws(TreeError) -> [TreeEntry] {
        guard let (resolved, entry) = try resolve(path) else { throw TreeError(.notFound, path: path.description) }
        guard entry.isDirectory else { throw TreeError(.notADirectory, path: path.description) }
        return try entries(of: resolved)
    }

    /// Whether a file is at the path, symbolic links followed.
    public func isFile(_ path: TreePath) throws(TreeError) -> Bool { try entry(following: path)?.isFile ?? false }

    /// Whether a directory is at the path, symbolic links followed.
    public func isDirectory(_ path: TreePath) throws(TreeError) -> Bool {
        try entry(following: path)?.isDirectory ?? false
    }
}
