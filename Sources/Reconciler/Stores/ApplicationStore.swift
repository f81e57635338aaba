import KubeModel
import Values

/// Where applications are kept.
///
/// What is stored here is all that survives a restart: the applications with their status, the operation under way
/// included. Live state is read anew. An implementation makes ``update(_:_:)`` atomic and durable before it returns.
public protocol ApplicationStore: Sendable {
    /// All applications, ordered by identity.
    func applications() async throws -> [Application]

    /// One application; nil where there is none.
    func application(_ id: ApplicationID) async throws -> Application?

    /// Reads an application, lets a closure change it and writes it back, as one step.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - change: gets nil where there is none; making one creates it, leaving nil removes it. It may be called
    ///     several times. What it throws is thrown on, and nothing is written.
    /// - Returns: the application as it is now.
    @discardableResult
    func update(
        _ id: ApplicationID, _ change: @escaping @Sendable (inout Application?) throws -> Void
    ) async throws -> Application?

    /// Tells which applications were changed, by whomever, until its consumer is cancelled.
    func changes() -> AsyncStream<ApplicationID>
}

extension ApplicationStore {
    /// Creates an application or gives it a new spec; status and operation of one that is there stay.
    @discardableResult
    public func apply(_ application: Application) async throws -> Application {
        let result = try await update(application.id) { stored in
            var next = application
            if let stored {
                next.object.value["status"] = stored.object.value["status"]
                next.object.value["operation"] = next.object.value["operation"] ?? stored.object.value["operation"]
                if next.object.finalizers.isEmpty { next.object.finalizers = stored.object.finalizers }
                let deletion = stored.object.deletionTimestamp.map { Value.string($0) }
                if let deletion { next.object.value.set(deletion, at: ["metadata", "deletionTimestamp"]) }
            }
            stored = next
        }
        guard let result else { throw ApplicationError(.store, "\(application.id) was not stored") }
        return result
    }
}
