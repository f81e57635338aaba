#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Says that a controller works on a state file, for as long as this value lives; the system lifts it when the process
/// ends, however it ends.
final class ControllerLock {
    private let descriptor: Int32

    /// Takes the lock of a state file.
    ///
    /// - Returns: nil where another process holds it.
    init?(state: String) throws {
        let descriptor = open(state + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw UsageError("\(state).lock: \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
