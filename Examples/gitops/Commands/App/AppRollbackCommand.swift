import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app rollback`.
struct AppRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Goes back to what was deployed before.",
        discussion: "The application must not sync by itself; it would be rolled forward again at once.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @Argument(help: "Entry of the history; the one before the last unless given.")
    var id: Int64?

    @Flag(help: "Delete objects that were not there then.")
    var prune = false

    @Option(help: ArgumentHelp("Longest time to wait, in seconds.", valueName: "seconds"))
    var timeout = 600.0

    @OptionGroup var engine: EngineFlags

    func run() async throws {
        let store = try engine.state.open()
        let application = try await StateFlags.find(name, in: store)
        try await store.requestRollback(of: application.id, to: id, prune: prune, username: "cli")
        try await OperationOutcome.follow(application.id, store: store, engine: engine, timeout: timeout)
    }
}
