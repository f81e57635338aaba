import GitOps
import ReconcilerSQLite

/// Carries out what was asked of an application: waits for the controller that is running, or is the controller
/// itself where none is.
struct Driver {
    let store: SQLiteApplicationStore
    let engine: EngineFlags

    /// Waits until an application is as it should be.
    ///
    /// - Parameters:
    ///   - limit: how long at most.
    ///   - isDone: whether this is it; nil stands for an application that is gone.
    /// - Returns: the application as it is then, nil where it is gone.
    /// - Throws: ``TimeoutError`` after the limit.
    func wait(
        for id: ApplicationID, upTo limit: Duration, until isDone: @escaping @Sendable (Application?) -> Bool
    ) async throws -> Application? {
        let ownLock = try ControllerLock(state: engine.state.path)
        defer { withExtendedLifetime(ownLock) {} }
        let controller = try ownLock.map { _ in try makeController() }
        let store = store
        return try await withThrowingTaskGroup(of: Application??.self) { group in
            if let controller {
                group.addTask {
                    try await controller.run()
                    return nil
                }
            }
            group.addTask { .some(try await Driver.follow(id, in: store, until: isDone)) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw TimeoutError(application: id, limit: limit)
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            return nil
        }
    }

    private func makeController() throws -> ApplicationController {
        var settings = ControllerSettings()
        settings.operationPollInterval = .milliseconds(200)
        return try engine.controller(store: store, settings: settings)
    }

    private static func follow(
        _ id: ApplicationID, in store: SQLiteApplicationStore,
        until isDone: @escaping @Sendable (Application?) -> Bool
    ) async throws -> Application? {
        let changes = store.changes()
        var application = try await store.application(id)
        if isDone(application) { return application }
        for await changed in changes where changed == id {
            application = try await store.application(id)
            Terminal.standard.progress(Driver.progress(of: application))
            if isDone(application) {
                Terminal.standard.endProgress()
                return application
            }
        }
        throw CancellationError()
    }

    private static func progress(of application: Application?) -> String {
        guard let application else { return "" }
        let status = application.status
        let operation = status.operationState.map { "\($0.phase.rawValue): \($0.message)" } ?? ""
        return "\(application.name)  \(status.sync.status.rawValue)  \(status.health.status.rawValue)  \(operation)"
    }
}

/// An application was not as it should be in time.
struct TimeoutError: Error, CustomStringConvertible {
    var application: ApplicationID
    var limit: Duration

    var description: String { "\(application) did not get there within \(limit)" }
}
