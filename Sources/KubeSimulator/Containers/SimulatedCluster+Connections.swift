public import KubeClient
import Values

extension SimulatedCluster {
    /// Connects a client to a container or to ports of a pod; what answers there runs as long as the client stays.
    func connect(_ request: KubeRequest, protocols: [String], as caller: SimulatedCaller?) -> KubeUpgrade {
        var request = request
        request.headers["Connection"] = "Upgrade"
        if request.headers["Upgrade"] == nil { request.headers["Upgrade"] = "websocket" }
        return withServer { state in
            state.log.record(request)
            switch state.server.handle(request, as: caller) {
            case .answer(let response): return .refused(response)
            // Connecting is not reviewed.
            case .review: return .refused(KubeResponse(status: 500))
            case .watch(let id, let headers, let initial, _):
                state.server.watchers.remove(id)
                return .refused(KubeResponse(status: 200, headers: headers, body: .value(.array(initial))))
            case .connection(let target):
                return SimulatedCluster.open(target, protocols, state.containers, &state.server.random)
            }
        }
    }

    private static func open(
        _ target: ContainerTarget, _ protocols: [String], _ scripts: ContainerScripts, _ random: inout RandomSource
    ) -> KubeUpgrade {
        let known = ContainerProtocol.names(target.kind)
        guard let chosen = protocols.first(where: known.contains) else {
            return refusal("unable to negotiate protocol: client supports \(protocols), server accepts \(known)")
        }
        let names = ContainerNames(&random)
        let ports = PortServer(target: target, scripts: scripts, names: names)
        let process = ProcessServer(target: target, scripts: scripts.scripts(for: target), names: names)
        if target.kind == .ports, chosen == ChannelProtocol.v4.rawValue, target.ports.isEmpty {
            return refusal("query parameter \"port\" is required")
        }
        let pair = SocketPair.make(subprotocol: chosen)
        Task {
            switch (target.kind, chosen) {
            case (.ports, ContainerProtocol.tunnel): await SpdyPortServer(ports: ports).serve(pair.server)
            case (.ports, _): await ports.serve(pair.server)
            default: await process.serve(pair.server)
            }
        }
        return .socket(pair.client)
    }

    private static func refusal(_ text: String) -> KubeUpgrade {
        .refused(
            KubeResponse(
                status: 400, headers: ["Content-Type": "text/plain; charset=utf-8"],
                body: .bytes(Array((text + "\n").utf8))))
    }
}

/// The protocols that lead into containers.
enum ContainerProtocol {
    /// SPDY over the messages of a WebSocket.
    static let tunnel = "SPDY/3.1+portforward.k8s.io"

    static func names(_ kind: ContainerTarget.Kind) -> [String] {
        kind == .ports ? [tunnel, ChannelProtocol.v4.rawValue] : ChannelProtocol.names
    }
}

extension SimulatedTransport {
    /// Connects to a container or to ports of a pod; see ``SimulatedCluster/answerCommands(in:container:_:)`` and its kin
    /// for what answers there.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        if case .answered(let answer)? = try await cluster.faulted(request) { return .refused(answer) }
        return cluster.connect(request, protocols: protocols, as: caller)
    }
}
