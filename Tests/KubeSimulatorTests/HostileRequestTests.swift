import KubeClient
import KubeModel
import KubeSimulator
import Testing
import Values

/// Requests that want the server to trap, to hang or to fill the memory; it answers them.
@Suite(.timeLimit(.minutes(10))) struct HostileRequestTests {
    private let cluster = SimulatedCluster()
    private static let maps = "/api/v1/namespaces/default/configmaps"

    private func send(
        _ method: String, _ path: String, _ query: String = "", _ body: [UInt8]? = nil,
        type: String = "application/json"
    ) async throws -> KubeResponse {
        let parts = query.split(separator: "&").map { part -> (String, String) in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (pair[0], pair.count > 1 ? pair[1] : "")
        }
        var headers: KubeHeaders = [:]
        if body != nil { headers["Content-Type"] = type }
        return try await cluster.transport.send(
            KubeRequest(method, path, query: parts, headers: headers, body: body.map { .bytes($0) }))
    }

    private func nested(_ open: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    @Test(arguments: ["application/json", "application/yaml"])
    func deepBodiesAreRefused(type: String) async throws {
        for text in [nested("[", "]", 200_000), nested("{\"a\":", "}", 100_000), nested("[{\"a\":", "}]", 50_000)] {
            let response = try await send("POST", HostileRequestTests.maps, "", Array(text.utf8), type: type)
            #expect((400..<500).contains(response.status))
        }
    }

    @Test func aliasesDoNotMultiply() async throws {
        let levels = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
        let text = "a0: &a0 x\n\(levels)\n"
        let response = try await send(
            "POST", HostileRequestTests.maps, "", Array(text.utf8), type: "application/yaml")
        #expect((400..<500).contains(response.status))
    }

    @Test(arguments: [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ])
    func deepPatchesAreAnswered(type: String) async throws {
        try await cluster.apply(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}, data: {k: v}}")
        let deep = nested("{\"a\":", "}", 900).replacing("{\"a\":}", with: "{\"a\":1}")
        let bodies = [
            nested("[", "]", 100_000), "{\"data\":\(deep)}", "{\"metadata\":\(deep)}",
            "[{\"op\":\"add\",\"path\":\"\(String(repeating: "/a", count: 50_000))\",\"value\":1}]",
            "[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/data/x\"}]",
            "[{\"op\":\"move\",\"from\":\"/data\",\"path\":\"/data/x\"}]",
            "["
                + (0..<30).map { "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/a\($0)\"}" }
                .joined(separator: ",") + "]",
            "{\"$patch\":\"\(String(repeating: "x", count: 10_000))\"}", "{\"data\":{\"$patch\":\"delete\"}}", "null",
            "0",
        ]
        for body in bodies {
            let response = try await send(
                "PATCH", "\(HostileRequestTests.maps)/a", "fieldManager=m", Array(body.utf8), type: type)
            #expect(response.status >= 200 && response.status < 600)
        }
        #expect(try await send("GET", "\(HostileRequestTests.maps)/a").status == 200)
    }

    @Test(arguments: [
        "", "/", "//", "/api//v1", "/api/v1/namespaces//pods", "/api/v1/namespaces/%2e%2e/pods", "/%00", "/%zz/%",
        "/api/v1/%6eamespaces", "/apis///", "/api/v1/watch", "/api/v1/watch/watch/watch", "/openapi/v3/../../etc",
        "/api/v1/namespaces/default/pods/x/y/z/w", "/apis/apps/v1/namespaces/a/deployments/b/scale/c", "relative",
        "/api/v1/namespaces/default/pods/" + String(repeating: "x", count: 200_000),
        "/api" + String(repeating: "/v1", count: 50_000),
    ])
    func oddPathsAreAnswered(path: String) async throws {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "", "BREW"] {
            let response = try await send(method, path, "", method.hasPrefix("P") ? Array("{}".utf8) : nil)
            #expect(response.status >= 200 && response.status < 600)
        }
    }

    @Test(arguments: [
        "continue=x", "continue=" + String(repeating: "A", count: 100_000), "limit=9223372036854775807&continue=e30",
        "limit=-9223372036854775808", "limit=99999999999999999999", "resourceVersion=18446744073709551615",
        "resourceVersion=18446744073709551616&resourceVersionMatch=Exact", "resourceVersion=-1", "timeoutSeconds=-1",
        "labelSelector=" + String(repeating: "a,", count: 50_000),
        "labelSelector=a in (" + String(repeating: "(", count: 9999),
        "labelSelector=" + String(repeating: "!", count: 50_000) + "a",
        "fieldSelector=" + String(repeating: "a=b,", count: 20_000),
        "fieldSelector=metadata.name=\\", "labelSelector=a>99999999999999999999",
        "watch=true&timeoutSeconds=9223372036854775807&resourceVersion=0&sendInitialEvents=true",
    ])
    func oddOptionsAreAnswered(query: String) async throws {
        let response = try await send("GET", HostileRequestTests.maps, query)
        #expect(response.status >= 200 && response.status < 600)
    }

    @Test func brokenProtobufIsRefused() async throws {
        let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]
        let tails: [[UInt8]] = [
            [], [0x0A], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            Array(repeating: 0x12, count: 100_000), Array(repeating: 0xFF, count: 1000), [0x12, 0x02, 0x0A, 0x7F],
        ]
        for tail in tails {
            let response = try await send(
                "POST", HostileRequestTests.maps, "", magic + tail, type: "application/vnd.kubernetes.protobuf")
            #expect((400..<500).contains(response.status))
        }
    }

    @Test func numbersAtTheirEndsDoNoHarm() async throws {
        let huge = "9223372036854775807"
        let bodies = [
            (
                "/apis/apps/v1/namespaces/default/deployments",
                "{\"metadata\":{\"name\":\"d\",\"generation\":\(huge)},\"spec\":{\"replicas\":2147483647,\"revisionHistoryLimit\":2147483647,\"progressDeadlineSeconds\":2147483647,\"strategy\":{\"rollingUpdate\":{\"maxSurge\":\"999999999999%\"}},\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"terminationGracePeriodSeconds\":\(huge),\"containers\":[{\"name\":\"c\",\"image\":\"x\",\"resources\":{\"requests\":{\"cpu\":\"9e18\",\"memory\":\"99999999999999999999999999Ei\"}}}]}}}}"
            ),
            (
                "/apis/batch/v1/namespaces/default/jobs",
                "{\"metadata\":{\"name\":\"j\"},\"spec\":{\"parallelism\":2000,\"completions\":2147483647,\"backoffLimit\":2147483647,\"activeDeadlineSeconds\":\(huge),\"ttlSecondsAfterFinished\":2147483647,\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}}}"
            ),
            (
                "/apis/batch/v1/namespaces/default/cronjobs",
                "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"schedule\":\"0 0 31 2 *\",\"startingDeadlineSeconds\":\(huge),\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}}}}}"
            ),
            (
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\",\"deletionGracePeriodSeconds\":\(huge)},\"spec\":{\"activeDeadlineSeconds\":2147483647,\"priority\":2147483647,\"containers\":[{\"name\":\"c\",\"image\":\"x\",\"ports\":[{\"containerPort\":-9223372036854775808}]}]}}"
            ),
        ]
        var quiet = SimulatorConfiguration()
        quiet.controllers = .lifecycle
        let cluster = SimulatedCluster(quiet)
        for (path, body) in bodies {
            let response = try await cluster.transport.send(
                KubeRequest("POST", path, headers: ["Content-Type": "application/json"], body: .bytes(Array(body.utf8)))
            )
            #expect(response.status >= 200 && response.status < 600)
        }
        let deleted = try await send("DELETE", "/api/v1/namespaces/default/pods/p", "gracePeriodSeconds=\(huge)")
        #expect(deleted.status >= 200)
        cluster.clock.advance(by: .seconds(400_000_000))
    }

    @Test func aSetThatWantsTooManyPodsGetsABoundedNumber() async throws {
        var configuration = SimulatorConfiguration()
        configuration.podLimit = 120
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: many, namespace: default}
            spec:
              replicas: 2147483647
              selector: {matchLabels: {a: b}}
              template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}
            """)
        let set = try await cluster.get("apps/v1", "ReplicaSet", "default/many")
        #expect(set["status", "replicas"] == 120)
        // Of one object only so much is told.
        #expect(try await cluster.list("v1", "Event").count == 25)
    }

    @Test func aDefinitionMayBeDeep() async throws {
        let schema =
            String(repeating: "{\"type\":\"object\",\"properties\":{\"a\":", count: 300) + "{\"type\":\"string\"}"
            + String(repeating: "}}", count: 300)
        let body = """
            {"metadata":{"name":"deeps.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"deeps","kind":"Deep"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":\(schema)}}]}}
            """
        let response = try await send(
            "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "", Array(body.utf8))
        #expect(response.status >= 200 && response.status < 500)
    }

    @Test func thousandsOfWatchesComeAndGo() async throws {
        let count = 5000
        var watches: [KubeResponse] = []
        for _ in 0..<count { watches.append(try await send("GET", HostileRequestTests.maps, "watch=true")) }
        #expect(watches.allSatisfy { $0.status == 200 })
        watches.removeAll()
        try await cluster.apply(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}, data: {k: v}}")
        #expect(try await send("GET", "\(HostileRequestTests.maps)/a").status == 200)
    }
}
