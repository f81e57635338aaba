#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Finds the conformance cases on this machine.
enum ConformanceFolder {
    /// The folder of a suite: below `CONFORMANCE_DIR`, or below a `shared/conformance` beside one of this file's
    /// parents; nil where there is none.
    static func locate(_ suite: String, from file: String = #filePath) -> String? {
        if let base = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return isFolder("\(base)/\(suite)") ? "\(base)/\(suite)" : nil
        }
        var parent = URL(fileURLWithPath: file)
        for _ in 0..<12 {
            parent.deleteLastPathComponent()
            let candidate = parent.appendingPathComponent("shared/conformance/\(suite)").path
            if isFolder(candidate) { return candidate }
        }
        return nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: Bool = false
        #if canImport(FoundationEssentials)
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
        #else
            var flag: ObjCBool = false
            isDirectory = FileManager.default.fileExists(atPath: path, isDirectory: &flag) && flag.boolValue
            return isDirectory
        #endif
    }
}
