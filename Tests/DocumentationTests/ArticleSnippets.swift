import ArtifactSource
import ArtifactSourceHTTP
import Diff
import GitOps
import GitSource
import GoTemplate
import Jsonnet
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP
import LinearRegex
import ManifestRender
import SemanticVersions
import SourceTrees
import TemplateCertificates
import Values

/// The code of the articles, each block as it stands there, so that it compiles. Nothing here is run.
///
/// ``ArticleTests`` looks whether a block of an article is missing.
enum ArticleSnippets {
    static func use(_ value: Any...) {}
    static func token(for url: String) -> String { "" }

    static func containers(cluster: SimulatedCluster) {
        cluster.answerCommands(in: PodPattern(namePrefix: "web")) { call in
            guard call.command == ["cat", "/etc/hostname"] else { return nil }
            try await call.write(call.pod + "\n")
            return .exited(0)
        }
        cluster.answerPort(7) { port in for try await bytes in port.input { try await port.write(bytes) } }
    }

    static func artifactSource() async throws {
        let artifacts = ArtifactClient(
            transport: HTTPArtifactTransport(), cache: .directory("/var/cache/gitops/artifacts"))
        let shop = try ArtifactReference(chart: "shop", repository: "https://charts.example.com", version: "^1.2")
        let revision = try await artifacts.resolve(shop)  // revision.version == "1.4.2"
        let tree = try await artifacts.tree(of: revision)  // Chart.yaml at the root
        use(tree)
    }

    static func artifactSourceHTTP(folder: String) {
        let transport = HTTPArtifactTransport(idleTimeout: .seconds(15))
        let artifacts = ArtifactClient(transport: transport, cache: .directory(folder))
        use(artifacts)
    }

    static func diff(desired: Value, live: Value) throws {
        var options = ComparisonOptions()
        options.ignoreDifferences = [
            IgnoreRule(group: "apps", kind: "Deployment", fields: IgnoredFields(jqPathExpressions: [".spec.replicas"]))
        ]
        let diff = try ObjectDiff(options)
        let comparison = try diff.compare(desired: desired, live: live)
        if comparison.isModified {
            print(DiffRendering(usesColors: true).render(comparison, title: "apps/Deployment/prod/web"))
        }
    }

    static func gitOps(store: any ApplicationStore, transport: any KubeTransport) async throws {
        let sources = GitManifestSource(
            RepositoryPool(cache: .directory("/var/cache/gitops")) { url in
                RemoteOptions(credentials: .bearer(token(for: url)))
            })
        let controller = ApplicationController(store: store, sources: sources, cluster: LiveCluster(transport))
        try await controller.run()
    }

    static func gitSource() async throws {
        let repository = try GitRepository("https://example.com/shop.git", cache: .directory("/var/cache/gitops"))
        let source = try await repository.resolve(.branch("main"))
        let chart = try source.tree["charts/shop"]
        use(chart)
    }

    static func goTemplate() throws {
        var templates = TemplateSet(functions: .standard)
        try templates.parse("Hello {{ .name | default \"world\" | upper }}", name: "greeting")
        let text = try templates.execute("greeting", data: GoValue(["name": "you"]))
        use(text)
    }

    static func jsonnet(tree: any SourceTree) throws {
        let vm = JsonnetVM(importer: TreeImporter(tree, libraries: ["lib", "vendor"]))
        let json = try vm.evaluate(file: "environments/prod/main.jsonnet")
        use(json)
    }

    static func kubeModel(text: String, patch: Value) throws {
        let object = try KubeObject(Value(yaml: text))
        let node = Schema.builtIn.node(for: object) ?? .untyped
        let patched = try StrategicMerge.apply(patch, to: object.value, schema: node)
        use(patched)
    }

