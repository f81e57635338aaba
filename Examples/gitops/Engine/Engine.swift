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

    /// A controller over the state file.
    func controller(
        store: SQLiteApplicationStore, settings: ControllerSettings = ControllerSettings(),
        events: any EventSink = NullEventSink()
    ) throws -> ApplicationController {
        let options = try git.options()
        let repositories = RepositoryPool(cache: git.cache) { _ in options }
        return ApplicationController(
            store: store, sources: GitManifestSource(repositories), cluster: LiveCluster(try cluster.transport()),
            events: events, settings: settings)
    }
}
