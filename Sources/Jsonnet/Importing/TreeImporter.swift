public import SourceTrees

/// Imports from a source tree: beside the importing file first, then in library folders.
///
/// ```swift
/// let vm = JsonnetVM(importer: TreeImporter(tree, libraries: ["vendor", "lib"]))
/// let json = try vm.evaluate(file: "environments/prod/main.jsonnet")
/// ```
public struct TreeImporter: JsonnetImporter {
    private let tree: any SourceTree
    private let base: TreePath
    private let libraries: [String]

    /// An importer over a tree.
    ///
    /// - Parameters:
    ///   - tree: where the files are.
    ///   - base: the folder that paths start from; those that climb above it stay inside of the tree.
    ///   - libraries: folders to look into after the importing file's own, the last one first; relative to `base`.
    public init(_ tree: any SourceTree, base: TreePath = .root, libraries: [String] = []) {
        self.tree = tree
        self.base = base
        self.libraries = libraries
    }

    /// The file that an import means.
    public func source(of path: String, importedFrom folder: String) throws(JsonnetImportError) -> JsonnetSource {
        for candidate in [folder] + libraries.reversed() {
            let joined = TreeImporter.join(candidate, path)
            guard let place = try? base.appending(joined) else { continue }
            do throws(TreeError) {
                guard let entry = try tree.entry(following: place) else { continue }
                guard !entry.isDirectory else { throw TreeError(.notAFile, path: joined) }
                return JsonnetSource(path: joined, bytes: try tree.read(place))
            } catch {
                if error == TreeError(.notAFile, path: "") {
                    throw JsonnetImportError("read \(joined): is a directory")
                }
                if error == TreeError(.notFound, path: "") { continue }
                throw JsonnetImportError("couldn't open import \(GoText.quoted(path)): \(error)")
            }
        }
        throw .notFound(path)
    }

    /// Joins a folder and a path, dropping `.` and resolving `..` where there is something to climb from.
    private static func join(_ folder: String, _ path: String) -> String {
        if folder.isEmpty, !path.utf8.contains(0x2F), path != ".", path != ".." { return path }
        var components: [Substring] = []
        for text in [folder, path] {
            for part in text.utf8.split(separator: 0x2F).map({ Substring($0) }) where part != "." {
                if part == "..", let last = components.last, last != ".." {
                    components.removeLast()
                } else {
                    components.append(part)
                }
            }
        }
        return components.joined(separator: "/")
    }
}
