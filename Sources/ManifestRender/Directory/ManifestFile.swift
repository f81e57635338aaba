import SourceTrees

/// A file of a directory source that may hold manifests.
struct ManifestFile: Sendable {
    enum Format: Sendable {
        case yaml
        case json
        case jsonnet
    }

    /// Where the file stands in the tree.
    var path: TreePath
    var format: Format

    /// The format that a file's name tells; nil for files that never hold manifests.
    static func format(ofFileNamed name: String) -> Format? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return switch name[dot...] {
        case ".yaml", ".yml": .yaml
        case ".json": .json
        case ".jsonnet": .jsonnet
        default: nil
        }
    }
}
