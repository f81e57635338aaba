import Foundation
import TestSupport
import Values

/// The recordings of a real API server, where they are at hand.
enum Transcripts {
    /// The folder of the recordings; nil where there is none.
    static let folder = Conformance.path("kubeapi/transcripts")

    static func value(_ path: String) throws -> Value {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try Value(json: [UInt8](data))
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.map {
            String($0.dropLast(5))
        }.sorted()
    }
}
