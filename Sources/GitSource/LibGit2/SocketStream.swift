internal import CLibGit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Connections that can be ended from outside.
///
/// The library's own wait for a silent server for ever. Ours are told to the operation that runs on the thread, which
/// shuts them down when it is stopped; threads without an operation get plain connections.
enum SocketStream {
    fileprivate typealias Pointer = UnsafeMutablePointer<clibgit2_socket_stream>

    /// Where a thread keeps its operation. Made once and only read.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Makes the library use these connections; called once, when the library is started.
    static func register() -> Bool {
        var registration = git_stream_registration()
        registration.version = GIT_STREAM_VERSION
        registration.`init` = { out, host, port in
            guard let out, let host, let port else { return GIT_ERROR.rawValue }
            out.pointee = SocketStream.make(host, port)
            return 0
        }
        return git_stream_register(GIT_STREAM_STANDARD, &registration) == 0
    }

    /// Runs work whose connections end when the control is stopped.
    static func with<Result>(control: OperationControl, _ body: () throws -> Result) rethrows -> Result {
        pthread_setspecific(key, Unmanaged.passUnretained(control).toOpaque())
        defer { pthread_setspecific(key, nil) }
        return try withExtendedLifetime(control) { try body() }
    }

    private static func make(
        _ host: UnsafePointer<CChar>, _ port: UnsafePointer<CChar>
    ) -> UnsafeMutablePointer<git_stream> {
        let pointer = Pointer.allocate(capacity: 1)
        pointer.initialize(to: clibgit2_socket_stream())
        pointer.pointee.host = strdup(host)
        pointer.pointee.port = strdup(port)
        pointer.pointee.descriptor = -1
        pointer.pointee.control = pthread_getspecific(key)
        pointer.pointee.parent.version = GIT_STREAM_VERSION
        pointer.pointee.parent.connect = { SocketStream.connect(SocketStream.stream($0)) }
        pointer.pointee.parent.read = { SocketStream.read(SocketStream.stream($0), $1, $2) }
        pointer.pointee.parent.write = { stream, bytes, count, _ in
            SocketStream.write(SocketStream.stream(stream), bytes, count)
        }
        pointer.pointee.parent.close = { SocketStream.close(SocketStream.stream($0)) }
        pointer.pointee.parent.free = { SocketStream.free(SocketStream.stream($0)) }
        return UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: git_stream.self)
    }

    /// The stream whose first member the library hands back.
    private static func stream(_ pointer: UnsafeMutablePointer<git_stream>?) -> Pointer? {
        UnsafeMutableRawPointer(pointer)?.assumingMemoryBound(to: clibgit2_socket_stream.self)
    }

    fileprivate static func control(of stream: Pointer) -> OperationControl? {
        stream.pointee.control.map { Unmanaged<OperationControl>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func failed(_ doing: String, _ number: Int32 = errno) -> Int32 {
        git_error_set_str(Int32(GIT_ERROR_NET.rawValue), "\(doing): \(String(cString: strerror(number)))")
        return GIT_ERROR.rawValue
    }

    // MARK: Connecting

    private static func connect(_ stream: Pointer?) -> Int32 {
        guard let stream, let host = stream.pointee.host, let port = stream.pointee.port else {
            return GIT_ERROR.rawValue
        }
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, port, &hints, &list)
        guard code == 0 else {
            let reason = gai_strerror(code).map { String(cString: $0) } ?? "unknown"
            git_error_set_str(Int32(GIT_ERROR_NET.rawValue), "failed to resolve '\(String(cString: host))': \(reason)")
            return GIT_ERROR.rawValue
        }
        defer { freeaddrinfo(list) }
        var number = ECONNREFUSED
        var next = list
        while let address = next?.pointee {
            let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
            if descriptor >= 0 {
                number = connect(descriptor, to: address, control: control(of: stream))
                if number == 0 {
                    stream.pointee.descriptor = descriptor
                    return 0
                }
            }
            next = address.ai_next
        }
        return failed("failed to connect to '\(String(cString: host))'", number)
    }

    /// Connects without waiting in the call itself, so that the wait can be ended; 0 or the system's error.
    private static func connect(_ descriptor: Int32, to address: addrinfo, control: OperationControl?) -> Int32 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        control?.add(descriptor)
        var number: Int32 = 0
        if system(connecting: descriptor, address) != 0 {
            number = errno == EINPROGRESS ? awaited(descriptor, control: control) : errno
        }
        guard number == 0 else {
            if let control { control.close(descriptor) } else { closeDescriptor(descriptor) }
            return number
        }
        _ = fcntl(descriptor, F_SETFL, flags)
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return 0
    }

    private static func awaited(_ descriptor: Int32, control: OperationControl?) -> Int32 {
        while true {
            if control?.isStopped ?? false { return ECONNABORTED }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&waiting, 1, 200)
            if count == 0 || (count < 0 && errno == EINTR) { continue }
            var (number, size): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
            guard count > 0, getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0 else { return errno }
            return number
        }
    }

    private static func system(connecting descriptor: Int32, _ address: addrinfo) -> Int32 {
        #if canImport(Glibc)
            Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen)
        #elseif canImport(Musl)
            Musl.connect(descriptor, address.ai_addr, address.ai_addrlen)
        #else
            Darwin.connect(descriptor, address.ai_addr, address.ai_addrlen)
        #endif
    }

    // MARK: Moving bytes

    private static func read(_ stream: Pointer?, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        guard let stream else { return -1 }
        while true {
            guard waitInHandshake(stream) else { return Int(failed("the TLS handshake took too long", ETIMEDOUT)) }
            let received = recv(stream.pointee.descriptor, bytes, count, 0)
            if received >= 0 { return received }
            if errno != EINTR { return Int(failed("error receiving data from socket")) }
        }
    }

    private static func write(_ stream: Pointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
        guard let stream else { return -1 }
        guard let bytes, count > 0 else { return 0 }
        guard followHandshake(stream, UnsafeRawBufferPointer(start: bytes, count: count)) else { return -1 }
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        while true {
            let sent = send(stream.pointee.descriptor, bytes, count, flags)
            if sent >= 0 { return sent }
            if errno != EINTR { return Int(failed("error sending data to socket")) }
        }
    }

    private static func close(_ stream: Pointer?) -> Int32 {
        guard let stream else { return 0 }
        endHandshake(stream)
        guard stream.pointee.descriptor >= 0 else { return 0 }
        let descriptor = stream.pointee.descriptor
        stream.pointee.descriptor = -1
        if let control = control(of: stream) { control.close(descriptor) } else { closeDescriptor(descriptor) }
        return 0
    }

    private static func free(_ stream: Pointer?) {
        guard let stream else { return }
        _ = close(stream)
        releaseText(stream.pointee.host)
        releaseText(stream.pointee.port)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }
}

