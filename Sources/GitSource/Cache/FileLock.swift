#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An exclusive lock on a file, between threads and between processes; the system frees it when a process dies.
enum FileLock {
    /// Runs with the lock held, waiting for it as long as the control allows.
    static func with<Result>(_ path: String, control: OperationControl, _ body: () throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw GitError(.cache, "'\(path)' cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw GitError(.cache, "'\(path)' cannot be locked: \(String(cString: strerror(errno)))")
            }
            try control.check()
            usleep(5_000)
        }
        return try body()
    }
}
