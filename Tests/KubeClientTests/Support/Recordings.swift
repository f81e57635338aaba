import Foundation
import TestSupport
import Testing
import Values

/// The recordings of a real API server, where this machine has them.
enum Recordings {
    /// The folder `kubeapi` of the conformance data; nil where there is none.
    static let folder = Conformance.path("kubeapi").map { URL(filePath: $0) }

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
