import KubeClient
import Synchronization
import Values

/// Answers requests by a function, and remembers them.
final class ScriptedTransport: KubeTransport {
    /// What a stream does after its pieces.
    enum Ending: Sendable {
        case close
        case stayOpen
        case fail
    }

    enum Reply: Sendable {
        case json(Int, String, headers: KubeHeaders = [:])
        case value(Int, Value)
        case text(Int, String, headers: KubeHeaders = [:])
        case events([String], then: Ending = .close)
        case fail
    }

    struct Broken: Error {}

    private let handler: @Sendable (KubeRequest, Int) -> Reply
    private let log = Mutex<[KubeRequest]>([])

    /// - Parameter handler: receives the request and how many came before.
    init(_ handler: @escaping @Sendable (KubeRequest, Int) -> Reply) { self.handler = handler }

    /// Answers with replies in order; the last one is repeated.
    convenience init(replies: Reply...) {
        self.init { _, position in replies[min(position, replies.count - 1)] }
    }

    var requests: [KubeRequest] { log.withLock { $0 } }

    private func reply(to request: KubeRequest) -> Reply {
        let position = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        return handler(request, position)
    }

    func send(_ request: KubeRequest) async throws -> KubeResponse {
        switch reply(to: request) {
        case .json(let status, let text, let headers), .text(let status, let text, let headers):
            return KubeResponse(status: status, headers: headers, body: .bytes(Array(text.utf8)))
        case .value(let status, let value): return KubeResponse(status: status, body: .value(value))
        case .events, .fail: throw Broken()
        }
    }

    func stream(_ request: KubeRequest) async throws -> KubeStream {
        let (stream, continuation) = AsyncThrowingStream<KubeStream.Element, any Error>.makeStream()
        switch reply(to: request) {
        case .json(let status, let text, let headers), .text(let status, let text, let headers):
            continuation.yield(.bytes(Array(text.utf8)))
            continuation.finish()
            return KubeStream(status: status, headers: headers, body: stream)
        case .value(let status, let value):
            continuation.yield(.value(value))
            continuation.finish()
            return KubeStream(status: status, body: stream)
        case .events(let lines, let ending):
            for line in lines { continuation.yield(.bytes(Array((line + "\n").utf8))) }
            switch ending {
            case .close: continuation.finish()
            case .fail: continuation.finish(throwing: Broken())
            case .stayOpen: break
            }
            return KubeStream(status: 200, body: stream)
        case .fail: throw Broken()
        }
    }
}

/// A clock that never waits: sleeping moves it forward at once, and is remembered.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(deadline.offset - state.now)
            state.now = max(state.now, deadline.offset)
        }
        await Task.yield()
    }
}

/// A generator that always gives the same number.
struct FixedGenerator: RandomNumberGenerator {
    var number: UInt64 = 0
    mutating func next() -> UInt64 { number }
}
