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

    /// The last component of the path, empty for the root of a tree.
    public var name: String
    /// What it is.
    public var kind: Kind

    /// An entry.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Whether this is a regular file, executable or not.
    public var isFile: Bool { kind == .file || kind == .executable }

    /// Whether this is a directory.
    public var isDirectory: Bool { kind == .directory }

    /// Whether this is a symbolic link.
    public var isSymbolicLink: Bool { if case .symbolicLink = kind { true } else { false } }
}

extension Sequence<TreeEntry> {
    /// The entries in the order every tree lists them in: by the bytes of their names.
    public func sortedByName() -> [TreeEntry] {
        sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
