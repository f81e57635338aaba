import KubeModel
import Synchronization
import Testing
import Values

@testable import KubeClient

@Suite struct DiscoveryTests {
    private static let core = #"{"kind":"APIVersions","versions":["v1"]}"#
    private static let groups = """
        {"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],
        "preferredVersion":{"version":"v1"}},{"name":"metrics.example","versions":[{"version":"v1"}]}]}
        """
    private static let apps = """
        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
        {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get","list"],
        "shortNames":["deploy"],"categories":["all"]},
        {"name":"deployments/scale","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]},
        {"name":"deployments/status","namespaced":true,"kind":"Deployment","verbs":["get"]}]}
        """

    private func legacyServer() -> ScriptedTransport {
        ScriptedTransport { request, _ in
            switch request.path {
            case "/api": .json(200, Self.core)
            case "/apis": .json(200, Self.groups)
            case "/apis/apps/v1": .json(200, Self.apps)
            case "/apis/metrics.example/v1": .text(503, "service unavailable")
            default: .json(200, #"{"resources":null}"#)
            }
        }
    }

    @Test func fallsBackToOneRequestForEachGroupVersion() async throws {
        let api = KubeAPI(transport: legacyServer())
        let catalog = try await api.discovery.current()
        #expect(catalog.versions(of: "apps") == ["v1", "v1beta1"])
        let deployments = try #require(catalog.resource(for: GroupKind(group: "apps", kind: "Deployment")))
        #expect(deployments.version == "v1")
        #expect(deployments.hasStatus)
        #expect(deployments.subresources.first?.kind == GroupVersionKind(apiVersion: "autoscaling/v1", kind: "Scale"))
        #expect(catalog.failures.map(\.groupVersion.description) == ["metrics.example/v1"])
        #expect(catalog.resource(named: "deploy.apps") == deployments)
        #expect(catalog.resource(named: "deployments.v1.apps") == deployments)
        #expect(catalog.resource(named: "Deployment") == deployments)
        #expect(catalog.resource(named: "deploy.other") == nil)
        #expect(catalog.resource(named: "") == nil)
        #expect(catalog.apiVersions.contains("apps/v1/Deployment"))
    }

    @Test func anUnknownKindLooksOnceMoreAndTellsOfFailedGroups() async throws {
        let transport = legacyServer()
        let api = KubeAPI(transport: transport)
        _ = try await api.discovery.current()
        let before = transport.requests.count
        await #expect(throws: KubeError(.unknownResource, "")) {
            try await api.resources(for: GroupVersionKind(apiVersion: "acme.example/v1", kind: "Widget"))
        }
        #expect(transport.requests.count == before * 2)
        do {
            _ = try await api.resources(for: GroupVersionKind(apiVersion: "metrics.example/v1", kind: "NodeMetrics"))
        } catch let error as KubeError {
            #expect(error.message.contains("cannot tell"))
        }
        _ = try await api.resources(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
    }

    @Test func etagsSpareTheSecondTransfer() async throws {
        let document = """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1","resources":[
            {"resource":"pods","responseKind":{"kind":"Pod","group":"","version":""},"scope":"Namespaced","verbs":["get"]}]}]}]}
            """
        let transport = ScriptedTransport { request, _ in
            request.headers["If-None-Match"] == "\"1\""
                ? .text(304, "") : .json(200, document, headers: ["ETag": "\"1\""])
        }
        let api = KubeAPI(transport: transport)
        #expect(try await api.discovery.current().resource(named: "pods")?.kind == "Pod")
        await api.discovery.invalidate()
        #expect(try await api.discovery.current().resource(named: "pods")?.kind == "Pod")
        #expect(transport.requests.count == 4)
        #expect(transport.requests.suffix(2).allSatisfy { $0.headers["If-None-Match"] == "\"1\"" })
    }

    @Test func aServerThatRefusesIsAnError() async {
        let api = KubeAPI(transport: ScriptedTransport(replies: .json(403, #"{"kind":"Status","code":403}"#)))
        await #expect(throws: KubeError.self) { try await api.discovery.current() }
    }

    private static let aggregatedApps = """
        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[
        {"resource":"deployments","responseKind":{"kind":"Deployment","group":"apps","version":"v1"},"scope":"Namespaced",
        "verbs":["get"]}]}]}]}
        """

    /// One server in front of others may answer one document in the new form and one in the old.
    @Test func eachDocumentMayComeInEitherForm() async throws {
        for isCoreNew in [false, true] {
            let core = """
                {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1","resources":[
                {"resource":"pods","responseKind":{"kind":"Pod","group":"","version":"v1"},"scope":"Namespaced",
                "verbs":["get"]}]}]}]}
                """
            let transport = ScriptedTransport { request, _ in
                switch request.path {
                case "/api": .json(200, isCoreNew ? core : Self.core)
                case "/apis": .json(200, isCoreNew ? Self.groups : Self.aggregatedApps)
                case "/api/v1":
                    .json(
                        200, #"{"resources":[{"name":"pods","kind":"Pod","namespaced":true,"verbs":["get"]}]}"#)
                case "/apis/apps/v1": .json(200, Self.apps)
                default: .json(200, #"{"resources":[]}"#)
                }
            }
            let catalog = try await KubeAPI(transport: transport).discovery.current()
            #expect(catalog.groups.first?.name == "")
            #expect(catalog.resource(named: "pods")?.gvk == GroupVersionKind(apiVersion: "v1", kind: "Pod"))
            #expect(catalog.resource(named: "deployments.apps")?.isNamespaced == true)
            #expect(catalog.failures.isEmpty)
        }
    }

    @Test func aServerWithoutACoreGroupIsRead() async throws {
        for status in [403, 404] {
            let transport = ScriptedTransport { request, _ in
                request.path == "/api" ? .text(status, "no") : .json(200, Self.aggregatedApps)
            }
            let catalog = try await KubeAPI(transport: transport).discovery.current()
            #expect(catalog.groups.map(\.name) == ["apps"])
        }
    }

    /// Who asks for a kind while a load is under way that began before the kind was there must not be told that it is not.
    @Test func aLoadUnderWayIsNotTheLastWord() async throws {
        let transport = SlowTransport { loads in
            loads == 0 ? #"{"kind":"APIGroupDiscoveryList","items":[]}"# : Self.aggregatedApps
        }
        let discovery = KubeAPI(transport: transport).discovery
        let first = Task { try await discovery.current() }
        await transport.waitForRequest()
        let second = Task {
            try await discovery.resource(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        }
        for _ in 0..<100 { await Task.yield() }
        transport.answer()
        _ = try await first.value
        transport.answer()
        #expect(try await second.value.plural == "deployments")
    }

    @Test(.timeLimit(.minutes(10))) func whoWaitsForDiscoveryCanBeCancelled() async throws {
        let transport = SlowTransport { _ in Self.aggregatedApps }
        let discovery = KubeAPI(transport: transport).discovery
        let waiting = Task { try await discovery.current() }
        await transport.waitForRequest()
        let patient = Task { try await discovery.current() }
        for _ in 0..<100 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        transport.answer()
        #expect(try await patient.value.groups.map(\.name) == ["apps"])
    }

    /// Holds requests back until it is told to answer.
    private final class SlowTransport: KubeTransport {
        private let document: @Sendable (Int) -> String
        private let loads = Mutex(0)
        private let asked = AsyncStream<Void>.makeStream()
        private let permitted = AsyncStream<Void>.makeStream()

        init(_ document: @escaping @Sendable (Int) -> String) { self.document = document }

        func waitForRequest() async { for await _ in asked.stream { break } }
        func answer() { permitted.continuation.yield() }

        func send(_ request: KubeRequest) async throws -> KubeResponse {
            guard request.path == "/apis" else { return KubeResponse(status: 404) }
            asked.continuation.yield()
            for await _ in permitted.stream { break }
            let position = loads.withLock { loads in
                defer { loads += 1 }
                return loads
            }
            return KubeResponse(status: 200, body: .bytes(Array(document(position).utf8)))
        }

        func stream(_ request: KubeRequest) async throws -> KubeStream { throw KubeError(.unreachable, "not here") }
    }

    @Test func openAPIDocumentsAreReadOnce() async throws {
        let transport = ScriptedTransport { request, position in
            switch (request.path, request.headers["If-None-Match"]) {
            case (_, .some): .text(304, "")
            case ("/openapi/v3", _):
                .json(
                    200, #"{"paths":{"apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=1%2F"}}}"#,
                    headers: ["ETag": "\"i\""])
            case ("/openapi/v2", _): .json(200, #"{"swagger":"2.0"}"#, headers: ["ETag": "\"s\""])
            default: .json(200, #"{"hash":"\#(request.queryValue("hash") ?? "")"}"#)
            }
        }
        let openAPI = OpenAPI(KubeAPI(transport: transport))
        for _ in 0..<2 {
            #expect(try await openAPI.document(for: GroupVersion("apps/v1"))?["hash"] == "1/")
            #expect(try await openAPI.swagger() == ["swagger": "2.0"])
        }
        #expect(transport.requests.filter { $0.path.hasSuffix("apps/v1") }.count == 1)
        #expect(
            transport.requests.filter { $0.headers["If-None-Match"] != nil }.map(\.path) == [
                "/openapi/v3", "/openapi/v2",
            ])
    }

    // MARK: - Recordings

    @Test(.enabled(if: Recordings.folder != nil)) func recordedDiscoveryReadsTheSameBothWays() async throws {
        let documents = try ["aggregated-api.json", "aggregated-apis.json"].map {
            try Recordings.value("discovery/\($0)")
        }
        let aggregated = APICatalog(aggregated: documents)
        let transport = ScriptedTransport { request, _ in
            let file = request.path.split(separator: "/").joined(separator: "-") + ".json"
            guard let value = try? Recordings.value("discovery/\(file)") else { return .text(404, "") }
            return .value(200, value)
        }
        let legacy = try await KubeAPI(transport: transport).discovery.current()
        let recorded = try Recordings.value("derived/resources.json")
        #expect(legacy.failures.isEmpty)
        #expect(Set(legacy.groups) == Set(aggregated.groups))
        func comparable(_ catalog: APICatalog) -> Set<APIResource> {
            Set(
                catalog.resources.map { resource in
                    var copy = resource
                    copy.subresources.sort { $0.name < $1.name }
                    return copy
                })
        }
        #expect(comparable(legacy) == comparable(aggregated))
        var passed = 0
        for resource in aggregated.resources where aggregated.resource(for: resource.gvk)?.plural == resource.plural {
            passed += 1
        }
        print("conformance kubeapi-discovery \(passed)/\(aggregated.resources.count)")
        #expect(passed == aggregated.resources.count)
        #expect(!recorded.isNull)
    }
}