// MARK: - TLS handshakes

extension SocketStream {
    /// Longest time for a handshake, in milliseconds: while one runs, those that trust otherwise wait.
    private static let maximumHandshake: Int64 = 20_000

    /// Takes and gives back the trust in certificates as the records sent show where a handshake stands.
    ///
    /// A handshake begins with a record of type 22. Certificates are judged before the first record of type 23, which
    /// carries data, or in TLS 1.3 the end of the handshake.
    private static func followHandshake(_ stream: Pointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if stream.pointee.handshake_deadline != 0 {
            if bytes[0] == 23 { endHandshake(stream) }
            return true
        }
        guard bytes.count > 5, bytes[0] == 22, bytes[1] == 3, bytes[5] == 1 else { return true }
        let control = control(of: stream)
        do throws(GitError) {
            try CertificateTrust.shared.enter(file: control?.certificateFile, control: control)
        } catch {
            git_error_set_str(Int32(GIT_ERROR_SSL.rawValue), error.message)
            return false
        }
        stream.pointee.handshake_deadline = now() + maximumHandshake
        return true
    }

    private static func endHandshake(_ stream: Pointer) {
        guard stream.pointee.handshake_deadline != 0 else { return }
        stream.pointee.handshake_deadline = 0
        CertificateTrust.shared.leave()
    }

    /// Waits for bytes while a handshake runs; false when it has run too long.
    private static func waitInHandshake(_ stream: Pointer) -> Bool {
        while stream.pointee.handshake_deadline != 0 {
            let rest = stream.pointee.handshake_deadline - now()
            guard rest > 0 else { return false }
            var waiting = pollfd(fd: stream.pointee.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, Int32(rest)) != 0 { return true }
        }
        return true
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

private func releaseText(_ text: UnsafeMutablePointer<CChar>?) { free(text) }
