import GitOps
import KubeSimulator
import SourceTrees
import Testing
import Values

/// The whole way, in memory: a commit becomes the state of a cluster and stays it.
@Suite struct LoopTests {
    private let remote = MemoryRepository()
    private let cluster = SimulatedCluster()

    private func deployment(replicas: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1"}]}
        """
    }

    /// Whoever sleeps moves the cluster's time on.
    private var clock: ReconcilerClock {
        let virtual = cluster.clock
        return ReconcilerClock(
            now: { Timestamp(sinceEpoch: .seconds(1_767_225_600) + virtual.now.offset) },
            sleep: {
                try Task.checkCancellation()
                virtual.advance(by: $0)
            })
    }

    private func controller() throws -> ApplicationController {
        let application = try Application(
            Value(
                yaml: """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "memory://shop", path: app, targetRevision: main}
                      destination: {server: "https://kubernetes.default.svc", namespace: shop}
                      syncPolicy:
                        automated: {prune: true, selfHeal: true}
                        syncOptions: [CreateNamespace=true]
                    """))
        let remote = remote
        let sources = GitManifestSource(RepositoryPool(referenceLifetime: .zero) { _ in remote })
        return ApplicationController(
            application, sources: sources, cluster: cluster.transport, clock: clock)
    }

    private func replicas() async throws -> Value? {
        try await cluster.get("apps/v1", "Deployment", "shop/web")["spec", "replicas"]
    }

    @Test func aManualScaleIsHealed() async throws {
        try remote.commit(MemoryTree(["app/web.yaml": deployment(replicas: 3)]))
        let controller = try controller()
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await replicas() == 3)

        try await cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await replicas() == 3)
    }

    @Test func aCommitChangesAndAnotherPrunes() async throws {
        let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra, namespace: shop}\n"
        try remote.commit(MemoryTree(["app/web.yaml": deployment(replicas: 1), "app/extra.yaml": configMap]))
        let controller = try controller()
        try await controller.reconcile()
        #expect(try await cluster.find("v1", "ConfigMap", "shop/extra") != nil)

        try remote.commit(MemoryTree(["app/web.yaml": deployment(replicas: 2)]))
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await replicas() == 2)
        #expect(try await cluster.find("v1", "ConfigMap", "shop/extra") == nil)
    }

    @Test func aBrokenCommitLeavesTheClusterAlone() async throws {
        try remote.commit(MemoryTree(["app/web.yaml": deployment(replicas: 1)]))
        let controller = try controller()
        try await controller.reconcile()
        let revision = cluster.resourceVersion

        try remote.commit(MemoryTree(["app/web.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web\n"]))
        let status = try await controller.reconcile()
        #expect(status.sync.status == .unknown)
        let condition = try #require(status.conditions.first { $0.type == .comparisonError })
        #expect(condition.message.contains("app/web.yaml:"))
        #expect(cluster.resourceVersion == revision)
    }
}
