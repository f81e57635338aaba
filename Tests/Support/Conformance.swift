public import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Recordings of the real tools, which suites compare with where this machine has them.
public enum Conformance {
    /// The folder of all suites: `CONFORMANCE_DIR`, or a `shared/conformance` beside one of the parents of this file.
    public static let root: String? = {
        if let given = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"], !given.isEmpty {
            return FileManager.default.fileExists(atPath: given) ? given : nil
        }
        var parents = #filePath.split(separator: "/").dropLast().map(String.init)
        while !parents.isEmpty {
            let folder = "/" + (parents + ["shared", "conformance"]).joined(separator: "/")
            if FileManager.default.fileExists(atPath: folder) { return folder }
            parents.removeLast()
        }
        return nil
    }()

    /// The path of a suite's folder or file; nil, with the reason printed, where it is absent.
    public static func path(_ suite: String) -> String? {
        guard let root, FileManager.default.fileExists(atPath: "\(root)/\(suite)") else {
            print("conformance \(suite) skipped: set CONFORMANCE_DIR to the folder that holds it")
            return nil
        }
        return "\(root)/\(suite)"
    }

    /// A file's bytes; nil, with the reason printed, where it is absent.
    public static func bytes(_ file: String) throws -> [UInt8]? {
        try path(file).map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    }

    /// A JSON file as a value; nil, with the reason printed, where it is absent.
    public static func value(_ file: String) throws -> Value? { try bytes(file).map { try Value(json: $0) } }
}
