import Foundation
import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import Values

/// A page that somebody wants to see served: what people write.
struct Website: TypedObject {
    struct Spec: Codable, Sendable {
        var html: String
        var replicas: Int?
    }
    static let resource = APIResource(group: "example.dev", version: "v1", plural: "websites", kind: "Website")
    var metadata: ObjectMetadata
    var spec: Spec
}

/// Makes a ConfigMap and a Deployment of every Website, and heals them.
///
/// Without arguments it runs on a simulated cluster and shows what it does; with a kubeconfig's path on a real one.
@main
struct CustomOperator {
    static func main() async throws {
        guard let path = CommandLine.arguments.dropFirst().first else { return try await demonstrate() }
        let connection = try Kubeconfig.load([path]).connection()
        let runner = ProcessRunner(environment: ProcessInfo.processInfo.environment)
        let api = KubeAPI(transport: try connection.transport(runner: runner))
        try await api.resources(.customResourceDefinitions).apply(definition(), as: "websites")
        await controller(api) { print($0) }.run()
    }

    /// The operator: what to watch, and what to do.
    static func controller(_ api: KubeAPI, _ report: @escaping @Sendable (String) -> Void) -> Controller {
        let events = EventRecorder(api, component: "website-operator")
        return Controller(for: api.resources(Website.self)) { site, context in
            let owner = try site.object()
            for var child in try children(of: site) {
                child.addOwner(OwnerReference(to: owner))
                try await api.resources(of: child).apply(child, as: "website-operator", force: true)
            }
            await events.record(owner, reason: "Served", message: "\(site.spec.replicas ?? 1) replicas")
            report("reconciled \(ReconcileRequest(owner))")
            return .awaitChange
        }
        .owns(api.resources(.configMaps))
        .owns(api.resources(.deployments))
    }

    static func children(of site: Website) throws -> [KubeObject] {
        let name = Value.string(site.metadata.name ?? "")
        let metadata: Value = ["name": name, "namespace": .string(site.metadata.namespace ?? "")]
        let page: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata,
            "data": ["index.html": .string(site.spec.html)],
        ]
        let container: Value = [
            "name": "web", "image": "nginx:1.27",
            "volumeMounts": [["name": "page", "mountPath": "/usr/share/nginx/html"]],
        ]
        let deployment: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
            "spec": [
                "replicas": .int(Int64(site.spec.replicas ?? 1)), "selector": ["matchLabels": ["website": name]],
                "template": [
                    "metadata": ["labels": ["website": name]],
                    "spec": ["containers": [container], "volumes": [["name": "page", "configMap": ["name": name]]]],
                ],
            ],
        ]
        return [try KubeObject(page), try KubeObject(deployment)]
    }

    static func definition() throws -> KubeObject {
        let spec: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        return try KubeObject([
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "websites.example.dev"],
            "spec": [
                "group": "example.dev", "scope": "Namespaced", "names": ["plural": "websites", "kind": "Website"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": spec]]],
                    ]
                ],
            ],
        ])
    }

    static func demonstrate() async throws {
        let api = KubeAPI(transport: SimulatedCluster().transport)
        try await api.resources(.customResourceDefinitions).apply(definition(), as: "websites")
        let (steps, step) = AsyncStream<String>.makeStream()
        let running = Task { await controller(api) { step.yield($0) }.run() }
        defer { running.cancel() }
        let site = Website(
            metadata: ObjectMetadata(name: "hello", namespace: "default"),
            spec: .init(html: "<h1>Hello</h1>", replicas: 2))
        try await api.resources(Website.self, in: "default").create(site)
        let deployments = api.resources(.deployments, in: "default")
        var isScaled = false
        for await text in steps {
            print(text)
            guard let replicas = try await deployments.find("hello")?.value["spec", "replicas"] else { continue }
            if isScaled, replicas == 2 { break }
            guard !isScaled else { continue }
            isScaled = true
            print("somebody scales the deployment to 7")
            try await deployments.setScale("hello", replicas: 7)
        }
        print("healed: 2 replicas again")
    }
}
