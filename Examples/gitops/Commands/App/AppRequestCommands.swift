import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app terminate`.
struct AppTerminateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminate", abstract: "Stops the operation under way.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @OptionGroup var state: StateFlags

    func run() async throws {
        let store = try state.open()
        try await store.requestTermination(of: StateFlags.find(name, in: store).id)
    }
}

/// `gitops app refresh`.
struct AppRefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Has the controller look at an application now.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @Flag(help: "Ask the repository anew and use nothing that is cached.")
    var hard = false

    @OptionGroup var state: StateFlags

    func run() async throws {
        let store = try state.open()
        try await store.requestRefresh(of: StateFlags.find(name, in: store).id, hard ? .hard : .normal)
    }
}

/// `gitops app delete`.
struct AppDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Deletes an application and, unless told otherwise, its objects.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @Flag(inversion: .prefixedNo, help: "Delete the application's objects too.")
    var cascade = true

    @Flag(help: "Return without waiting until everything is gone.")
    var async = false

    @Option(help: ArgumentHelp("Longest time to wait, in seconds.", valueName: "seconds"))
    var timeout = 600.0

    @OptionGroup var engine: EngineFlags

    func run() async throws {
        let store = try engine.state.open()
        let application = try await StateFlags.find(name, in: store)
        try await store.requestDeletion(
            of: application.id, cascade: cascade ? .foreground : .none, now: Timestamp(seconds: WallTime.seconds))
        if async { return }
        _ = try await Driver(store: store, engine: engine)
            .wait(for: application.id, upTo: .seconds(timeout)) { $0 == nil }
        Terminal.standard.print("application.argoproj.io/\(application.name) deleted")
    }
}
