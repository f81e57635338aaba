#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where configuration is read from: the disk, or texts in memory.
public protocol ConfigurationFiles: Sendable {
    /// The bytes of a file; nil where there is none.
    ///
    /// - Throws: where there is one that cannot be read.
    func contents(of path: String) throws -> [UInt8]?
}

/// Files on the disk.
public struct DiskFiles: ConfigurationFiles {
    /// The disk.
    public init() {}

    /// The bytes of a file; nil where there is none.
    public func contents(of path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KubeError(.configuration, "cannot read \(path); check its permissions")
        }
        return Array(data)
    }
}

/// Files in memory, for tests and for configuration that never was on a disk.
public struct MemoryFiles: ConfigurationFiles {
    private let files: [String: [UInt8]]

    /// Texts by path.
    public init(_ files: [String: String]) { self.files = files.mapValues { Array($0.utf8) } }

    /// The bytes of a file; nil where there is none.
    public func contents(of path: String) -> [UInt8]? { files[path] }
}

extension ConfigurationFiles {
    /// The bytes of a file that must be there.
    func required(_ path: String, for purpose: String) throws -> [UInt8] {
        guard let bytes = try contents(of: path) else {
            throw KubeError(.configuration, "\(purpose) names the file \(path), which does not exist")
        }
        return bytes
    }
}
