import KubeClient
import Synchronization
import Values

/// Something that goes wrong with some requests.
///
/// ```swift
/// cluster.inject(.fail(status: 500), on: RequestPattern(method: "PATCH", path: "/deployments/"), times: 2)
/// ```
public struct Fault: Sendable {
    enum Action: Sendable {
        case fail(status: Int, retryAfter: Int?)
        case delay(Duration)
        case drop
        case reorder
    }

    let action: Action

    /// The server answers with an error.
    ///
    /// - Parameters:
    ///   - status: an HTTP status such as 500 or 429.
    ///   - retryAfter: seconds for a `Retry-After` header.
    public static func fail(status: Int, retryAfter: Int? = nil) -> Fault {
        Fault(action: .fail(status: status, retryAfter: retryAfter))
    }

    /// The answer comes later by the cluster's clock.
    public static func delay(_ duration: Duration) -> Fault { Fault(action: .delay(duration)) }

    /// The connection breaks before an answer comes; the request is not carried out.
    public static var drop: Fault { Fault(action: .drop) }

    /// A watch tells what changed at one time in another order, drawn from the configuration's seed; the events of one
    /// object keep theirs. Befalls watches only.
    public static var reorder: Fault { Fault(action: .reorder) }
}

/// Which requests a fault befalls.
public struct RequestPattern: Sendable {
    /// The method; nil for all.
    public var method: String?
    /// A part of the path; empty for all.
    public var path: String

    /// A pattern for requests.
    ///
    /// - Parameters:
    ///   - method: the HTTP method; nil for all.
    ///   - path: a part of the path; empty for all.
    public init(method: String? = nil, path: String = "") {
        self.method = method
        self.path = path
    }

    func matches(_ request: KubeRequest, _ action: Fault.Action) -> Bool {
        if case .reorder = action, !FaultTable.isWatch(request) { return false }
        return (method == nil || method == request.method) && (path.isEmpty || request.path.contains(path))
    }
}

/// The connection to the simulated server broke, as a fault wanted it.
public struct ConnectionDropped: Error, Sendable, CustomStringConvertible {
    /// A sentence for people.
    public var description: String { "connection to the simulated cluster dropped by an injected fault" }
}

/// The faults that are armed.
struct FaultTable: Sendable {
    private struct Armed: Sendable {
        let fault: Fault
        let pattern: RequestPattern
        var remaining: Int
        let probability: Double
    }

    private var armed: [Armed] = []
    private var random: RandomSource
    var isPartitioned = false

    init(seed: UInt64) { random = RandomSource(seed: seed ^ 0xFA_17) }

    mutating func arm(_ fault: Fault, _ pattern: RequestPattern, times: Int, probability: Double) {
        armed.append(Armed(fault: fault, pattern: pattern, remaining: times, probability: probability))
    }

    mutating func disarm() {
        armed = []
        isPartitioned = false
    }

    static func isWatch(_ request: KubeRequest) -> Bool {
        request.path.contains("/watch/")
            || request.query.contains { $0.name == "watch" && ["true", "1"].contains($0.value) }
    }

    /// A source of its own for the order of one watch's events.
    mutating func order() -> RandomSource { RandomSource(seed: random.next()) }

    /// The fault that befalls a request; nil for none.
    mutating func fault(_ request: KubeRequest) -> Fault.Action? {
        if isPartitioned { return .drop }
        for index in armed.indices
        where armed[index].remaining > 0 && armed[index].pattern.matches(request, armed[index].fault.action) {
            let draw = Double(random.next() >> 11) / Double(UInt64(1) << 53)
            if draw >= armed[index].probability { continue }
            armed[index].remaining -= 1
            let action = armed[index].fault.action
            if armed[index].remaining == 0 { armed.remove(at: index) }
            return action
        }
        return nil
    }
}

extension SimulatedCluster {
    /// Arms a fault.
    ///
    /// - Parameters:
    ///   - fault: what goes wrong.
    ///   - pattern: which requests it befalls; all unless given.
    ///   - times: how many requests it befalls; without end unless given.
    ///   - probability: how likely it befalls a request that fits, from 0 to 1, drawn from the configuration's seed.
    public func inject(
        _ fault: Fault, on pattern: RequestPattern = RequestPattern(), times: Int = .max, probability: Double = 1
    ) {
        state.withLock { $0.faults.arm(fault, pattern, times: times, probability: probability) }
    }

    /// Cuts or restores the connection: while it is cut every request fails and open watches break.
    public func setPartitioned(_ isPartitioned: Bool) {
        let broken = state.withLock { state in
            state.faults.isPartitioned = isPartitioned
            return isPartitioned ? SimulatedCluster.breakWatches(&state) : []
        }
        for stream in broken { stream.wake() }
    }

    /// Disarms all faults.
    public func clearFaults() { state.withLock { $0.faults.disarm() } }

    /// Breaks all open watches.
    public func dropWatches() {
        let broken = state.withLock { SimulatedCluster.breakWatches(&$0) }
        for stream in broken { stream.wake() }
    }

    /// Forgets all history: watches and lists from earlier versions answer 410 Expired, as after a compaction.
    public func expireResourceVersions() {
        state.withLock { $0.server.store.compact(through: $0.server.store.revision) }
    }

    /// What a fault makes of a request.
    enum Outcome {
        case answered(KubeResponse)
        case reordered(RandomSource)
    }

    /// Carries out the fault that befalls a request, if any; nil lets the request through.
    func faulted(_ request: KubeRequest) async throws -> Outcome? {
        guard let action = state.withLock({ $0.faults.fault(request) }) else { return nil }
        switch action {
        case .drop: throw ConnectionDropped()
        case .reorder: return .reordered(state.withLock { $0.faults.order() })
        case .delay(let duration):
            try await clock.sleep(until: clock.now.advanced(by: duration))
            return nil
        case .fail(let status, let retryAfter):
            state.withLock { $0.log.record(request) }
            var error = APIError(status, FaultText.reason(status), FaultText.message(status), details: [:])
            if let retryAfter {
                error.headers = [("Retry-After", String(retryAfter))]
                error.details = ["retryAfterSeconds": .int(Int64(retryAfter))]
            }
            return .answered(
                KubeResponse(
                    status: status,
                    headers: KubeHeaders(
                        [("Content-Type", "application/json"), ("Cache-Control", "no-cache, private")] + error.headers),
                    body: .value(error.status)))
        }
    }
}

/// What the server says for bare statuses.
enum FaultText {
    static func reason(_ status: Int) -> String? {
        switch status {
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 409: "Conflict"
        case 410: "Expired"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: nil
        }
    }

    static func message(_ status: Int) -> String {
        switch status {
        case 401: "Unauthorized"
        case 410: "too old resource version"
        case 429: "the server has received too many requests and has asked us to try again later"
        case 500: "an error on the server has prevented the request from succeeding"
        case 503: "the server is currently unable to handle the request"
        case 504:
            "the server was unable to return a response in the time allotted, but may still be processing the request"
        default: "injected fault \(status)"
        }
    }
}
