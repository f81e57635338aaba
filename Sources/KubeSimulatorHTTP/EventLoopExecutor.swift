import NIOCore

/// Runs tasks on a connection's event loop.
///
/// A request is answered where it arrived: nothing is handed from thread to thread, and a host whose other work fills the
/// threads of Swift's concurrency does not keep the server's clients waiting.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
