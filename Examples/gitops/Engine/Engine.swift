import ArgumentParser
import GitOps
import ReconcilerSQLite

/// Everything a controller is made of, put together from flags.
struct EngineFlags: ParsableArguments {
    @OptionGroup var state: StateFlags

    @OptionGroup(title: "Cluster")
    var cluster: ClusterFlags

    @OptionGroup(title: "Git")
    var git: GitFlags

    @OptionGroup(title: "Charts")
    var charts: ArtifactFlags

    @OptionGroup(title: "Kustomize")
    var kustomize: KustomizeFlags

    @Option(
        help: ArgumentHelp(
            "File of Secrets that describe repositories and their credentials as Argo CD does.", valueName: "file"))
    var repositories: String?

    /// A controller over the state file.
    func controller(
        store: SQLiteApplicationStore, settings: ControllerSettings = ControllerSettings(),
        events: any EventSink = NullEventSink()
    ) throws -> ApplicationController {
        let options = try git.options()
        let named = try git.optionsForNamed()
        let documents = try repositories.map { try YAMLDocument.parse(InputFile.bytes($0)) } ?? []
        let known = try RepositorySecrets(documents.map(\.value))
        let sources = GitManifestSource(
            RepositoryPool(cache: git.cache) { known.remoteOptions(for: $0, over: options) },
            artifacts: try charts.client { known.artifactAccess(to: $0) }, helm: HelmFlags.renderer,
            namedRepositories: known.namedRepositories, kustomize: kustomize.options,
            // What applications' kustomizations name gets to see no password that the flags give for applications' own.
            remoteRepositories: RepositoryPool(cache: git.cache) { known.remoteOptions(for: $0, over: named($0)) },
            fetchesSubmodules: git.gitSubmodules)
        return ApplicationController(
            store: store, sources: sources, cluster: LiveCluster(try cluster.transport()), events: events,
            settings: settings)
    }
}
