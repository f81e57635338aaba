import Foundation
import Testing
import Values

/// The recordings of a real API server, where this machine has them.
enum Recordings {
    /// The folder `kubeapi` of the conformance data; nil where there is none.
    static let folder: URL? = {
        if let path = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return existing(URL(fileURLWithPath: path).appendingPathComponent("kubeapi"))
        }
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            if let found = existing(folder.appendingPathComponent("shared/conformance/kubeapi")) { return found }
            folder.deleteLastPathComponent()
        }
        print(
            "conformance kubeapi skipped: no shared/conformance beside the repository, and CONFORMANCE_DIR is not set")
        return nil
    }()

    private static func existing(_ url: URL) -> URL? { FileManager.default.fileExists(atPath: url.path) ? url : nil }

    static func value(_ path: String) throws -> Value {
        let folder = try #require(Recordings.folder)
        return try Value(json: Array(Data(contentsOf: folder.appendingPathComponent(path))))
    }

    static func names(in subfolder: String) -> [String] {
        guard let folder else { return [] }
        return
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(subfolder).path)) ?? [])
            .sorted()
    }
}
