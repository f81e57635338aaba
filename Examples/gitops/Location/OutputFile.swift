#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that a command writes, readable by their owner alone unless said otherwise: many hold credentials.
enum OutputFile {
    /// Writes a file in one step: whoever reads it sees the old text or the new, never half of one.
    static func write(_ text: String, to path: String, readableByAll: Bool = false) throws {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, readableByAll ? 0o666 : 0o600)
        guard descriptor >= 0 else { throw UsageError("\(path): \(String(cString: strerror(errno)))") }
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            let count = bytes[position...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                close(descriptor)
                throw UsageError("\(path): \(String(cString: strerror(errno)))")
            }
            position += count
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            throw UsageError("\(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Makes the folders that a file is in, where they are missing.
    static func createFolder(of path: String) throws {
        var position = path.startIndex
        while let slash = path[position...].firstIndex(of: "/") {
            let folder = String(path[..<slash])
            position = path.index(after: slash)
            if folder.isEmpty || mkdir(folder, 0o777) == 0 || errno == EEXIST { continue }
            throw UsageError("\(folder): \(String(cString: strerror(errno)))")
        }
    }
}
