/// Tells what every request came to; made for metrics and logs.
///
/// ```swift
/// let observed = ObservedTransport(transport) { report in
///     requests.record(report.method, report.status ?? 0, report.duration)
/// }
/// ```
///
/// Around a transport that retries, it counts requests as callers make them; within, as they are sent.
public struct ObservedTransport: KubeTransport {
    private let base: any KubeTransport
    private let clock: any Clock<Duration>
    private let observe: @Sendable (RequestReport) -> Void

    /// A layer over another transport.
    ///
    /// - Parameters:
    ///   - base: what carries the requests on.
    ///   - clock: what measures.
    ///   - observe: hears of every request when its answer is there; of a stream when it is open.
    public init(
        _ base: any KubeTransport, clock: any Clock<Duration> = ContinuousClock(),
        observe: @escaping @Sendable (RequestReport) -> Void
    ) {
        self.base = base
        self.clock = clock
        self.observe = observe
    }

    /// Sends a request and tells of it.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        try await observed(request, isStream: false, base.send) { $0.status }
    }

    /// Opens a stream and tells of it.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        try await observed(request, isStream: true, base.stream) { $0.status }
    }

    /// Opens a connection and tells of it.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await observed(request, isStream: true, { try await base.connect($0, protocols: protocols) }, \.status)
    }

    private func observed<Answer>(
        _ request: KubeRequest, isStream: Bool, _ send: (KubeRequest) async throws -> Answer,
        _ status: (Answer) -> Int
    ) async throws -> Answer {
        let stopwatch = Stopwatch(clock)
        var report = RequestReport(method: request.method, path: request.path, isStream: isStream, duration: .zero)
        defer { observe(report) }
        do {
            let answer = try await send(request)
            report.status = status(answer)
            report.duration = stopwatch.elapsed
            return answer
        } catch {
            report.error = error
            report.duration = stopwatch.elapsed
            throw error
        }
    }
}

/// What one request came to; see ``ObservedTransport``.
public struct RequestReport: Sendable {
    /// The method.
    public var method: String
    /// The path, in which objects are named; ``collection`` is fit for a metric.
    public var path: String
    /// Whether the answer is a stream; it is open then, and goes on.
    public var isStream: Bool
    /// The HTTP status code; nil where no answer came.
    public var status: Int?
    /// Why no answer came; nil where one did.
    public var error: (any Error)?
    /// How long it took until the answer was there; for a stream until it was open.
    public var duration: Duration
}

extension RequestReport {
    /// The path without names: `/apis/apps/v1/deployments/scale`. There are few of them, so they can name a metric.
    public var collection: String {
        var parts = path.split(separator: "/").map(String.init)
        let root = parts.first == "api" ? 2 : 3
        guard ["api", "apis"].contains(parts.first), parts.count > root else { return path }
        if parts[root] == "namespaces", parts.count > root + 2, !["finalize", "status"].contains(parts[root + 2]) {
            parts.removeSubrange(root...root + 1)
        }
        if parts.count > root + 1 { parts.remove(at: root + 1) }
        return "/" + parts.joined(separator: "/")
    }
}
