import Foundation
import KubeClient
import KubeSimulator
import KubeSimulatorHTTP
import Values

/// Runs one script against a cluster of its own.
struct ScriptRunner {
    struct Outcome: Sendable {
        var passed = 0
        var failures: [String] = []
    }

    let script: KubectlScript
    let folder: String
    /// What TLS is spoken with; nil for plain HTTP.
    let certificates: SimulatorCertificates?

    func run() async throws -> Outcome {
        let server = try await SimulatorServer.start(cluster(), certificates: certificates)
        let home = NSTemporaryDirectory() + "kubectl-script-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let config = home + "/config"
        try kubeconfig(server).write(toFile: config, atomically: true, encoding: .utf8)
        let setting = Kubectl.Setting(
            config: config, home: home, environment: script.environment, folder: folder)
        try await prepare(server, setting)
        var outcome = Outcome()
        for command in script.commands { try await check(command, server, setting, &outcome) }
        try await server.shutdown()
        try FileManager.default.removeItem(atPath: home)
        return outcome
    }

    /// The server's own, with a token as the recorder had it, where credentials are sent at all.
    private func kubeconfig(_ server: SimulatorServer) throws -> String {
        guard let token = server.cluster.configuration.administratorToken,
            var document = try YAMLDocument.parse(Array(server.kubeconfig.utf8)).first?.value
        else { return server.kubeconfig }
        document["users"] = [["name": "simulator", "user": ["token": .string(token)]]]
        return document.yamlText()
    }

    private func cluster() -> SimulatedCluster {
        var configuration = SimulatorConfiguration(controllers: [])
        if script.needsControllers {
            // Pods stay pending, as without a node.
            configuration.controllers = [
                .namespaces, .garbageCollection, .workloads, .endpoints, .volumes, .namespaceDefaults,
            ]
        }
        configuration.userName = "admin"
        configuration.gitVersion = "v0.0.0-master+$Format:%H$"
        // Over plain HTTP kubectl tells nobody who it is.
        if certificates != nil { configuration.administratorToken = UUID().uuidString }
        return SimulatedCluster(
            configuration, clock: VirtualClock(runningFrom: Int64(Date().timeIntervalSince1970)))
    }

    private func prepare(_ server: SimulatorServer, _ setting: Kubectl.Setting) async throws {
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(script.namespace)],
        ]
        try await send(KubeRequest("POST", "/api/v1/namespaces", body: .value(namespace)), server)
        for step in script.setup {
            switch step {
            case .kubectl(let words): _ = try await Kubectl.run(["-n", script.namespace] + words, setting)
            case .request(let request): try await send(request, server)
            }
        }
    }

    private func send(_ request: KubeRequest, _ server: SimulatorServer) async throws {
        let recorder = SimulatedCaller(name: "admin", groups: ["system:masters"])
        _ = try await server.cluster.transport(as: recorder).send(request)
    }

    private func check(
        _ command: KubectlScript.Command, _ server: SimulatorServer, _ setting: Kubectl.Setting,
        _ outcome: inout Outcome
    ) async throws {
        async let asides: Void = perform(command.meanwhile, server)
        let result = try await Kubectl.run(command.arguments, setting)
        try await asides
        func text(_ text: String) -> String {
            ComparableText.of(text, arguments: command.arguments, url: server.url)
        }
        var differences: [String] = []
        if result.status != command.exit { differences.append("exit \(result.status), not \(command.exit)") }
        for (name, own, recorded) in [
            ("output", result.output, command.output), ("errors", result.errors, command.errors),
        ] where text(own) != text(recorded) {
            differences.append("\(name):\n\(text(own))\nnot:\n\(text(recorded))")
        }
        if differences.isEmpty {
            outcome.passed += 1
        } else {
            let title = "kubectl \(command.arguments.joined(separator: " "))"
            outcome.failures.append("\(title): \(differences.joined(separator: "\n"))")
        }
    }

    private func perform(_ asides: [KubectlScript.Aside], _ server: SimulatorServer) async throws {
        for aside in asides {
            // The recording's own time: kubectl is to be waiting by then.
            try await Task.sleep(for: .seconds(aside.seconds))
            try await send(aside.request, server)
        }
    }
}
