import Testing
import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Cases of a conformance file: `CONFORMANCE_DIR`, or the folder `shared/conformance` next to the checkout.
enum ConformanceCases {
    /// The elements of a JSON file; nil, with a printed reason, where the folder is not there.
    static func load(_ path: String) throws -> [Value]? {
        guard let folder = folder() else {
            print("conformance \(path) skipped: no CONFORMANCE_DIR and no shared/conformance beside the checkout")
            return nil
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path))
        return try Value(json: Array(data)).arrayValue
    }

    private static func folder() -> String? {
        if let folder = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return FileManager.default.fileExists(atPath: folder) ? folder : nil
        }
        var parent = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while parent.path.utf8.count > 1 {
            let candidate = parent.appendingPathComponent("shared/conformance").path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            parent = parent.deletingLastPathComponent()
        }
        return nil
    }

    /// Runs all cases and prints the tally.
    ///
    /// - Parameters:
    ///   - reached: how many passed before; fewer is a failure.
    ///   - check: whether a case passes.
    static func run(_ suite: String, path: String, reached: Int, check: (Value) throws -> Bool) throws {
        guard let cases = try load(path) else { return }
        var failed: [String] = []
        for testCase in cases where !((try? check(testCase)) ?? false) {
            failed.append(testCase["name"]?.stringValue ?? testCase.jsonText())
        }
        print("conformance \(suite) \(cases.count - failed.count)/\(cases.count)")
        #expect(cases.count - failed.count >= reached, "failed: \(failed)")
    }
}
