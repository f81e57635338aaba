import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app wait`.
struct AppWaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until an application is as it should be.",
        discussion: "Without --sync, --health, --operation or --delete it waits for the first three.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @Flag(help: "Wait until it is synced.")
    var sync = false

    @Flag(help: "Wait until it is healthy.")
    var health = false

    @Flag(help: "Wait until no operation is under way.")
    var operation = false

    @Flag(help: "Wait until it is gone.")
    var delete = false

    @Option(help: ArgumentHelp("Wait until it stands at a commit.", valueName: "commit"))
    var revision: String?

    @Option(help: ArgumentHelp("Longest time to wait, in seconds.", valueName: "seconds"))
    var timeout = 600.0

    @OptionGroup var engine: EngineFlags

    func run() async throws {
        let store = try engine.state.open()
        guard let application = try await awaited(in: store) else { return }
        let everything = !(sync || health || operation || delete)
        let wanted = Wanted(
            sync: sync || everything, health: health || everything, operation: operation || everything,
            deletion: delete, revision: revision)
        _ = try await Driver(store: store, engine: engine)
            .wait(for: application.id, upTo: .seconds(timeout)) { wanted.holds(for: $0) }
    }

    /// The application; nil where one that is to go is gone already.
    private func awaited(in store: some ApplicationStore) async throws -> Application? {
        do {
            return try await StateFlags.find(name, in: store)
        } catch let error as ApplicationError where delete && error.code == .notFound {
            return nil
        }
    }
}

/// What is waited for.
private struct Wanted: Sendable {
    var sync: Bool
    var health: Bool
    var operation: Bool
    var deletion: Bool
    var revision: String?

    func holds(for application: Application?) -> Bool {
        guard let application else { return true }
        if deletion { return false }
        let status = application.status
        if sync, status.sync.status != .synced { return false }
        if health, status.health.status != .healthy { return false }
        if operation, application.operation != nil || status.operationState?.phase.isRunning == true { return false }
        if let revision, status.sync.allRevisions.first?.hasPrefix(revision) != true { return false }
        return true
    }
}
