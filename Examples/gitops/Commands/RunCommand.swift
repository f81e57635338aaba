import ArgumentParser
import GitOps

/// `gitops run`: the controller.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Keeps all applications in their declared state until it is stopped.",
        discussion: """
            It may be stopped at any moment and started again; what was under way goes on, and nothing is done twice.
            Events are printed to stderr.
            """)

    @OptionGroup var engine: EngineFlags

    @Option(help: ArgumentHelp("Seconds between two looks at the revisions of an application.", valueName: "seconds"))
    var pollInterval = 120.0

    @Option(help: ArgumentHelp("Seconds between two waves of a sync.", valueName: "seconds"))
    var waveDelay = 2.0

    @Option(help: "Applications worked on at once.")
    var workers = 8

    func validate() throws {
        guard pollInterval > 0, waveDelay >= 0, (1...1_000).contains(workers) else {
            throw ValidationError("intervals must be positive, and there must be 1 to 1000 workers")
        }
    }

    func run() async throws {
        let store = try engine.state.open()
        guard let lock = try ControllerLock(state: engine.state.path) else {
            throw UsageError("another controller works on \(engine.state.path)")
        }
        defer { withExtendedLifetime(lock) {} }
        var settings = ControllerSettings()
        settings.workers = workers
        settings.revisionPollInterval = .seconds(pollInterval)
        settings.revisionPollJitter = .seconds(min(pollInterval / 2, 60))
        settings.waveDelay = .seconds(waveDelay)
        settings.operationPollInterval = .milliseconds(200)
        let events = ClosureEventSink { event in
            Terminal.standard.message("\(event.time) \(event.application) \(event.kind): \(event.message)")
        }
        let controller = try engine.controller(store: store, settings: settings, events: events)
        Terminal.standard.message("controller started on \(engine.state.path)")
        let task = Task { try await controller.run() }
        let signals = TerminationSignals { task.cancel() }
        defer { withExtendedLifetime(signals) {} }
        do {
            try await task.value
        } catch is CancellationError {
            Terminal.standard.message("controller stopped")
        }
    }
}
