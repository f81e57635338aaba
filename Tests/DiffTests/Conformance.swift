import Foundation
import Testing
import Values

/// Finds and reads the conformance files.
enum Conformance {
    /// The folder of all suites: `CONFORMANCE_DIR`, or `shared/conformance` beside the repository or above.
    static let root: URL? = {
        if let path = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] { return URL(filePath: path) }
        var folder = URL(filePath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(path: "shared/conformance")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }()

    /// A file as a value; nil, with a printed reason, where the suites are absent.
    static func file(_ path: String) throws -> Value? {
        guard let url = root?.appending(path: path), let data = try? Data(contentsOf: url) else {
            print("conformance \(path) skipped: set CONFORMANCE_DIR to the folder that holds it")
            return nil
        }
        return try Value(json: Array(data))
    }

    /// Runs a suite, prints its line and checks that no fewer cases pass than before.
    static func run(
        _ path: String, atLeast minimum: Int, cases key: String? = nil, _ passes: (Value) throws -> Bool
    ) throws {
        guard let file = try file(path) else { return }
        let cases = (key.flatMap { file[$0] } ?? file).arrayValue ?? []
        var failed: [String] = []
        for test in cases where !((try? passes(test)) ?? false) {
            failed.append(test["name"]?.stringValue ?? String(test.jsonText().prefix(120)))
        }
        print("conformance \(path) \(cases.count - failed.count)/\(cases.count)")
        for name in failed { print("  fails: \(name)") }
        #expect(cases.count - failed.count >= minimum)
    }
}
