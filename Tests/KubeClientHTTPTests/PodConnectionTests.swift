import KubeClient
import KubeClientHTTP
import KubeSimulator
import KubeSimulatorHTTP
import Testing
import Values

/// Commands and ports over the wire.
@Suite(.timeLimit(.minutes(1))) struct PodConnectionTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec: {containers: [{name: app, image: nginx}]}
        """

    private func withPods(
        secure: Bool, _ body: (SimulatorServer, Resources) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        if secure { configuration.administratorToken = "t0ken" }
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(Self.pod)
        cluster.answerCommands { call in
            guard call.command.first == "cat" else { return nil }
            for try await bytes in call.input { try await call.write(bytes) }
            return .exited(5)
        }
        cluster.answerPort(7) { port in for try await bytes in port.input { try await port.write(bytes) } }
        let server = try await SimulatorServer.start(cluster, certificates: secure ? SimulatorCertificates() : nil)
        let connection = try Kubeconfig(yaml: Array(server.kubeconfig.utf8)).connection()
        let transport = try connection.transport(runner: nil, retries: nil)
        do {
            try await body(server, KubeAPI(transport: transport).resources(.pods, in: "shop"))
        } catch {
            await transport.shutdown()
            try await server.shutdown()
            throw error
        }
        await transport.shutdown()
        try await server.shutdown()
    }

    @Test(arguments: [false, true]) func commandsRunOverTheWire(secure: Bool) async throws {
        try await withPods(secure: secure) { _, pods in
            let process = try await pods.exec("web", ["cat"], ProcessOptions(hasInput: true))
            let sent = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let writing = Task {
                try await process.write(sent)
                try await process.closeInput()
            }
            let result = try await process.collect()
            try await writing.value
            #expect(result.output == sent)
            #expect(result.exitCode == 5)
            let error = await #expect(throws: KubeError.self) { try await pods.exec("web", ["sh"]).exitCode }
            #expect(error?.message.contains("exec: \"sh\": executable file not found") == true)
        }
    }

    @Test(arguments: [false, true]) func portsAreForwarded(secure: Bool) async throws {
        try await withPods(secure: secure) { _, pods in
            let forward = try await pods.portForward("web", ports: [7, 8])
            try await forward.connections[0].write([1, 2])
            for try await bytes in forward.connections[0].incoming {
                #expect(bytes == [1, 2])
                break
            }
            await #expect(throws: KubeError.self) { try await forward.connections[1].incoming.collect(limit: 10) }
        }
    }

    @Test func refusalsAreTheServersWords() async throws {
        try await withPods(secure: true) { server, pods in
            let missing = await #expect(throws: KubeError.self) { try await pods.exec("none", ["ls"]) }
            #expect(missing?.message == "pods \"none\" not found")
            try await server.cluster.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: looker}
                rules: [{apiGroups: [""], resources: [pods, pods/exec], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: lookers}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looker}
                subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}]
                """)
            let config = try server.kubeconfig(for: SimulatedCaller(name: "jane"))
            let transport = try Kubeconfig(yaml: Array(config.utf8)).connection().transport(runner: nil, retries: nil)
            let error = await #expect(throws: KubeError.self) {
                try await KubeAPI(transport: transport).resources(.pods, in: "shop").exec("web", ["cat"])
            }
            #expect(error?.isForbidden == true)
            #expect(error?.message.contains("cannot create resource \"pods/exec\"") == true)
            await transport.shutdown()
        }
    }

    @Test func whoeverStopsListeningClosesTheConnection() async throws {
        try await withPods(secure: false) { _, pods in
            let process = try await pods.attach("web")
            let waiting = Task { try await process.exitCode }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            let error = await #expect(throws: KubeError.self) { try await process.exitCode }
            #expect(error?.code == .unreachable)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI",
        "nonsense\r\n\r\n", "",
    ])
    func serversThatMakeNoSenseAreErrors(answer: String) async throws {
        try await RawServer.run { _, _ in
            .init(answer, then: .close)
        } _: { _, port in
            let connection = ClusterConnection(server: try #require(ServerURL("http://127.0.0.1:\(port)")))
            let transport = try connection.transport(runner: nil, retries: nil)
            let error = await #expect(throws: KubeError.self) {
                try await KubeAPI(transport: transport).resources(.pods, in: "a").exec("b", ["c"])
            }
            #expect(error?.code == .unreachable || error?.code == .undecodable)
            await transport.shutdown()
        }
    }

    @Test func connectionsGoThroughAProxy() async throws {
        try await RawServer.run { head, _ in
            head.hasPrefix("CONNECT")
                ? .init("HTTP/1.1 200 Connection established\r\n\r\n")
                : .init("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", then: .close)
        } _: { server, port in
            var connection = ClusterConnection(
                server: try #require(ServerURL("http://api.test:8080")),
                proxyURL: Secret("http://jane:pass@127.0.0.1:\(port)"))
            connection.authentication = .none
            let transport = try connection.transport(runner: nil, retries: nil)
            let error = await #expect(throws: KubeError.self) {
                try await KubeAPI(transport: transport).resources(.pods, in: "a").exec("b", ["c d"])
            }
            #expect(error?.isForbidden == true, "\(String(describing: error))")
            await transport.shutdown()
            let head = try #require(server.requests.first)
            #expect(head.hasPrefix("CONNECT api.test:8080 HTTP/1.1\r\n"))
            #expect(head.contains("Basic amFuZTpwYXNz"))
            let asked = try #require(server.requests.last)
            #expect(
                asked.hasPrefix("GET /api/v1/namespaces/a/pods/b/exec?command=c%20d&stdout=true&stderr=true HTTP/1.1"))
            #expect(asked.contains("Sec-WebSocket-Protocol: v5.channel.k8s.io, v4.channel.k8s.io"))
            #expect(!asked.contains("Basic"))
        }
    }
}
