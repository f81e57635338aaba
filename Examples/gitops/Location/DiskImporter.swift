import Jsonnet

/// Imports from the disk as the `jsonnet` command does: absolute paths, paths beside the importing file, and then the
/// library folders, the last of which is searched first.
struct DiskImporter: JsonnetImporter {
    var libraries: [String]

    func source(of path: String, importedFrom folder: String) throws(JsonnetImportError) -> JsonnetSource {
        let candidates =
            path.hasPrefix("/") ? [path] : ([folder] + libraries.reversed()).map { DiskImporter.join($0, path) }
        for candidate in candidates where !SourceLocation.isDirectory(candidate) {
            if let bytes = try? InputFile.bytes(candidate) { return JsonnetSource(path: candidate, bytes: bytes) }
        }
        throw .notFound(path)
    }

    private static func join(_ folder: String, _ path: String) -> String {
        folder.isEmpty ? path : folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }
}
