public import SourceTrees

/// A folder to render and the tree it stands in.
///
/// The whole tree belongs to the source, because a value file or a base may stand beside the folder; nothing outside
/// the tree can be named.
public struct RenderSource: Sendable {
    /// The whole repository or archive.
    public var tree: any SourceTree
    /// The folder to render.
    public var path: TreePath

    /// A folder of a tree; the root unless a path is given.
    public init(_ tree: any SourceTree, path: TreePath = .root) {
        self.tree = tree
        self.path = path
    }

    /// A folder of a tree.
    ///
    /// - Parameter path: relative to the root of the tree, for example `apps/shop`.
    /// - Throws: `TreeError` where the path leads out of the tree.
    public init(_ tree: any SourceTree, path: String) throws(TreeError) {
        self.init(tree, path: try TreePath(path))
    }
}
