public import KubeClient
import Synchronization
import Values

/// A Kubernetes cluster in memory: an API server with the real one's semantics, controllers on request, and a clock
/// that stands still until a test moves it.
///
/// ```swift
/// let cluster = SimulatedCluster()
/// try await cluster.apply(yaml)
/// try await cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
/// let live = try await cluster.get("apps/v1", "Deployment", "shop/web")
/// ```
///
/// Everything that speaks to a cluster through a ``KubeClient/KubeTransport`` talks to this one through ``transport``
/// without serialising anything. `KubeSimulatorHTTP` serves the same cluster to kubectl.
public final class SimulatedCluster: Sendable {
    struct State: Sendable {
        var server: APIServer
        var controllers: ControllerManager
        var faults: FaultTable
        var streams: [Int: WatchQueue] = [:]
        var log = RequestLog()
        var containers = ContainerScripts()
    }

    let state: Mutex<State>

    /// The cluster's time.
    public let clock: VirtualClock
    /// How the cluster was set up.
    public let configuration: SimulatorConfiguration

    /// A cluster with the namespaces that every cluster has, and nothing else.
    ///
    /// - Parameters:
    ///   - configuration: seed, controllers, how much history is kept.
    ///   - clock: the cluster's time; stands still unless made otherwise.
    public init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(), clock: VirtualClock = VirtualClock()
    ) {
        self.configuration = configuration
        self.clock = clock
        let server = APIServer(configuration, now: clock.timestamp)
        state = Mutex(
            State(
                server: server, controllers: ControllerManager(configuration),
                faults: FaultTable(seed: configuration.seed)))
        clock.observe { [weak self] in self?.tick() }
        tick()
    }

    /// The way in for clients in the same process.
    public var transport: SimulatedTransport { SimulatedTransport(cluster: self, caller: nil) }

    /// Lets everything happen that is due: controllers, pods, watches that time out.
    ///
    /// ``VirtualClock/advance(by:)`` does this by itself; a cluster whose clock runs needs somebody who calls it.
    public func tick() {
        withServer { _ in }
    }

    deinit {
        let streams = state.withLock { Array($0.streams.values) }
        for stream in streams {
            stream.finish()
            stream.wake()
        }
    }

    /// Runs something on the state, lets the controllers catch up and sends out what watches are waiting for.
    func withServer<Result>(_ body: (inout State) -> Result) -> Result {
        var readers: [WatchQueue] = []
        let result = state.withLock { state in
            state.server.now = clock.timestamp
            let result = body(&state)
            state.controllers.settle(&state.server)
            state.server.advanceWatches()
            readers = SimulatedCluster.deliver(&state)
            return result
        }
        for reader in readers { reader.wake() }
        return result
    }

    /// Hands events to their streams, and gives those whose readers are to be woken.
    private static func deliver(_ state: inout State) -> [WatchQueue] {
        var readers: [WatchQueue] = []
        for emission in state.server.emissions {
            guard let stream = state.streams[emission.watcher] else { continue }
            if let event = emission.event {
                stream.append(.value(event))
            } else {
                state.streams[emission.watcher] = nil
                stream.finish()
            }
            readers.append(stream)
        }
        state.server.emissions.removeAll(keepingCapacity: true)
        return readers
    }

    // MARK: - Requests

    /// Carries out a request, as often as webhooks have to be asked about it.
    func send(_ request: KubeRequest, as caller: SimulatedCaller?) async -> KubeResponse {
        var answers = WebhookAnswers()
        while true {
            switch attempt(request, as: caller, answers) {
            case .success(let response): return response
            case .failure(let need):
                guard let reviewer = configuration.reviewer else { return KubeResponse(status: 500) }
                answers.add(await need.pending.answer(reviewer), to: need.pending)
            }
        }
    }

    /// What a request cannot do without.
    private struct ReviewNeeded: Error {
        let pending: PendingReview
    }

    private func attempt(
        _ request: KubeRequest, as caller: SimulatedCaller?, _ answers: WebhookAnswers
    ) -> Result<KubeResponse, ReviewNeeded> {
        withServer { state in
            if answers.isEmpty { state.log.record(request) }
            switch state.server.handle(request, as: caller, answers: answers) {
            case .answer(let response): return .success(response)
            case .review(let pending): return .failure(ReviewNeeded(pending: pending))
            case .watch(let id, let headers, let initial, _):
                state.server.watchers.remove(id)
                return .success(KubeResponse(status: 200, headers: headers, body: .value(.array(initial))))
            case .connection: return .success(SimulatedCluster.needsConnection)
            }
        }
    }

    func stream(_ request: KubeRequest, as caller: SimulatedCaller?, order: RandomSource? = nil) -> KubeStream {
        let queue = WatchQueue(limit: configuration.watchBacklog, order: order)
        return withServer { state in
            state.log.record(request)
            switch state.server.handle(request, as: caller) {
            case .answer(let response): return KubeStream(response)
            case .connection: return KubeStream(SimulatedCluster.needsConnection)
            // Nothing that is streamed is reviewed.
            case .review: return KubeStream(KubeResponse(status: 500))
            case .watch(let id, let headers, let initial, let ends):
                for event in initial { queue.append(.value(event)) }
                queue.settle()
                if ends { queue.finish() } else { state.streams[id] = queue }
                let subscription = WatchSubscription { [weak self] in if !ends { self?.closed(id) } }
                return KubeStream(
                    status: 200, headers: headers, body: WatchBody(queue: queue, subscription: subscription))
            }
        }
    }

    /// The answer to a request that only `connect` can carry out.
    private static let needsConnection = KubeResponse(
        status: 400, headers: ["Content-Type": "text/plain; charset=utf-8"],
        body: .bytes(Array("Upgrade request required\n".utf8)))

    private func closed(_ id: Int) {
        state.withLock { state in
            guard state.streams.removeValue(forKey: id) != nil else { return }
            state.server.watchers.remove(id)
        }
    }

    /// Takes all open watches away from their readers, who are told outside the lock.
    static func breakWatches(_ state: inout State) -> [WatchQueue] {
        let broken = Array(state.streams.values)
        for id in state.streams.keys { state.server.watchers.remove(id) }
        state.streams = [:]
        for stream in broken { stream.finish(throwing: ConnectionDropped()) }
        return broken
    }
}

extension KubeStream {
    /// A whole answer as a stream of one element.
    fileprivate init(_ response: KubeResponse) {
        let queue = WatchQueue(limit: 1)
        switch response.body {
        case .value(let value): queue.append(.value(value))
        case .bytes(let bytes): queue.append(.bytes(bytes))
        }
        queue.finish()
        self.init(
            status: response.status, headers: response.headers,
            body: WatchBody(queue: queue, subscription: WatchSubscription {}))
    }
}

/// Carries requests to a ``SimulatedCluster`` in the same process.
public struct SimulatedTransport: KubeTransport {
    let cluster: SimulatedCluster
    let caller: SimulatedCaller?

    /// The items of a URL's query, as Go reads it: what is malformed or has a semicolon is dropped.
    public static func decodeQuery(_ text: String) -> [(name: String, value: String)] { QueryText.decode(text) }

    /// Answers a request at once, unless a fault delays or fails it.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        if case .answered(let answer)? = try await cluster.faulted(request) { return answer }
        return await cluster.send(request, as: caller)
    }

    /// Opens a watch, or answers as ``send(_:)`` does.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        switch try await cluster.faulted(request) {
        case .answered(let answer)?: return KubeStream(answer)
        case .reordered(let order)?: return cluster.stream(request, as: caller, order: order)
        case nil: return cluster.stream(request, as: caller)
        }
    }
}
