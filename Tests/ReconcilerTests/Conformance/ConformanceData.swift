import Foundation
import KubeModel
import Values

/// Finds and reads the shared conformance cases.
enum ConformanceData {
    /// The folder with the cases: `CONFORMANCE_DIR`, or a `shared/conformance` beside one of the parents of this file.
    static let folder: String? = {
        if let path = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] { return path }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/conformance").path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
        }
        return nil
    }()

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder ?? "")/\(path)")))
    }

    static func json(_ path: String) throws -> Value { try Value(json: bytes(path)) }

    /// Whether a suite can run; says why where it cannot.
    static func isAvailable(_ suite: String) -> Bool {
        guard let folder, FileManager.default.fileExists(atPath: "\(folder)/\(suite)") else {
            print("conformance \(suite) skipped: set CONFORMANCE_DIR to the folder with the cases")
            return false
        }
        return true
    }
}

/// Counts the cases of a suite and prints the sum.
struct ConformanceTally {
    let suite: String
    var passed = 0
    var total = 0

    init(_ suite: String) { self.suite = suite }

    mutating func count(_ name: String, _ difference: String?) {
        total += 1
        if let difference {
            print("conformance \(suite): \(name): \(difference)")
        } else {
            passed += 1
        }
    }

    func report() { print("conformance \(suite) \(passed)/\(total)") }
}
