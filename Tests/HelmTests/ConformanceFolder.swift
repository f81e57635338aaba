import Foundation
import SourceTrees
import Testing
import Values

/// The folder with the cases shared by all implementations, where it is there.
enum ConformanceFolder {
    static func url(_ name: String) -> URL? {
        if let given = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return URL(fileURLWithPath: given).appendingPathComponent(name)
        }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/conformance/\(name)")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }

    /// A folder on disk as a tree in memory.
    static func tree(_ folder: URL) throws -> MemoryTree {
        var contents: [(path: String, content: MemoryTree.Content)] = []
        let base = folder.resolvingSymlinksInPath().path
        let walker = FileManager.default.enumerator(atPath: base)
        while let path = walker?.nextObject() as? String {
            var isDirectory: ObjCBool = false
            let full = base + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory.boolValue else {
                continue
            }
            contents.append((path, .file(Array(try Data(contentsOf: URL(fileURLWithPath: full))))))
        }
        return try MemoryTree(contents: contents)
    }
}
