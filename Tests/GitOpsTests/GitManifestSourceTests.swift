import GitOps
import SourceTrees
import Testing

@Suite struct GitManifestSourceTests {
    private let remote = MemoryRepository()
    private let sources: GitManifestSource

    init() {
        let remote = remote
        sources = GitManifestSource(RepositoryPool(referenceLifetime: .zero) { _ in remote })
    }

    private func request(_ path: String = "app", revisions: [String] = []) throws -> ManifestRequest {
        let source = ApplicationSource(repoURL: "memory://shop", path: path, targetRevision: "main")
        return ManifestRequest(
            application: Application(name: "shop", source: source, destination: "shop"), revisions: revisions)
    }

    private func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    @Test func aCommitThatTouchesNothingOfTheApplicationIsNotRendered() async throws {
        let first = try remote.commit(MemoryTree(["app/a.yaml": configMap("a"), "other/x": "1"]))
        let before = try await sources.manifests(for: request())
        #expect(before.objects.map(\.name) == ["a"])
        #expect(before.revisions == [first.description])
        #expect(before.sourceTypes == ["Directory"])

        let second = try remote.commit(MemoryTree(["app/a.yaml": configMap("a"), "other/x": "2"]))
        let after = try await sources.manifests(for: request())
        #expect(after.revisions == [second.description])
        #expect(sources.cacheStatistics == (hits: 1, misses: 1))

        try remote.commit(MemoryTree(["app/a.yaml": configMap("b")]))
        #expect(try await sources.manifests(for: request()).objects.map(\.name) == ["b"])
        #expect(sources.cacheStatistics == (hits: 1, misses: 2))
    }

    @Test func aPinnedRevisionGoesBeforeTheBranch() async throws {
        let first = try remote.commit(MemoryTree(["app/a.yaml": configMap("a")]))
        try remote.commit(MemoryTree(["app/a.yaml": configMap("b")]))
        let pinned = try request(revisions: [first.description])
        #expect(try await sources.revisions(for: pinned) == [first.description])
        #expect(try await sources.manifests(for: pinned).objects.map(\.name) == ["a"])
    }

    @Test func overridesInTheRepositoryCount() async throws {
        try remote.commit(
            MemoryTree([
                "app/a.yaml": configMap("a"), "app/sub/b.yaml": configMap("b"),
                "app/.argocd-source-shop.yaml": "directory: {recurse: true}",
            ]))
        #expect(try await sources.manifests(for: request()).objects.map(\.name) == ["a", "b"])
    }

    @Test func aMissingFolderSaysWhichOne() async throws {
        try remote.commit(MemoryTree(["app/a.yaml": configMap("a")]))
        let error = await #expect(throws: RenderError.self) { try await sources.manifests(for: request("ap")) }
        #expect(error?.description.contains("'ap'") == true)
    }

    @Test func manyApplicationsAskTheRemoteOnce() async throws {
        try remote.commit(MemoryTree(["app/a.yaml": configMap("a")]))
        let counting = CountingBackend(remote)
        let sources = GitManifestSource(RepositoryPool(referenceLifetime: .seconds(3_600)) { _ in counting })
        let request = try request()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await sources.manifests(for: request) } }
            try await group.waitForAll()
        }
        #expect(counting.listings == 1)
    }

    @Test func aFailedListingIsNotShared() async throws {
        try remote.commit(MemoryTree(["app/a.yaml": configMap("a")]))
        let remote = remote
        let sources = GitManifestSource(RepositoryPool(referenceLifetime: .seconds(3_600)) { _ in remote })
        remote.fail(with: GitError(.network, "down"))
        await #expect(throws: GitError(.network, "")) { try await sources.revisions(for: request()) }
        remote.fail(with: nil)
        #expect(try await sources.revisions(for: request()).count == 1)
    }
}
