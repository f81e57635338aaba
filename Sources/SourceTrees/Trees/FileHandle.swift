#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a call to the system failed, before the path is known.
struct SystemFailure: Error {
    var code: TreeError.Code
    var detail: String

    init(code: TreeError.Code, detail: String) {
        self.code = code
        self.detail = detail
    }

    init(errno number: Int32) {
        switch number {
        case ENOENT: code = .notFound
        case ENOTDIR: code = .notADirectory
        case ENAMETOOLONG, EINVAL: code = .invalidPath
        default: code = .unreadable
        }
        detail = String(cString: strerror(number))
    }
}

/// What the system knows of an entry.
struct FileStatus {
    enum Kind { case file, directory, symbolicLink, other }

    struct Time: Hashable {
        var seconds: Int
        var nanoseconds: Int
    }

    var kind: Kind
    var isExecutable: Bool
    var device: UInt64
    var inode: UInt64
    var size: Int
    var modified: Time
    var changed: Time

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        isExecutable = status.st_mode & 0o100 != 0
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int(status.st_size)
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        self.modified = Time(seconds: Int(modified.tv_sec), nanoseconds: Int(modified.tv_nsec))
        self.changed = Time(seconds: Int(changed.tv_sec), nanoseconds: Int(changed.tv_nsec))
    }
}

/// An open file or directory, closed when it goes away.
struct FileHandle: ~Copyable, Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Opens a directory by its path on disk, links followed.
    init(directory location: String) throws(SystemFailure) {
        guard !location.utf8.contains(0) else { throw SystemFailure(errno: EINVAL) }
        let opened = open(location, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw SystemFailure(errno: errno) }
        self.init(descriptor: opened)
    }

    private func opened(_ name: String, flags: Int32) throws(SystemFailure) -> FileHandle? {
        let opened = openat(descriptor, name, flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard opened < 0 else { return FileHandle(descriptor: opened) }
        switch errno {
        case ENOENT, ENOTDIR, ELOOP, EMLINK: return nil
        case let number: throw SystemFailure(errno: number)
        }
    }

    /// Opens a directory in this one; nil where there is none, or something else.
    func directory(named name: String) throws(SystemFailure) -> FileHandle? { try opened(name, flags: O_DIRECTORY) }

    /// Opens a file in this directory without waiting for the writer of a pipe.
    func file(named name: String) throws(SystemFailure) -> FileHandle? { try opened(name, flags: O_NONBLOCK) }

    func status() throws(SystemFailure) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemFailure(errno: errno) }
        return FileStatus(status)
    }

    /// The status of an entry of this directory, of a link itself; nil where there is none.
    func status(named name: String) throws(SystemFailure) -> FileStatus? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else { return FileStatus(status) }
        switch errno {
        case ENOENT, ENOTDIR: return nil
        case let number: throw SystemFailure(errno: number)
        }
    }

    /// The kind of an entry of this directory; nil for what a tree has no kind for.
    func kind(of status: FileStatus, named name: String) throws(SystemFailure) -> TreeEntry.Kind? {
        switch status.kind {
        case .file: status.isExecutable ? .executable : .file
        case .directory: .directory
        case .symbolicLink: .symbolicLink(target: try target(ofLink: name))
        case .other: nil
        }
    }

    private func target(ofLink name: String) throws(SystemFailure) -> String {
        var buffer = [CChar](repeating: 0, count: 4097)
        let count = readlinkat(descriptor, name, &buffer, buffer.count)
        guard count >= 0 else { throw SystemFailure(errno: errno) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in this directory in no order, without `.` and `..`.
    func names(limit: Int) throws(SystemFailure) -> [String] {
        // The stream takes the descriptor over and has a position of its own.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw SystemFailure(errno: errno) }
        guard let stream = fdopendir(copy) else {
            let number = errno
            close(copy)
            throw SystemFailure(errno: number)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            guard names.count <= limit else {
                throw SystemFailure(code: .tooLarge, detail: "more than \(limit) entries")
            }
            errno = 0
        }
        guard errno == 0 else { throw SystemFailure(errno: errno) }
        return names
    }

    /// All bytes of this file.
    func bytes(expecting size: Int, limit: Int) throws(SystemFailure) -> [UInt8] {
        guard size <= limit else {
            throw SystemFailure(code: .tooLarge, detail: "\(size) bytes, allowed \(limit)")
        }
        var number: Int32 = 0
        var bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            // One byte more than expected tells the end of the file, and a file that grew.
            let found = read(descriptor, buffer.baseAddress, size + 1)
            if found < 0 { number = errno == EINTR ? 0 : errno }
            count = max(found, 0)
        }
        if number == 0, bytes.count == size { return bytes }
        var room = 4096
        while number == 0 {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: room))
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: start), room)
            }
            if count < 0 { number = errno == EINTR ? 0 : errno }
            bytes.removeLast(room - max(count, 0))
            guard bytes.count <= limit else {
                throw SystemFailure(code: .tooLarge, detail: "more than the allowed \(limit) bytes")
            }
            if count == 0 { return bytes }
            room = max(size + 1 - bytes.count, 4096)
        }
        throw SystemFailure(errno: number)
    }
}
