import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder with cases shared by all implementations, where there is one.
enum Conformance {
    static let folder: String? = {
        if let folder = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] { return folder }
        var parents = #filePath.split(separator: "/").dropLast().map(String.init)
        while !parents.isEmpty {
            let folder = "/" + (parents + ["shared", "conformance"]).joined(separator: "/")
            if FileManager.default.fileExists(atPath: folder) { return folder }
            parents.removeLast()
        }
        return nil
    }()

    /// A file of cases; nil, with the reason printed, where it is absent.
    static func file(_ name: String) throws -> Value? {
        guard let folder, let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            print("conformance \(name) skipped: not found; set CONFORMANCE_DIR to the folder that holds it")
            return nil
        }
        return try Value(json: [UInt8](data))
    }
}
