import Synchronization

/// A folder on disk as a source tree.
///
/// Every component is opened relative to the one above it and never through a symbolic link, so no entry can lead out
/// of the folder, not even while somebody else renames things. Links are told as links; ``read(_:limit:)`` and its
/// kin follow them inside the folder. Devices, sockets and pipes are left out of listings and refused.
///
/// Digests are Git's, worked out when asked for and kept as long as inode, size and times of a file stay. The tree
/// sees the folder as it is at each call: it is a value only as long as nobody writes there.
///
/// ```swift
/// let tree = try DirectoryTree("/srv/manifests")
/// let text = try tree.readText("app/deployment.yaml")
/// ```
public final class DirectoryTree: SourceTree {
    /// What the tree is held to.
    public struct Options: Hashable, Sendable {
        /// Names that are not part of the tree at any depth; `.git` unless told otherwise.
        public var hiddenNames: Set<String>
        /// Most entries of one directory.
        public var maximumEntries: Int

        /// Options for reading a folder.
        public init(hiddenNames: Set<String> = [".git"], maximumEntries: Int = 100_000) {
            self.hiddenNames = hiddenNames
            self.maximumEntries = maximumEntries
        }
    }

    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
        var size: Int
        var modified: FileStatus.Time
        var changed: FileStatus.Time
    }

    /// The folder as it was given.
    public let location: String
    private let options: Options
    private let root: FileHandle
    private let digests = Mutex<[Identity: ContentDigest]>([:])

    /// Opens a folder.
    ///
    /// - Parameters:
    ///   - location: its path on disk; symbolic links on the way to it are followed.
    ///   - options: what the tree is held to.
    /// - Throws: ``TreeError`` where there is no such folder, or it may not be read.
    public init(_ location: String, options: Options = Options()) throws(TreeError) {
        self.location = location
        self.options = options
        do throws(SystemFailure) {
            root = try FileHandle(directory: location)
        } catch {
            throw TreeError(error.code, path: location, detail: error.detail)
        }
    }

    /// Runs with the directory that holds the last component, nil where the way there is none.
    private func withParent<Result>(
        of path: TreePath, _ body: (borrowing FileHandle, String) throws(SystemFailure) -> Result?
    ) throws(TreeError) -> Result? {
        guard path.components.allSatisfy({ !options.hiddenNames.contains($0) }) else { return nil }
        do throws(SystemFailure) {
            guard path.components.count > 1 else { return try body(root, path.isRoot ? "." : path.name) }
            guard var folder = try root.directory(named: path.components[0]) else { return nil }
            for name in path.components.dropFirst().dropLast() {
                guard let next = try folder.directory(named: name) else { return nil }
                folder = next
            }
            return try body(folder, path.name)
        } catch {
            throw TreeError(error.code, path: path.description, detail: error.detail)
        }
    }

    /// The entry at a path, nil where there is none.
    ///
    /// - Throws: ``TreeError/Code/notAFile`` for a device, socket or pipe.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        try withParent(of: path) { (folder, name) throws(SystemFailure) in
            guard let status = try folder.status(named: name) else { return nil }
            guard let kind = try folder.kind(of: status, named: name) else {
                throw SystemFailure(code: .notAFile, detail: "a device, socket or pipe")
            }
            return TreeEntry(name: path.name, kind: kind)
        }
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        let found: [TreeEntry]? = try withParent(of: directory) { (folder, name) throws(SystemFailure) in
            guard let handle = try folder.directory(named: name) else {
                guard try folder.status(named: name) != nil else { return nil }
                throw SystemFailure(code: .notADirectory, detail: "")
            }
            var entries: [TreeEntry] = []
            for name in try handle.names(limit: options.maximumEntries) where !options.hiddenNames.contains(name) {
                guard let status = try handle.status(named: name), let kind = try handle.kind(of: status, named: name)
                else { continue }
                entries.append(TreeEntry(name: name, kind: kind))
            }
            return entries
        }
        guard let found else { throw TreeError(.notFound, path: directory.description) }
        return found.sortedByName()
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        try open(file) { (handle, status) throws(SystemFailure) in
            try handle.bytes(expecting: status.size, limit: limit)
        }
    }

    private func open<Result>(
        _ file: TreePath, _ body: (borrowing FileHandle, FileStatus) throws(SystemFailure) -> Result
    ) throws(TreeError) -> Result {
        let result: Result? = try withParent(of: file) { (folder, name) throws(SystemFailure) in
            guard let status = try folder.status(named: name) else { return nil }
            guard status.kind == .file else { throw SystemFailure(code: .notAFile, detail: "") }
            guard let handle = try folder.file(named: name) else { return nil }
            let opened = try handle.status()
            // Between the look and the opening it may have become something else.
            guard opened.kind == .file else { throw SystemFailure(code: .notAFile, detail: "") }
            return try body(handle, opened)
        }
        guard let result else { throw TreeError(.notFound, path: file.description) }
        return result
    }

    /// The digest of an entry; that of a directory takes reading everything below it once.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        guard let entry = try entry(at: path) else { throw TreeError(.notFound, path: path.description) }
        switch entry.kind {
        case .file, .executable: return try digest(ofFile: path)
        case .symbolicLink(let target): return .file(Array(target.utf8))
        case .submodule, .directory:
            var members: [(entry: TreeEntry, digest: ContentDigest)] = []
            for entry in try entries(of: path) { members.append((entry, try digest(of: try path.child(entry.name)))) }
            return .directory(members)
        }
    }

    private func digest(ofFile path: TreePath) throws(TreeError) -> ContentDigest {
        try open(path) { (handle, status) throws(SystemFailure) in
            let identity = Identity(
                device: status.device, inode: status.inode, size: status.size, modified: status.modified,
                changed: status.changed)
            if let known = digests.withLock({ $0[identity] }) { return known }
            let digest = ContentDigest.file(try handle.bytes(expecting: status.size, limit: .max))
            digests.withLock { $0[identity] = digest }
            return digest
        }
    }
}
