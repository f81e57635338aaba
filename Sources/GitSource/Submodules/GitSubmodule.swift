public import SourceTrees

/// Another repository at a folder of a commit's files, at a commit of its own.
public struct GitSubmodule: Hashable, Sendable {
    /// Its name in `.gitmodules`.
    public var name: String
    /// The folder.
    public var path: TreePath
    /// Where it is fetched from, as `.gitmodules` says it; it may be relative to the repository that has it.
    public var url: String
    /// The commit that the folder stands at.
    public var commit: ObjectID

    /// The address it is fetched from.
    ///
    /// - Parameter repository: the address of the repository that has the submodule. A relative URL begins there, and each
    ///   `../` takes one part off its end, as in Git.
    /// - Throws: ``GitError/Code/invalidURL`` where more is taken off than there is.
    public func address(in repository: String) throws(GitError) -> String {
        guard url.hasPrefix("./") || url.hasPrefix("../") else { return url }
        var base = repository[...]
        while base.hasSuffix("/"), base.utf8.count > 1 { base = base.dropLast() }
        var rest = url[...]
        var separator = "/"
        while true {
            if rest.hasPrefix("../") {
                rest = rest.dropFirst(3)
                if let slash = base.lastIndex(of: "/"), !base[..<slash].hasSuffix("/"), slash != base.startIndex {
                    base = base[..<slash]
                } else if let colon = base.lastIndex(of: ":"), !base.contains("/") {
                    base = base[..<colon]
                    separator = ":"
                } else {
                    throw GitError(
                        .invalidURL, "the URL of the submodule '\(name)' leads above the repository's host")
                }
            } else if rest.hasPrefix("./") {
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return base + separator + rest
    }
}
