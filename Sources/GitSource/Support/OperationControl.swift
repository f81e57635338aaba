import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Stops a blocking operation from outside: flag and sockets.
///
/// A thread that waits for a server sits in a system call; shutting its sockets down is what wakes it.
final class OperationControl: Sendable {
    enum Reason: Sendable { case cancelled, timeout }

    private struct State {
        var reason: Reason?
        var descriptors: Set<Int32> = []
        var certificateFile: String?
    }

    private let state = Mutex(State())

    /// Why the operation was stopped, nil while it may go on.
    var reason: Reason? { state.withLock { $0.reason } }

    var isStopped: Bool { reason != nil }

    /// The authorities the operation trusts, nil for the system's.
    var certificateFile: String? {
        get { state.withLock { $0.certificateFile } }
        set { state.withLock { $0.certificateFile = newValue } }
    }

    /// Ends the operation; the first reason stays.
    func stop(_ reason: Reason) {
        state.withLock { state in
            guard state.reason == nil else { return }
            state.reason = reason
            for descriptor in state.descriptors { shutdown(descriptor, CInt(SHUT_RDWR)) }
        }
    }

    /// Takes note of a socket that is to be shut down when the operation is stopped.
    func add(_ descriptor: Int32) {
        state.withLock { state in
            state.descriptors.insert(descriptor)
            if state.reason != nil { shutdown(descriptor, CInt(SHUT_RDWR)) }
        }
    }

    /// Forgets a socket and closes it, in one step, so that a number used anew is never shut down.
    func close(_ descriptor: Int32) {
        state.withLock { state in
            state.descriptors.remove(descriptor)
            closeDescriptor(descriptor)
        }
    }

    func check() throws(GitError) {
        switch reason {
        case nil: return
        case .cancelled: throw GitError(.stopped, "cancelled")
        case .timeout: throw GitError(.timeout, "it took longer than allowed; try again, or allow more time")
        }
    }
}

func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
