import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app sync`.
struct AppSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Makes what is declared true, now.",
        discussion: "Where no controller runs on the state file, this command carries the sync out itself.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @Option(help: "Revision to sync to, instead of the one the application follows.")
    var revision = ""

    @Flag(help: "Delete objects that are declared no longer.")
    var prune = false

    @Flag(help: "Try it without changing anything.")
    var dryRun = false

    @Flag(help: "Return without waiting for the end.")
    var async = false

    @Option(help: ArgumentHelp("Longest time to wait, in seconds.", valueName: "seconds"))
    var timeout = 600.0

    @OptionGroup var engine: EngineFlags

    func run() async throws {
        let store = try engine.state.open()
        let application = try await StateFlags.find(name, in: store)
        let operation = ApplicationOperation(revision: revision, prune: prune, dryRun: dryRun, username: "cli")
        try await store.requestSync(of: application.id, operation)
        if async { return }
        try await OperationOutcome.follow(application.id, store: store, engine: engine, timeout: timeout)
    }
}

/// Waits for the operation that was asked for and says how it ended.
enum OperationOutcome {
    static func follow(
        _ id: ApplicationID, store: SQLiteApplicationStore, engine: EngineFlags, timeout: Double
    ) async throws {
        let application = try await Driver(store: store, engine: engine)
            .wait(for: id, upTo: .seconds(timeout)) { application in
                guard let application else { return true }
                return application.operation == nil && application.status.operationState?.phase.isRunning == false
            }
        guard let state = application?.status.operationState else { return }
        for result in state.results {
            let status = result.code?.rawValue ?? result.operationPhase?.rawValue ?? ""
            Terminal.standard.print("\(result.key.kind)/\(result.key.name)\t\(status)\t\(result.message)")
        }
        Terminal.standard.message("\(state.phase.rawValue): \(state.message)")
        guard state.phase == .succeeded else { throw ExitCode(1) }
    }
}
