import Foundation
import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP
import Testing
import Values

/// The same tests on the simulator in process, over HTTP, and on a real API server where `KUBECONFIG` names one.
@Suite(.timeLimit(.minutes(5))) struct AnyClusterTests {
    enum Kind: String, CaseIterable, Sendable {
        case inProcess
        case http
        case https
        case real

        static var available: [Kind] {
            let hasReal = ProcessInfo.processInfo.environment["KUBECONFIG"].map { !$0.isEmpty } ?? false
            return hasReal ? Kind.allCases : [.inProcess, .http, .https]
        }
    }

    private func withCluster(_ kind: Kind, _ body: (KubeAPI) async throws -> Void) async throws {
        switch kind {
        case .inProcess: try await body(KubeAPI(transport: SimulatedCluster().transport))
        case .http, .https:
            let server = try await SimulatorServer.start(
                SimulatedCluster(), certificates: kind == .https ? SimulatorCertificates() : nil)
            let config = try Kubeconfig(yaml: Array(server.kubeconfig.utf8))
            try await withTransport(try config.connection(), body)
            try await server.shutdown()
        case .real:
            let environment = ProcessInfo.processInfo.environment
            let paths = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
            try await withTransport(try Kubeconfig.load(paths).connection(), body)
        }
    }

    private func withTransport(_ connection: ClusterConnection, _ body: (KubeAPI) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let transport = try connection.transport(runner: ProcessRunner(environment: environment))
        try await body(KubeAPI(transport: transport))
        await transport.shutdown()
    }

    /// A namespace of its own, gone afterwards.
    private func withNamespace(_ kind: Kind, _ body: (KubeAPI, String) async throws -> Void) async throws {
        try await withCluster(kind) { api in
            let name = "client-test-\(UInt32.random(in: 0 ..< .max))"
            let namespaces = api.resources(.namespaces)
            try await namespaces.create(KubeObject(APIResource.namespaces.gvk, name: name))
            do { try await body(api, name) } catch {
                try await namespaces.deleteIfPresent(name)
                throw error
            }
            try await namespaces.deleteIfPresent(name)
        }
    }

    private func configMap(_ name: String, _ namespace: String, _ text: String) -> KubeObject {
        var object = KubeObject(APIResource.configMaps.gvk, namespace: namespace, name: name)
        object.value["data"] = ["k": .string(text)]
        return object
    }

    @Test(arguments: Kind.available) func objectsAreWrittenAndRead(kind: Kind) async throws {
        try await withNamespace(kind) { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            let created = try await maps.create(configMap("a", namespace, "é\n\u{1F600}"))
            #expect(created.value["data", "k"] == "é\n\u{1F600}")
            let other = try #require(
                await #expect(throws: KubeError.self) { try await maps.create(configMap("a", namespace, "")) })
            #expect(other.isAlreadyExists)
            try await maps.patch("a", .merge(["data": ["k": "2"]]), options: WriteOptions(fieldManager: "editor"))
            let conflict = try #require(
                await #expect(throws: KubeError.self) { try await maps.apply(configMap("a", namespace, "3"), as: "me") }
            )
            #expect(conflict.applyConflicts.map(\.field) == [".data.k"])
            #expect(conflict.applyConflicts.first?.manager == "editor")
            try await maps.apply(configMap("a", namespace, "3"), as: "me", force: true)
            #expect(try await maps.get("a").value["data", "k"] == "3")
            #expect(try await maps.metadataOnly.list().items.contains { $0.name == "a" && $0.kind == "ConfigMap" })
            #expect(try await maps.table().rows.contains { $0.cells.first == "a" })
            try await maps.delete("a")
            #expect(try await maps.find("a") == nil)
        }
    }

    @Test(arguments: Kind.available) func theServerTellsWhatItServes(kind: Kind) async throws {
        try await withCluster(kind) { api in
            let deployments = try await api.discovery.resource(named: "deploy")
            #expect(deployments.gvk == APIResource.deployments.gvk)
            #expect(deployments.subresources.contains { $0.name == "scale" })
            #expect(try await api.mayI(AccessQuestion("get", .configMaps, in: "default")))
            let openAPI = OpenAPI(api)
            let document = try await openAPI.document(for: GroupVersion("apps/v1"))
            #expect(document?["components", "schemas"]?.objectValue?.isEmpty == false)
            #expect(try await openAPI.document(for: GroupVersion("nowhere.example/v1")) == nil)
            #expect(try await api.serverVersion()["major"]?.stringValue?.isEmpty == false)
        }
    }

    @Test(arguments: Kind.available) func aReflectorFollows(kind: Kind) async throws {
        try await withNamespace(kind) { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            for index in 0..<12 { try await maps.create(configMap("m\(index)", namespace, "")) }
            let reflector = Reflector(maps, options: WatchOptions(pageSize: 5))
            let events = reflector.store.events()
            let running = Task { await reflector.run() }
            try await reflector.store.waitUntilSynced()
            #expect(reflector.store.snapshot.keys.filter { $0.name.hasPrefix("m") }.count == 12)
            try await maps.delete("m3")
            try await maps.patch("m4", .merge(["data": ["k": "new"]]))
            // What the reader was not told yet is told as one difference, so the store itself is looked at.
            for await _ in events {
                let present = reflector.store.snapshot
                let isDeleted = present[configMap("m3", namespace, "").key] == nil
                let isChanged = present[configMap("m4", namespace, "").key]?.value["data", "k"] == "new"
                if isDeleted && isChanged { break }
            }
            running.cancel()
            await running.value
            #expect(reflector.statistics.interruptions == 0)
        }
    }

    @Test(arguments: Kind.available) func deploymentsAreScaledThroughTheirSubresource(kind: Kind) async throws {
        try await withNamespace(kind) { api, namespace in
            let deployment: Value = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                "spec": [
                    "selector": ["matchLabels": ["a": "b"]],
                    "template": [
                        "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ]
            let deployments = api.resources(.deployments, in: namespace)
            try await deployments.create(KubeObject(deployment))
            #expect(try await deployments.scale("web").replicas == 1)
            #expect(try await deployments.setScale("web", replicas: 3).replicas == 3)
            #expect(try await deployments.get("web").value["spec", "replicas"] == 3)
            try await deployments.delete("web", options: DeleteOptions(propagation: .background))
        }
    }
}
