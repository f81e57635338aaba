import GitOps
import KubeSimulator
import Testing

/// The code of the README as it stands there.
enum ReadmeSnippets {
    /// Only compiled: it would reach for a network.
    static func engine(store: any ApplicationStore, transport: any KubeTransport) async throws {
        // A commit is a value: files straight from the object database, nothing on disk.
        let repository = try GitRepository("https://example.com/shop.git", cache: .directory("/var/cache/gitops"))
        let commit = try await repository.resolve(.branch("main"))

        // Rendering is a function of it.
        let rendered = try ManifestRender.render(RenderSource(commit.tree, path: "apps/shop"))

        // A controller keeps Argo CD Applications true.
        let sources = GitManifestSource(RepositoryPool(cache: .directory("/var/cache/gitops")))
        let controller = ApplicationController(store: store, sources: sources, cluster: LiveCluster(transport))
        try await controller.run()
        print(rendered)
    }
}

/// The README's test, run.
@Suite struct ReadmeExample {
    private let application = Application(
        name: "shop", source: ApplicationSource(repoURL: "https://example.com/shop.git"), destination: "shop",
        syncPolicy: .automated(prune: true, selfHeal: true))
    private let files = [
        "namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
        "web.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}
        """,
    ]

    @Test func aManualScaleIsHealed() async throws {
        let cluster = SimulatedCluster()
        let controller = ApplicationController(application, sources: .memory(files), cluster: cluster.transport)
        try await controller.reconcile()
        try await cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await cluster.get("apps/v1", "Deployment", "shop/web")["spec", "replicas"] == 3)
    }
}
