import KubeClient
import KubeSimulator
import Testing
import Values

/// What the default roles allow.
@Suite struct DefaultRoleTests {
    private func cluster() async throws -> SimulatedCluster {
        var configuration = SimulatorConfiguration()
        configuration.administratorToken = "secret"
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: root}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: root}]
            """)
        return cluster
    }

    private func status(
        _ cluster: SimulatedCluster, _ user: String, _ method: String, _ path: String
    ) async throws -> Int {
        let transport = cluster.transport(as: SimulatedCaller(name: user, groups: ["system:authenticated"]))
        return try await transport.send(KubeRequest(method, path)).status
    }

    @Test func viewersReadAndDoNotSeeSecrets() async throws {
        let cluster = try await cluster()
        #expect(try await status(cluster, "jane", "GET", "/api/v1/namespaces/default/pods") == 200)
        #expect(try await status(cluster, "jane", "GET", "/apis/apps/v1/namespaces/default/deployments") == 200)
        #expect(try await status(cluster, "jane", "GET", "/api/v1/namespaces/default/secrets") == 403)
        #expect(try await status(cluster, "jane", "DELETE", "/api/v1/namespaces/default/pods/x") == 403)
        #expect(try await status(cluster, "jane", "GET", "/api/v1/namespaces/kube-system/pods") == 403)
        #expect(try await status(cluster, "jane", "GET", "/apis") == 200)
    }

    @Test func clusterAdministratorsMayDoEverything() async throws {
        let cluster = try await cluster()
        #expect(try await status(cluster, "root", "GET", "/api/v1/secrets") == 200)
        #expect(try await status(cluster, "root", "DELETE", "/api/v1/namespaces/default/pods/x") == 404)
    }

    @Test func rolesGatherOthers() async throws {
        let cluster = try await cluster()
        let admin = try await cluster.get("rbac.authorization.k8s.io/v1", "ClusterRole", "admin")
        let edit = try await cluster.get("rbac.authorization.k8s.io/v1", "ClusterRole", "edit")
        let view = try await cluster.get("rbac.authorization.k8s.io/v1", "ClusterRole", "view")
        let rules = admin["rules"]?.arrayValue ?? []
        for role in [edit, view] {
            let inner = role["rules"]?.arrayValue ?? []
            #expect(!inner.isEmpty)
            #expect(inner.allSatisfy(rules.contains))
        }
    }

    @Test func aRestoredClusterHasTheDefaultRolesAgain() async throws {
        let open = SimulatedCluster()
        let cluster = try await cluster()
        try cluster.restore(open.savedState)
        #expect(try await cluster.find("rbac.authorization.k8s.io/v1", "ClusterRole", "cluster-admin") != nil)
    }
}
