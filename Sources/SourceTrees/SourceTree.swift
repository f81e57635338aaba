/// A read-only tree of files, addressed by content: a Git commit, a folder on disk, an unpacked archive, or a value
/// made in a test.
///
/// Everything that renders reads through this protocol, synchronously and without side effects, so rendering is a
/// function of the tree. A conforming type answers for its own entries and never follows symbolic links; following
/// them inside the tree is done once for all conformers by ``read(_:limit:)``, ``entry(following:)`` and
/// ``list(_:)``.
///
/// ```swift
/// let tree = MemoryTree(["app/deployment.yaml": "kind: Deployment"])
/// for entry in try tree.list("app") { print(entry.name, entry.digest) }
/// let bytes = try tree.read("app/deployment.yaml")
/// ```
public protocol SourceTree: Sendable {
    /// The entry at a path, nil where there is none; a symbolic link is told as a link.
    ///
    /// The components before the last are directories proper; a path that passes through a file or a link has no
    /// entry. The root is always a directory.
    func entry(at path: TreePath) throws(TreeError) -> TreeEntry?

    /// The entries of a directory, sorted by the bytes of their names.
    ///
    /// - Throws: ``TreeError/Code/notFound`` or ``TreeError/Code/notADirectory``.
    func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry]

    /// The bytes of the regular file at a path.
    ///
    /// - Parameter limit: largest size in bytes that the caller accepts.
    /// - Throws: ``TreeError/Code/notFound``, ``TreeError/Code/notAFile``, ``TreeError/Code/tooLarge``.
    func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8]
}

/// One entry of a directory.
public struct TreeEntry: Hashable, Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A regular file.
        case file
        /// A file that may be executed.
        case executable
        /// A directory.
        case directory
        /// A symbolic link with the text it holds.
        case symbolicLink(target: String)
        /// A Git submodule at a commit; its files are not part of this tree.
        case submodule
    }

    /// The last component of the path.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Digest of the content; for a directory, of everything below.
    public var digest: ContentDigest
    /// Size in bytes of a file, 0 for anything else.
    public var size: Int

    /// An entry.
    public init(name: String, kind: Kind, digest: ContentDigest, size: Int = 0) {
        self.name = name
        self.kind = kind
        self.digest = digest
        self.size = size
    }

    /// Whether this is a regular file, executable or not.
    public var isFile: Bool { kind == .file || kind == .executable }

    /// Whether this is a directory.
    public var isDirectory: Bool { kind == .directory }
}

/// What identifies content: equal digests mean equal bytes.
///
/// Digests of different algorithms never compare equal, so a file read from Git and the same file on disk may
/// differ in digest.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// Algorithm and value, for example `git:8ab686ea…`.
    public let description: String

    /// A digest from its text.
    ///
    /// - Parameters:
    ///   - algorithm: a short name such as `git`, `sha256`.
    ///   - value: the digest in hexadecimal.
    public init(algorithm: String, value: String) {
        description = "\(algorithm):\(value)"
    }
}
