import KubeClient
import KubeModel
import KubeSimulator
import Testing
import Values

@Suite struct SmokeTests {
    static let shop = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: shop}
        data: {color: blue}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "nginx:1.25"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec:
          selector: {app: web}
          ports: [{port: 80}]
        """

    @Test func anAppliedDeploymentBecomesReady() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(SmokeTests.shop)
        let live = try await cluster.get("apps/v1", "Deployment", "shop/web")
        #expect(live["status", "readyReplicas"] == 3)
        #expect(live["spec", "strategy", "type"] == "RollingUpdate")
        let endpoints = try await cluster.get("v1", "Endpoints", "shop/web")
        #expect(endpoints["subsets"]?[0]?["addresses"]?.arrayValue?.count == 3)
        try await cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        let scaled = try await cluster.get("apps/v1", "Deployment", "shop/web")
        #expect(scaled["status", "readyReplicas"] == 5)
        #expect(scaled["metadata", "generation"] == 2)
    }

    @Test func aDeletedNamespaceTakesItsContentsAlong() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(SmokeTests.shop)
        try await cluster.delete("v1", "Namespace", "shop")
        #expect(try await cluster.find("v1", "Namespace", "shop") == nil)
        #expect(try await cluster.list("v1", "Pod").isEmpty)
        #expect(try await cluster.list("apps/v1", "ReplicaSet").isEmpty)
    }

    @Test func deletingADeploymentRemovesItsPods() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(SmokeTests.shop)
        try await cluster.delete("apps/v1", "Deployment", "shop/web", propagation: "Foreground")
        #expect(try await cluster.find("apps/v1", "Deployment", "shop/web") == nil)
        #expect(try await cluster.list("v1", "Pod", in: "shop").isEmpty)
    }

    @Test func aSlowPodNeedsTime() async throws {
        let cluster = SimulatedCluster()
        cluster.script(.ready(after: .seconds(30)), for: PodPattern(namespace: "shop"))
        try await cluster.apply(SmokeTests.shop)
        let early = try await cluster.get("apps/v1", "Deployment", "shop/web")
        #expect(early["status", "readyReplicas"] == nil)
        cluster.clock.advance(by: .seconds(31))
        let late = try await cluster.get("apps/v1", "Deployment", "shop/web")
        #expect(late["status", "readyReplicas"] == 3)
    }

    @Test func jobsEndAsTheirPodsDo() async throws {
        let cluster = SimulatedCluster()
        let job = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, namespace: shop}
            spec:
              backoffLimit: 1
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: busybox}]
            """
        cluster.script(.fail(), for: PodPattern(namePrefix: "migrate"))
        try await cluster.apply(job)
        let failed = try await cluster.get("batch/v1", "Job", "shop/migrate")
        #expect(failed["status", "failed"] == 2)
        #expect(failed["status", "conditions"]?.arrayValue?.contains { $0["type"] == "Failed" } == true)
        try await cluster.delete("batch/v1", "Job", "shop/migrate")
        cluster.script(.succeed(after: .seconds(5)), for: PodPattern(namePrefix: "migrate"))
        try await cluster.apply(job)
        cluster.clock.advance(by: .seconds(6))
        let done = try await cluster.get("batch/v1", "Job", "shop/migrate")
        #expect(done["status", "succeeded"] == 1)
    }

    @Test func anUpdateWithAnOldVersionConflicts() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(SmokeTests.shop)
        let old = try await cluster.get("v1", "ConfigMap", "shop/settings")
        try await cluster.patch("v1", "ConfigMap", "shop/settings", ["data": ["color": "red"]])
        let response = try await cluster.transport.send(
            KubeRequest("PUT", "/api/v1/namespaces/shop/configmaps/settings", body: .value(old)))
        #expect(response.status == 409)
    }

    @Test func watchesSeeEveryChange() async throws {
        let cluster = SimulatedCluster()
        try await cluster.ensureNamespace("shop")
        let stream = try await cluster.transport.stream(
            KubeRequest(
                "GET", "/api/v1/namespaces/shop/configmaps",
                query: [("watch", "true"), ("resourceVersion", String(cluster.resourceVersion))]))
        try await cluster.apply(SmokeTests.shop)
        try await cluster.delete("v1", "ConfigMap", "shop/settings")
        var types: [String] = []
        for try await element in stream.body {
            guard case .value(let event) = element else { continue }
            types.append(event["type"]?.stringValue ?? "")
            if types.last == "DELETED" { break }
        }
        #expect(types == ["ADDED", "DELETED"])
    }

    @Test func faultsBefallTheRequestsTheyAreFor() async throws {
        let cluster = SimulatedCluster()
        cluster.inject(.fail(status: 500), on: RequestPattern(method: "GET", path: "/configmaps"), times: 1)
        await #expect(throws: SimulatorError.self) { try await cluster.list("v1", "ConfigMap") }
        _ = try await cluster.list("v1", "ConfigMap")
        cluster.setPartitioned(true)
        await #expect(throws: ConnectionDropped.self) { try await cluster.list("v1", "ConfigMap") }
    }

    @Test func aSavedStateComesBack() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(SmokeTests.shop)
        let saved = try Value(json: cluster.savedState.jsonBytes())
        let copy = SimulatedCluster()
        try copy.restore(saved)
        let first = try await cluster.get("apps/v1", "Deployment", "shop/web")
        let second = try await copy.get("apps/v1", "Deployment", "shop/web")
        #expect(first == second)
        #expect(copy.resourceVersion >= cluster.resourceVersion)
        try await copy.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 1]])
        #expect(try await copy.list("v1", "Pod", in: "shop").count == 1)
        #expect(throws: SimulatorStateError.self) { try copy.restore(["format": "other"]) }
    }

    @Test func equalSeedsGiveEqualClusters() async throws {
        var texts: Set<String> = []
        for _ in 0..<2 {
            let cluster = SimulatedCluster(SimulatorConfiguration(seed: 42))
            try await cluster.apply(SmokeTests.shop)
            texts.insert(cluster.savedState.jsonText(sortedKeys: true))
        }
        #expect(texts.count == 1)
    }
}

@Suite struct AccessTests {
    private func send(
        _ cluster: SimulatedCluster, _ method: String, _ path: String, token: String?, user: String? = nil
    ) async throws -> Int {
        var request = KubeRequest(method, path)
        if let token { request.headers["Authorization"] = "Bearer \(token)" }
        if let user { request.headers["Impersonate-User"] = user }
        return try await cluster.transport.send(request).status
    }

    @Test func rolesDecideWhoMayDoWhat() async throws {
        var configuration = SimulatorConfiguration()
        configuration.administratorToken = "root"
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: shop}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{kind: User, name: jane}]
            """)
        let path = "/api/v1/namespaces/shop/configmaps"
        #expect(try await send(cluster, "GET", path, token: nil) == 403)
        #expect(try await send(cluster, "GET", path, token: "wrong") == 401)
        #expect(try await send(cluster, "GET", path, token: "root") == 200)
        #expect(try await send(cluster, "GET", path, token: "root", user: "jane") == 200)
        #expect(try await send(cluster, "DELETE", path, token: "root", user: "jane") == 403)
        #expect(
            try await send(cluster, "GET", "/api/v1/namespaces/default/configmaps", token: "root", user: "jane") == 403)
    }
}
