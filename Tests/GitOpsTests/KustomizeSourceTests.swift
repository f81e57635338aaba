import GitOps
import SourceTrees
import Testing

@Suite struct KustomizeSourceTests {
    private let shop = MemoryRepository()
    private let bases = MemoryRepository()
    private let artifacts = MemoryArtifacts()

    private func source(
        _ policy: RemoteInputPolicy = .remoteHosts, _ options: KustomizeOptions = KustomizeOptions()
    ) -> GitManifestSource {
        let (shop, bases) = (shop, bases)
        let pool = RepositoryPool(referenceLifetime: .zero) { url in
            switch url {
            case "https://github.com/org/bases.git": bases
            case "memory://shop": shop
            default: throw GitError(.repositoryNotFound, "no repository")
            }
        }
        return GitManifestSource(pool, artifacts: artifacts, kustomize: options, remoteInputs: policy)
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

    // MARK: - Files by URL

    private func names(_ source: GitManifestSource) async throws -> [String] {
        try await source.manifests(for: request()).objects.map(\.name).sorted()
    }

    private func commit(_ kustomization: String) throws {
        try shop.commit(MemoryTree(["app/kustomization.yaml": kustomization]))
    }

    @Test func filesByURLAreFetchedAndFollowTheirContent() async throws {
        let url = "https://raw.example.com/org/repo/main/install.yaml"
        try commit(
            """
            resources: ["\(url)"]
            patches: [{path: "https://raw.example.com/patch.yaml", target: {kind: ConfigMap}}]
            """)
        artifacts.set(configMap("one"), at: url)
        artifacts.set("- {op: add, path: /data, value: {a: b}}\n", at: "https://raw.example.com/patch.yaml")
        let source = source()
        let objects = try await source.manifests(for: request()).objects
        #expect(objects.map(\.name) == ["one"])
        #expect(objects.first?.value["data", "a"] == "b")
        let misses = source.cacheStatistics.misses
        #expect(try await names(source) == ["one"])
        #expect(source.cacheStatistics.misses == misses)
        artifacts.set(configMap("two"), at: url)
        #expect(try await names(source) == ["two"])
    }

    /// What is no file is a folder of a repository, and is not asked for as a file every time.
    @Test func whatIsNoFileIsABase() async throws {
        try commit("resources: [\"https://github.com/org/bases//web?ref=main\"]")
        try commitBase("one")
        let source = source()
        #expect(try await names(source) == ["one"])
        // From now on there is a file; it is seen when everything is looked at anew.
        artifacts.set(configMap("file"), at: "https://github.com/org/bases//web?ref=main")
        #expect(try await names(source) == ["one"])
        var request = try request()
        request.refresh = .hard
        #expect(try await source.manifests(for: request).objects.map(\.name) == ["file"])
    }

    @Test func neitherFileNorFolderSaysBothAndNoSecret() async throws {
        try commit("resources: [\"https://robot:hunter2@nowhere.example/a/b?token=hunter3\"]")
        let error = await #expect(throws: RenderError.self) { try await source().manifests(for: request()) }
        let text = error?.description ?? ""
        #expect(text.contains("neither a file") && text.contains("nor a folder"))
        #expect(!text.contains("hunter"))
    }

    @Test func plainHTTPNeedsAPolicy() async throws {
        try commit("resources: [\"http://files.example/a.yaml\"]")
        artifacts.set(configMap("one"), at: "http://files.example/a.yaml")
        let refused = await #expect(throws: RenderError.self) { try await source().manifests(for: request()) }
        #expect(refused?.code == .unsupported)
        #expect(try await names(source(.everything)) == ["one"])
    }

    @Test func remoteInputsAreCounted() async throws {
        let urls = (0...64).map { "\"https://files.example/\($0).yaml\"" }
        try commit("resources: [\(urls.joined(separator: ", "))]")
        for number in 0...64 { artifacts.set(configMap("c\(number)"), at: "https://files.example/\(number).yaml") }
        let refused = await #expect(throws: RenderError.self) { try await source().manifests(for: request()) }
        #expect(refused?.code == .limitExceeded)
    }

    // MARK: - Charts

    @Test func chartsOfRepositoriesAreFetchedWhereChartsAreAllowed() async throws {
        try commit(
            """
            namePrefix: p-
            helmCharts:
            - {name: cache, repo: "https://charts.example.com", version: ^1.0, valuesInline: {size: big}}
            """)
        for version in ["1.0.0", "1.2.0", "2.0.0"] {
            artifacts.add(
                try MemoryTree([
                    "Chart.yaml": "apiVersion: v2\nname: cache\nversion: \(version)\n", "values.yaml": "colour: red\n",
                    "templates/c.yaml": configMap("cache")
                        + "data: {a: {{ .Chart.Version }}{{ .Values.size }}{{ .Values.colour }}}\n",
                ]), chart: "cache", version: version, to: "https://charts.example.com")
        }
        let refused = await #expect(throws: RenderError.self) { try await source().manifests(for: request()) }
        #expect(refused?.code == .unsupported)
        let objects = try await source(.remoteHosts, KustomizeOptions(enablesHelm: true)).manifests(for: request())
            .objects
        #expect(objects.map(\.name) == ["p-cache"])
        #expect(objects.first?.value["data", "a"] == "1.2.0bigred")
    }
}
