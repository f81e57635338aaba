#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files of the cache, written whole or not at all.
enum CacheFile {
    /// Files with other names that were not touched for so long were left behind by somebody who was interrupted.
    private static let leftoverAge = 3_600

    /// Makes a folder and those above it, for this user alone.
    static func makeFolder(_ path: String) throws(ArtifactError) {
        if access(path, W_OK) == 0 { return }
        var made = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            made += "/\(component)"
            guard mkdir(made, 0o700) == 0 || [EEXIST, EISDIR, EROFS].contains(errno) else {
                throw ArtifactError(.cache, "the folder cannot be made: \(reason)", location: made)
            }
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// The bytes of a file, nil where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let size = Int(exactly: status.st_size)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        let isWhole = bytes.withUnsafeMutableBytes { buffer in
            var filled = 0
            while filled < buffer.count {
                let count = SystemCall.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                if count <= 0 { return false }
                filled += count
            }
            return true
        }
        return isWhole ? bytes : nil
    }

    /// Writes a file in one step, durably.
    static func write(_ bytes: [UInt8], to path: String) throws(ArtifactError) {
        let temporary = "\(path).\(getpid()).\(UInt64.random(in: 0 ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ArtifactError(.cache, "a file cannot be written: \(reason)", location: path)
        }
        var isWhole = bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = SystemCall.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]))
                if count <= 0 { return false }
                written += count
            }
            return true
        }
        // Without this a crash of the machine could leave the name with half of the content.
        if isWhole { isWhole = fsync(descriptor) == 0 }
        close(descriptor)
        guard isWhole, rename(temporary, path) == 0 else {
            let failure = ArtifactError(.cache, "a file cannot be written: \(reason)", location: path)
            unlink(temporary)
            throw failure
        }
    }

    /// Removes a file.
    static func remove(_ path: String) { unlink(path) }

    /// Marks a file as used now.
    static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

    /// Removes what was left behind, and what was used longest ago, until the folder is small enough.
    static func trim(_ folder: String, to maximumBytes: Int) {
        var files: [(path: String, size: Int, lastUse: Int)] = []
        for name in names(in: folder) {
            var status = stat()
            let path = "\(folder)/\(name)"
            guard lstat(path, &status) == 0, let size = Int(exactly: status.st_size) else { continue }
            let lastUse = modification(status)
            if !name.hasSuffix(".tmp") {
                files.append((path, size, lastUse))
            } else if time(nil) - lastUse > leftoverAge {
                unlink(path)
            }
        }
        var total = files.reduce(0) { $0 &+ $1.size }
        for file in files.sorted(by: { $0.lastUse < $1.lastUse }) {
            guard total > maximumBytes else { return }
            unlink(file.path)
            total -= file.size
        }
    }

    private static func modification(_ status: stat) -> Int {
        #if canImport(Darwin)
            status.st_mtimespec.tv_sec
        #else
            status.st_mtim.tv_sec
        #endif
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// The system's calls by names that the functions above do not hide.
private enum SystemCall {
    static func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.read(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
