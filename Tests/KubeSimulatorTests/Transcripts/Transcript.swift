import Foundation
import Values

/// The recordings of a real API server, where they are at hand.
enum Conformance {
    /// The folder `kubeapi` of the recordings; nil where there is none.
    static let folder: String? = {
        let manager = FileManager.default
        if let given = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            let folder = given + "/kubeapi"
            return manager.fileExists(atPath: folder) ? folder : nil
        }
        var url = URL(fileURLWithPath: #filePath)
        while url.path != "/" {
            url.deleteLastPathComponent()
            let folder = url.appendingPathComponent("shared/conformance/kubeapi").path
            if manager.fileExists(atPath: folder) { return folder }
        }
        return nil
    }()

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
