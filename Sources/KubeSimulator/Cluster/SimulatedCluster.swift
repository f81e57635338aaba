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
        var streams: [Int: AsyncThrowingStream<KubeStream.Element, any Error>.Continuation] = [:]
        var log = RequestLog()
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
    public var transport: SimulatedTransport { SimulatedTransport(cluster: self) }

    /// Lets everything happen that is due: controllers, pods, watches that time out.
    ///
    /// ``VirtualClock/advance(by:)`` does this by itself; a cluster whose clock runs needs somebody who calls it.
    public func tick() {
        withServer { _ in }
    }

    /// Runs something on the state, lets the controllers catch up and sends out what watches are waiting for.
    func withServer<Result>(_ body: (inout State) -> Result) -> Result {
        var finished: [AsyncThrowingStream<KubeStream.Element, any Error>.Continuation] = []
        let result = state.withLock { state in
            state.server.now = clock.timestamp
            let result = body(&state)
            state.controllers.settle(&state.server)
            state.server.advanceWatches()
            finished = SimulatedCluster.deliver(&state)
            return result
        }
        for stream in finished { stream.finish() }
        return result
    }

    /// Hands events to their streams; what is to be finished is finished outside the lock.
    private static func deliver(
        _ state: inout State
    ) -> [AsyncThrowingStream<KubeStream.Element, any Error>.Continuation] {
        var finished: [AsyncThrowingStream<KubeStream.Element, any Error>.Continuation] = []
        for emission in state.server.emissions {
            guard let stream = state.streams[emission.watcher] else { continue }
            if let event = emission.event {
                stream.yield(.value(event))
            } else {
                state.streams[emission.watcher] = nil
                finished.append(stream)
            }
        }
        state.server.emissions.removeAll(keepingCapacity: true)
        return finished
    }

    // MARK: - Requests

    func send(_ request: KubeRequest) -> KubeResponse {
        withServer { state in
            state.log.record(request)
            switch state.server.handle(request) {
            case .answer(let response): return response
            case .watch(let id, let headers, let initial, _):
                state.server.watchers.remove(id)
                return KubeResponse(status: 200, headers: headers, body: .value(.array(initial)))
            }
        }
    }

    func stream(_ request: KubeRequest) -> KubeStream {
        let (body, continuation) = AsyncThrowingStream<KubeStream.Element, any Error>.makeStream()
        var finishes = false
        let head = withServer { state -> (status: Int, headers: KubeHeaders) in
            state.log.record(request)
            switch state.server.handle(request) {
            case .answer(let response):
                switch response.body {
                case .value(let value): continuation.yield(.value(value))
                case .bytes(let bytes): continuation.yield(.bytes(bytes))
                }
                finishes = true
                return (response.status, response.headers)
            case .watch(let id, let headers, let initial, let ends):
                for event in initial { continuation.yield(.value(event)) }
                finishes = ends
                if !ends {
                    state.streams[id] = continuation
                    continuation.onTermination = { [weak self] _ in self?.closed(id) }
                }
                return (200, headers)
            }
        }
        if finishes { continuation.finish() }
        return KubeStream(status: head.status, headers: head.headers, body: body)
    }

    private func closed(_ id: Int) {
        state.withLock { state in
            state.streams[id] = nil
            state.server.watchers.remove(id)
        }
    }
}

/// Carries requests to a ``SimulatedCluster`` in the same process.
public struct SimulatedTransport: KubeTransport {
    let cluster: SimulatedCluster

    /// The items of a URL's query, as Go reads it: what is malformed or has a semicolon is dropped.
    public static func decodeQuery(_ text: String) -> [(name: String, value: String)] { QueryText.decode(text) }

    /// Answers a request at once, unless a fault delays or fails it.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        if let answer = try await cluster.faulted(request) { return answer }
        return cluster.send(request)
    }

    /// Opens a watch, or answers as ``send(_:)`` does.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        if let answer = try await cluster.faulted(request) {
            let (body, continuation) = AsyncThrowingStream<KubeStream.Element, any Error>.makeStream()
            switch answer.body {
            case .value(let value): continuation.yield(.value(value))
            case .bytes(let bytes): continuation.yield(.bytes(bytes))
            }
            continuation.finish()
            return KubeStream(status: answer.status, headers: answer.headers, body: body)
        }
        return cluster.stream(request)
    }
}
