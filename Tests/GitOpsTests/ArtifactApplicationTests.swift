import ArtifactSource
import GitOps
import SourceTrees
import Testing
import Values

/// Applications whose sources are charts of repositories, artifacts of registries, and charts that need others.
@Suite struct ArtifactApplicationTests {
    private let remote = MemoryRepository()
    private let artifacts = MemoryArtifacts()
    private let sources: GitManifestSource
    private let charts = "https://charts.example.com"

    init() {
        let remote = remote
        sources = GitManifestSource(
            RepositoryPool(referenceLifetime: .zero) { _ in remote }, artifacts: artifacts,
            namedRepositories: ["stable": "https://charts.example.com"])
    }

    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Chart.Name }}}
        data: {v: {{ .Values.v | quote }}, version: {{ .Chart.Version | quote }}}
        """

    private func chart(_ name: String, _ version: String, _ more: [String: String] = [:]) throws -> MemoryTree {
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: \(version)\n", "values.yaml": "v: own\n",
            "templates/cm.yaml": Self.template,
        ]
        return try MemoryTree(files.merging(more) { $1 })
    }

    private func request(_ sources: String, revisions: [String] = []) throws -> ManifestRequest {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              destination: {server: "https://kubernetes.default.svc", namespace: shop}
              sources: \(sources)
            """
        return ManifestRequest(application: try Application(Value(yaml: text)), revisions: revisions)
    }

    private func values(_ manifests: Manifests) -> [String] {
        manifests.objects.map { "\($0.name)=\($0.value["data", "v"]?.stringValue ?? "")" }.sorted()
    }

    @Test func aRangeFollowsReleasesAndAPinnedRevisionDoesNot() async throws {
        artifacts.add(try chart("shop", "1.2.0"), chart: "shop", version: "1.2.0", to: charts)
        let source =
            "[{repoURL: '\(charts)', chart: shop, targetRevision: ^1.0, helm: {parameters: [{name: v, value: set}]}}]"
        let before = try await sources.manifests(for: request(source))
        #expect(before.revisions == ["1.2.0"])
        #expect(before.sourceTypes == ["Helm"])
        #expect(values(before) == ["shop=set"])

        artifacts.add(try chart("shop", "1.3.0"), chart: "shop", version: "1.3.0", to: charts)
        #expect(try await sources.revisions(for: request(source)) == ["1.3.0"])
        let pinned = try await sources.manifests(for: request(source, revisions: ["1.2.0"]))
        #expect(pinned.objects.first?.value["data", "version"] == "1.2.0")
        await #expect(throws: ArtifactError(.versionNotFound, "")) {
            try await sources.manifests(for: request("[{repoURL: '\(charts)', chart: shop, targetRevision: ^9}]"))
        }
    }

    @Test func valueFilesComeFromAnotherSourceAndCountForTheCache() async throws {
        artifacts.add(try chart("shop", "1.2.0"), chart: "shop", version: "1.2.0", to: charts)
        let source = """
            [{repoURL: '\(charts)', chart: shop, targetRevision: 1.2.0, helm: {valueFiles: [$values/prod/values.yaml]}},
             {repoURL: "memory://config", targetRevision: main, ref: values}]
            """
        try remote.commit(MemoryTree(["prod/values.yaml": "v: prod", "x": "1"]))
        #expect(try await values(sources.manifests(for: request(source))) == ["shop=prod"])
        try remote.commit(MemoryTree(["prod/values.yaml": "v: prod", "x": "2"]))
        #expect(try await values(sources.manifests(for: request(source))) == ["shop=prod"])
        #expect(sources.cacheStatistics == (hits: 1, misses: 1))
        try remote.commit(MemoryTree(["prod/values.yaml": "v: new", "x": "2"]))
        let manifests = try await sources.manifests(for: request(source))
        #expect(values(manifests) == ["shop=new"])
        #expect(manifests.revisions.count == 2)
    }

    @Test func valueFilesComeFromTheWeb() async throws {
        artifacts.add(try chart("shop", "1.2.0"), chart: "shop", version: "1.2.0", to: charts)
        let address = "https://files.example.com/values.yaml"
        let source = "[{repoURL: '\(charts)', chart: shop, targetRevision: '*', helm: {valueFiles: ['\(address)']}}]"
        artifacts.set("v: web", at: address)
        #expect(try await values(sources.manifests(for: request(source))) == ["shop=web"])
        artifacts.set("v: other", at: address)
        #expect(try await values(sources.manifests(for: request(source))) == ["shop=other"])
    }

    @Test func aFolderOfAnArtifactIsRendered() async throws {
        let tree = try MemoryTree(["app/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {v: x}\n"]
        )
        artifacts.add(tree, oci: "oci://registry.example.com/config", revision: "latest")
        let source = "[{repoURL: 'oci://registry.example.com/config', targetRevision: latest, path: app}]"
        #expect(try await values(sources.manifests(for: request(source))) == ["a=x"])
        await #expect(throws: RenderError(.sourceNotFound, "")) {
            try await sources.manifests(
                for: request("[{repoURL: 'oci://registry.example.com/config', targetRevision: latest, path: ap}]"))
        }
    }

    private func umbrella(_ dependencies: String, _ more: [String: String] = [:]) throws -> MemoryTree {
        let files = [
            "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [\(dependencies)]\n",
            "app/templates/cm.yaml": Self.template, "app/values.yaml": "v: app\ndb: {v: given}\n",
        ]
        return try MemoryTree(files.merging(more) { $1 })
    }

    private let gitSource = "[{repoURL: 'memory://app', targetRevision: main, path: app}]"

    @Test func dependenciesThatAreNotThereAreFetched() async throws {
        artifacts.add(try chart("db", "2.1.0"), chart: "db", version: "2.1.0", to: charts)
        artifacts.add(try chart("db", "2.4.0"), chart: "db", version: "2.4.0", to: charts)
        for repository in [charts, "@stable", "alias:stable"] {
            try remote.commit(umbrella("{name: db, version: 2.x, repository: '\(repository)'}"))
            let manifests = try await sources.manifests(for: request(gitSource))
            #expect(values(manifests) == ["app=app", "db=given"], "\(repository)")
            #expect(manifests.objects.contains { $0.value["data", "version"] == "2.4.0" })
        }
        let locked = "dependencies: [{name: db, version: 2.1.0, repository: '\(charts)'}]"
        try remote.commit(umbrella("{name: db, version: 2.x, repository: '\(charts)'}", ["app/Chart.lock": locked]))
        let manifests = try await sources.manifests(for: request(gitSource))
        #expect(manifests.objects.contains { $0.value["data", "version"] == "2.1.0" })

        let stale = "dependencies: [{name: db, version: 1.0.0, repository: '\(charts)'}]"
        try remote.commit(umbrella("{name: db, version: 2.x, repository: '\(charts)'}", ["app/Chart.lock": stale]))
        let error = await #expect(throws: RenderError.self) { try await sources.manifests(for: request(gitSource)) }
        #expect(error?.message.contains("out of sync") == true)
    }

    @Test func dependenciesStandInTheSameTree() async throws {
        let shared = ["shared/Chart.yaml": "name: db\nversion: 1.0.0\n", "shared/templates/cm.yaml": Self.template]
        try remote.commit(umbrella("{name: db, version: 1.0.0, repository: 'file://../shared'}", shared))
        #expect(try await values(sources.manifests(for: request(gitSource))) == ["app=app", "db=given"])
        // What stands there belongs to what was read: a change is seen.
        let changed = shared.merging(["shared/templates/cm.yaml": "# nothing"]) { $1 }
        try remote.commit(umbrella("{name: db, version: 1.0.0, repository: 'file://../shared'}", changed))
        #expect(try await values(sources.manifests(for: request(gitSource))) == ["app=app"])

        try remote.commit(umbrella("{name: db, version: 1.0.0, repository: 'file://../../etc'}", shared))
        await #expect(throws: TreeError(.escapesRoot, path: "")) {
            try await sources.manifests(for: request(gitSource))
        }
    }

    @Test func vendoredDependenciesAreNotFetched() async throws {
        let vendored = [
            "app/charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n", "app/charts/db/templates/cm.yaml": Self.template,
        ]
        try remote.commit(umbrella("{name: db, version: 1.0.0, repository: 'https://nowhere.example.com'}", vendored))
        #expect(try await values(sources.manifests(for: request(gitSource))) == ["app=app", "db=given"])
        try remote.commit(umbrella("{name: db, version: 1.0.0}"))
        let error = await #expect(throws: RenderError.self) { try await sources.manifests(for: request(gitSource)) }
        #expect(error?.message.contains("'db' names no repository") == true)
    }

    @Test func withoutAProviderTheErrorSaysSo() async throws {
        let remote = remote
        let sources = GitManifestSource(RepositoryPool(referenceLifetime: .zero) { _ in remote })
        let error = await #expect(throws: RenderError(.unsupported, "")) {
            try await sources.revisions(for: request("[{repoURL: '\(charts)', chart: shop}]"))
        }
        #expect(error?.message.contains("chart 'shop' of https://charts.example.com") == true)
    }
}
