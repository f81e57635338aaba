#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Work on the files of the cache that the library beneath has no call for.
enum CacheFiles {
    /// Makes a folder and those above it.
    static func makeDirectory(_ path: String) throws(GitError) {
        var made = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            made += "/\(component)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS else {
                throw GitError(.cache, "the folder '\(made)' cannot be made: \(String(cString: strerror(errno)))")
            }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes what an interrupted fetch left behind. Only under the repository's lock: nobody else writes then.
    static func removeLeftovers(in repository: String) {
        for name in names(in: "\(repository)/objects/pack") where isTemporary(name) {
            unlink("\(repository)/objects/pack/\(name)")
        }
        for name in names(in: repository) where name.hasSuffix(".lock") { unlink("\(repository)/\(name)") }
        removeLocks(below: "\(repository)/refs", depth: 0)
    }

    private static func isTemporary(_ name: String) -> Bool {
        ["pack_git2_", "tmp_", ".tmp-", "idx_git2_"].contains { name.hasPrefix($0) } || name.hasSuffix(".lock")
    }

    private static func removeLocks(below directory: String, depth: Int) {
        guard depth < 16 else { return }
        for name in names(in: directory) {
            if name.hasSuffix(".lock") { unlink("\(directory)/\(name)") }
            removeLocks(below: "\(directory)/\(name)", depth: depth + 1)
        }
    }

    /// Removes a folder with all that is in it; links are removed, not followed.
    static func removeTree(_ path: String) {
        guard unlink(path) != 0 else { return }
        for name in names(in: path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    /// Writes a file in one step.
    static func write(_ text: String, to path: String) throws(GitError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw GitError(.cache, "'\(path)' cannot be written: \(String(cString: strerror(errno)))")
        }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { SystemCall.write(descriptor, $0) }
            guard count > 0 else { break }
            bytes = bytes.dropFirst(count)
        }
        closeDescriptor(descriptor)
        guard bytes.isEmpty, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw GitError(.cache, "'\(path)' cannot be written")
        }
    }
}

/// The system's call by a name that the function above does not hide.
private enum SystemCall {
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
