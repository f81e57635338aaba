import KubeClient
import KubeSimulator
import Testing
import Values

/// What the server refuses, changes and counts before it stores an object.
@Suite struct AdmissionTests {
    private func cluster(_ yaml: String) async throws -> SimulatedCluster {
        let cluster = SimulatedCluster()
        try await cluster.apply(yaml)
        return cluster
    }

    /// The answer to a created object.
    private func post(_ cluster: SimulatedCluster, _ path: String, _ body: Value) async throws -> KubeResponse {
        try await cluster.transport.send(KubeRequest("POST", path, body: .value(body)))
    }

    private func pod(_ name: String, _ container: Value, _ spec: Value = [:]) -> Value {
        var whole = spec
        var first = container
        first["name"] = "c"
        first["image"] = "nginx:1.25"
        whole["containers"] = [first]
        return ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)], "spec": whole]
    }

    private func message(_ response: KubeResponse) -> String {
        guard case .value(let value) = response.body else { return "" }
        return value["message"]?.stringValue ?? ""
    }

    @Test func podSecurityHoldsWhatANamespaceEnforces() async throws {
        let cluster = try await cluster(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: safe, labels: {pod-security.kubernetes.io/enforce: baseline}}
            """)
        let path = "/api/v1/namespaces/safe/pods"
        let refused = try await post(cluster, path, pod("a", ["securityContext": ["privileged": true]]))
        #expect(refused.status == 403)
        #expect(
            message(refused).contains(
                "violates PodSecurity \"baseline:latest\": privileged (container \"c\" must not set securityContext.privileged=true)"
            ))
        #expect(try await post(cluster, path, pod("b", [:])).status == 201)
    }

    @Test func quotasCountAndRefuse() async throws {
        let cluster = try await cluster(
            """
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: small, namespace: shop}
            spec: {hard: {pods: "1", requests.cpu: "1"}}
            """)
        let path = "/api/v1/namespaces/shop/pods"
        let first = pod("a", ["resources": ["requests": ["cpu": "500m"]]])
        #expect(try await post(cluster, path, first).status == 201)
        let quota = try await cluster.get("v1", "ResourceQuota", "shop/small")
        #expect(quota["status", "used", "pods"] == "1")
        #expect(quota["status", "used", "requests.cpu"] == "500m")
        let second = try await post(cluster, path, pod("b", ["resources": ["requests": ["cpu": "600m"]]]))
        #expect(second.status == 403)
        #expect(
            message(second)
                == "pods \"b\" is forbidden: exceeded quota: small, requested: pods=1,requests.cpu=600m, "
                + "used: pods=1,requests.cpu=500m, limited: pods=1,requests.cpu=1")
    }

    @Test func limitRangesFillInAndRefuse() async throws {
        let cluster = try await cluster(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: sizes, namespace: shop}
            spec: {limits: [{type: Container, max: {cpu: "1"}, default: {cpu: 200m}, defaultRequest: {cpu: 100m}}]}
            """)
        let path = "/api/v1/namespaces/shop/pods"
        _ = try await post(cluster, path, pod("a", [:]))
        let live = try await cluster.get("v1", "Pod", "shop/a")
        #expect(live["spec", "containers"]?[0]?["resources", "limits", "cpu"] == "200m")
        #expect(live["spec", "containers"]?[0]?["resources", "requests", "cpu"] == "100m")
        let refused = try await post(cluster, path, pod("b", ["resources": ["limits": ["cpu": "2"]]]))
        #expect(message(refused) == "pods \"b\" is forbidden: maximum cpu usage per Container is 1, but limit is 2")
    }

    @Test func keysThatRepeatInYAMLAreRefusedWhereFieldsAreChecked() async throws {
        let cluster = SimulatedCluster()
        try await cluster.ensureNamespace("shop")
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: '1'\n  x: '2'\n"
        var request = KubeRequest(
            "POST", "/api/v1/namespaces/shop/configmaps", query: [("fieldValidation", "Strict")],
            body: .bytes(Array(text.utf8)))
        request.headers["Content-Type"] = "application/yaml"
        let response = try await cluster.transport.send(request)
        #expect(response.status == 400)
        #expect(message(response).contains("key \"x\" already set in map"))
    }

    @Test func nobodyGivesAwayWhatTheyDoNotHave() async throws {
        var configuration = SimulatorConfiguration()
        configuration.administratorToken = "root"
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: author, namespace: shop}
            rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: author, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: author}
            subjects: [{kind: User, name: jane}]
            """)
        let role: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "more"],
            "rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]],
        ]
        var request = KubeRequest(
            "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", body: .value(role))
        request.headers["Authorization"] = "Bearer root"
        request.headers["Impersonate-User"] = "jane"
        let response = try await cluster.transport.send(request)
        #expect(response.status == 403)
        #expect(message(response).contains("is attempting to grant RBAC permissions not currently held"))
    }
}