    static func kubeSimulator(manifests: String) async throws {
        let cluster = SimulatedCluster()
        cluster.script(.ready(after: .seconds(30)), for: PodPattern(namespace: "shop"))
        try await cluster.apply(manifests)
        cluster.clock.advance(by: .seconds(31))
        let web = try await cluster.get("apps/v1", "Deployment", "shop/web")
        use(web)
    }

    static func kubeSimulatorHTTP(secondsSince1970: Int64) async throws {
        let cluster = SimulatedCluster(clock: VirtualClock(runningFrom: secondsSince1970))
        let server = try await SimulatorServer.start(cluster, certificates: SimulatorCertificates())
        print(server.kubeconfig)
    }

    static func linearRegex() throws {
        let tag = try RegexPattern(#"^v(\d+)\.(\d+)"#)
        print(tag.matches("v1.2.3"))  // true
        print(tag.replacingMatches(in: "v1.2.3", with: "${2}.$1"))  // 2.1.3
    }

    static func manifestRender(manifest: String) throws {
        let tree = try MemoryTree(["shop/web.yaml": manifest])
        let rendered = try ManifestRender.render(RenderSource(tree, path: "shop"))
        for manifest in rendered.manifests {
            print(manifest.object.key, manifest.origin?.description ?? "")
        }
    }

    static func renderingCharts1() throws {
        let tree = try DirectoryTree("/srv/charts")
        let chart = try HelmChart(RenderSource(tree, path: "shop"))
        let options = HelmOptions(
            releaseName: "shop", valueFiles: [.path("values-prod.yaml")], set: ["replicas=3"], includesCRDs: true)
        let rendered = try HelmRenderer().render(chart, options: options, context: RenderContext(namespace: "prod"))
        for object in rendered.objects { print(object.key) }
    }

    static func renderingCharts2() async throws {
        let artifacts = ArtifactClient(transport: HTTPArtifactTransport(), cache: .directory("/var/cache/charts"))
        let shop = try ArtifactReference(chart: "shop", repository: "https://charts.example.com", version: "^1.2")
        let chart = try HelmChart(RenderSource(try await artifacts.tree(of: shop)))
        let options = HelmOptions(releaseName: "shop", set: ["replicas=3"])
        let rendered = try HelmRenderer().render(chart, options: options, context: RenderContext(namespace: "prod"))
        use(rendered)
    }

    static func renderingKustomizations() throws {
        let tree = try DirectoryTree("/srv/deployments")
        let overlay = try RenderSource(tree, path: "overlays/prod")
        let rendered = try KustomizeRenderer().render(overlay, options: KustomizeOptions(), context: RenderContext())
        for object in rendered.objects { print(object.key) }
    }

    static func reconciler(
        application: Application, sources: any ManifestSource, transport: any KubeTransport
    ) async throws {
        let controller = ApplicationController(
            store: MemoryApplicationStore([application]), sources: sources, cluster: LiveCluster(transport))
        try await controller.run()
    }

    static func semanticVersions() throws {
        let version = try SemanticVersion("v1.28.3-gke.100")
        let constraint = try VersionConstraint(">=1.21.0-0")
        print(constraint.isSatisfied(by: version))  // true
        let newest = try TagQuery("~1.4").select(from: ["1.4.0", "1.4.7", "1.5.0"])  // 1.4.7
        use(newest as Any)
    }

    static func sourceTrees() throws {
        let tree: any SourceTree = try DirectoryTree("/srv/manifests")
        let shop = try tree["charts/shop"]
        for (path, entry) in try shop.files(matching: PathGlob("templates/**.yaml")) where entry.isFile {
            print(path, try shop.digest(of: path))
        }
    }

    static func templateCertificates() {
        let renderer = HelmRenderer(host: TemplateHost(cryptography: CertificateMaker()))
        use(renderer)
    }

    static func values(text: String) throws {
        var deployment = try Value(yaml: text)
        deployment.set(5, at: ["spec", "replicas"])
        print(deployment.yamlText())
    }
}
