import GitOps
import SourceTrees
import Testing

/// Submodules of applications' repositories.
@Suite struct SubmoduleSourceTests {
    private let shop = MemoryRepository()
    private let library = MemoryRepository()

    private func source(_ policy: RemoteInputPolicy = .remoteHosts, fetches: Bool = true) -> GitManifestSource {
        let (shop, library) = (shop, library)
        let pool = RepositoryPool(referenceLifetime: .zero) { url in
            switch url {
            case "https://example.com/org/shop.git": shop
            case "https://example.com/org/library.git", "https://other.example/library.git": library
            default: throw GitError(.repositoryNotFound, "no repository")
            }
        }
        return GitManifestSource(pool, remoteInputs: policy, fetchesSubmodules: fetches)
    }

    private func commit(url: String) throws {
        let commit = try library.commit(
            ["base/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\n"] as MemoryTree)
        try shop.commit(
            MemoryTree([
                ".gitmodules": "[submodule \"library\"]\n\tpath = vendor/library\n\turl = \(url)\n",
                "app/kustomization.yaml": "namePrefix: p-\nresources: [../vendor/library/base/c.yaml]\n",
                "vendor/other/x": "",
            ]), submodules: ["vendor/library": commit])
    }

    private func names(_ source: GitManifestSource) async throws -> [String] {
        let declared = ApplicationSource(
            repoURL: "https://example.com/org/shop.git", path: "vendor/library/base", targetRevision: "main")
        let request = ManifestRequest(application: Application(name: "shop", source: declared, destination: "shop"))
        return try await source.manifests(for: request).objects.map(\.name)
    }

    @Test func filesOfSubmodulesAreRendered() async throws {
        try commit(url: "../library.git")
        #expect(try await names(source(.none)) == ["shared"])
    }

    @Test func otherHostsAreForThePolicy() async throws {
        try commit(url: "https://other.example/library.git")
        #expect(try await names(source()) == ["shared"])
        let refused = await #expect(throws: RenderError.self) { try await names(source(.none)) }
        #expect(refused?.code == .unsupported)
    }

    @Test func theDiskIsNoPlaceForSubmodules() async throws {
        try commit(url: "/srv/secret")
        let refused = await #expect(throws: RenderError.self) { try await names(source()) }
        #expect(refused?.code == .unsupported)
    }

    @Test func withoutSubmodulesTheirFoldersAreEmpty() async throws {
        try commit(url: "../library.git")
        await #expect(throws: (any Error).self) { try await names(source(fetches: false)) }
    }
}
