import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP
import Testing
import Values

/// Who is who for a simulated cluster that speaks TLS and checks access.
@Suite(.timeLimit(.minutes(10))) struct SimulatorAccessTests {
    private static let reader = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader, namespace: default}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: readers, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects:
        - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: dev}
        - {kind: ServiceAccount, name: robot, namespace: default}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: robot, namespace: default}
        """

    private func withServer(_ body: (SimulatorServer) async throws -> Void) async throws {
        var configuration = SimulatorConfiguration()
        configuration.administratorToken = "not sent by anybody here"
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(Self.reader)
        let server = try await SimulatorServer.start(cluster, certificates: SimulatorCertificates())
        do {
            try await body(server)
            try await server.shutdown()
        } catch {
            try await server.shutdown()
            throw error
        }
    }

    @discardableResult
    private func ask<Result>(_ kubeconfig: String, _ body: (KubeAPI) async throws -> Result) async throws -> Result {
        let connection = try Kubeconfig(yaml: Array(kubeconfig.utf8)).connection()
        let transport = try connection.transport(runner: nil, retries: nil)
        do {
            let result = try await body(KubeAPI(transport: transport))
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private func name(_ api: KubeAPI) async throws -> String? {
        let review: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        let answer = try await api.value(
            for: KubeRequest("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", body: .value(review)))
        return answer["status"]?["userInfo"]?["username"]?.stringValue
    }

    @Test func callersAreKnownByTheirCredentials() async throws {
        try await withServer { server in
            #expect(try await ask(server.kubeconfig, name) == "kubernetes-admin")
            let jane = try server.kubeconfig(for: SimulatedCaller(name: "jane", groups: ["dev", "ops"]))
            #expect(try await ask(jane, name) == "jane")
            let robot = try await server.kubeconfig(serviceAccount: "robot")
            #expect(try await ask(robot, name) == "system:serviceaccount:default:robot")
        }
    }

    @Test func rolesDecideWhatCallersMay() async throws {
        try await withServer { server in
            let configs = [
                try server.kubeconfig(for: SimulatedCaller(name: "jane", groups: ["dev"])),
                try await server.kubeconfig(serviceAccount: "robot"),
            ]
            for config in configs {
                try await ask(config) { api in
                    let maps = api.resources(.configMaps, in: "default")
                    _ = try await maps.list()
                    let refusal = try #require(
                        await #expect(throws: KubeError.self) {
                            try await maps.create(
                                KubeObject(APIResource.configMaps.gvk, namespace: "default", name: "a"))
                        })
                    #expect(refusal.status?.code == 403)
                }
            }
            let stranger = try server.kubeconfig(for: SimulatedCaller(name: "joe"))
            try await ask(stranger) { api in
                await #expect(throws: KubeError.self) { try await api.resources(.configMaps, in: "default").list() }
            }
        }
    }

    @Test func strangersCertificatesAreRefused() async throws {
        try await withServer { server in
            let other = try SimulatorCertificates().client(SimulatedCaller(name: "eve", groups: ["system:masters"]))
            var connection = try Kubeconfig(yaml: Array(server.kubeconfig.utf8)).connection()
            connection.tls.identity = ClientIdentity(
                certificates: Array(other.certificate.utf8), key: Secret(Array(other.privateKey.utf8)))
            let transport = try connection.transport(runner: nil, retries: nil)
            await #expect(throws: KubeError.self) { try await name(KubeAPI(transport: transport)) }
            await transport.shutdown()
        }
    }

    @Test func credentialsNeedTLS() async throws {
        let server = try await SimulatorServer.start(SimulatedCluster())
        #expect(throws: SimulatorCredentialError.needsTLS) { try server.kubeconfig(for: SimulatedCaller(name: "jane")) }
        await #expect(throws: SimulatorCredentialError.needsTLS) {
            try await server.kubeconfig(serviceAccount: "default")
        }
        try await server.shutdown()
        try await withServer { server in
            await #expect(throws: SimulatorCredentialError.noToken(account: "default/nobody", status: 404)) {
                try await server.kubeconfig(serviceAccount: "nobody")
            }
        }
    }
}
