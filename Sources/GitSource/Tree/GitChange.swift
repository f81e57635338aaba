public import SourceTrees

/// A file that differs between two commits.
public struct GitChange: Hashable, Sendable {
    /// How it differs.
    public enum Kind: String, Hashable, Sendable {
        /// It is only in the new commit.
        case added
        /// It is only in the old commit.
        case removed
        /// Its bytes or its kind differ.
        case modified
    }

    /// Where it is.
    public var path: TreePath
    /// How it differs.
    public var kind: Kind

    /// A change at a path.
    public init(path: TreePath, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
