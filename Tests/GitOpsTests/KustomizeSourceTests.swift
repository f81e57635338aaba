import GitOps
import SourceTrees
import Testing

@Suite struct KustomizeSourceTests {
    private let shop = MemoryRepository()
    private let bases = MemoryRepository()

    private func source(_ policy: RemoteBasePolicy = .remoteHosts) -> GitManifestSource {
        let (shop, bases) = (shop, bases)
        let pool = RepositoryPool(referenceLifetime: .zero) { url in
            url == "https://github.com/org/bases.git" ? bases : shop
        }
        return GitManifestSource(pool, remoteBases: policy)
    }

    private func request() throws -> ManifestRequest {
        let source = ApplicationSource(repoURL: "memory://shop", path: "app", targetRevision: "main")
        return ManifestRequest(application: Application(name: "shop", source: source, destination: "shop"))
    }

    private func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    private func commitBase(_ name: String) throws {
        try bases.commit(
            MemoryTree(["web/kustomization.yaml": "resources: [c.yaml]", "web/c.yaml": configMap(name)]))
    }

    @Test func remoteBasesAreFetchedAndFollowTheirBranch() async throws {
        try shop.commit(
            MemoryTree([
                "app/kustomization.yaml": "namePrefix: p-\nresources: [\"github.com/org/bases//web?ref=main\", d.yaml]",
                "app/d.yaml": configMap("own"),
            ]))
        try commitBase("one")
        let source = source()
        let manifests = try await source.manifests(for: request())
        #expect(manifests.objects.map(\.name).sorted() == ["p-one", "p-own"])
        #expect(manifests.sourceTypes == ["Kustomize"])
        let misses = source.cacheStatistics.misses
        _ = try await source.manifests(for: request())
        #expect(source.cacheStatistics.misses == misses)
        try commitBase("two")
        #expect(try await source.manifests(for: request()).objects.map(\.name).sorted() == ["p-own", "p-two"])
    }

    @Test func aPolicyRefusesBases() async throws {
        try shop.commit(
            MemoryTree(["app/kustomization.yaml": "resources: [\"github.com/org/bases//web?ref=main\"]"]))
        try commitBase("one")
        let refused = await #expect(throws: RenderError.self) {
            try await source(.none).manifests(for: request())
        }
        #expect(refused?.code == .unsupported)
    }

    @Test func repositoriesOnTheDiskAreNoBases() async throws {
        try shop.commit(MemoryTree(["app/kustomization.yaml": "resources: [file:///srv/secret//web]"]))
        let refused = await #expect(throws: RenderError.self) { try await source().manifests(for: request()) }
        #expect(refused?.code == .unsupported)
    }
}
