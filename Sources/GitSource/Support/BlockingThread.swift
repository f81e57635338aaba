#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs work that blocks on threads of its own, so that the threads of Swift's tasks stay free.
enum BlockingThread {
    private final class Work {
        let body: () -> Void

        init(body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// Runs work on a new thread and waits for it without blocking.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            start {
                continuation.resume(with: Swift.Result { try body() })
            } failed: {
                continuation.resume(throwing: GitError(.cache, "no thread could be started"))
            }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void, failed: () -> Void) {
        let work = Unmanaged.passRetained(Work(body: body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let error = pthread_create(
                &thread, nil,
                { pointer in
                    Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                    return nil
                }, work.toOpaque())
        #else
            var thread = pthread_t()
            let error = pthread_create(
                &thread, nil,
                { pointer in
                    if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                    return nil
                }, work.toOpaque())
        #endif
        guard error == 0 else {
            work.release()
            failed()
            return
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    /// Runs work under a control that cancellation of the task and the time limit stop.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, ``GitError/Code/timeout`` when the time ran out.
    static func run<Result: Sendable>(
        timeout: Duration?, clock: any Clock<Duration>, _ body: @escaping @Sendable (OperationControl) throws -> Result
    ) async throws -> Result {
        let control = OperationControl()
        do {
            return try await withTaskCancellationHandler {
                try await withThrowingTaskGroup(of: Result?.self) { group in
                    group.addTask { try await run { try body(control) } }
                    if let timeout {
                        group.addTask {
                            if (try? await clock.sleep(for: timeout)) != nil { control.stop(.timeout) }
                            return nil
                        }
                    }
                    defer { group.cancelAll() }
                    while let result = try await group.next() {
                        if let result { return result }
                    }
                    throw CancellationError()
                }
            } onCancel: {
                control.stop(.cancelled)
            }
        } catch {
            if control.reason == .cancelled { throw CancellationError() }
            throw error
        }
    }
}
