extension ApplicationController {
    /// Asks for a sync and looks at the application at once; see ``ApplicationStore/requestSync(of:_:)``.
    public func sync(_ id: ApplicationID, _ operation: ApplicationOperation = ApplicationOperation()) async throws {
        try await store.requestSync(of: id, operation)
        refresh(id)
    }

    /// Asks for what was deployed before; see ``ApplicationStore/requestRollback(of:to:prune:username:)``.
    public func rollback(
        _ id: ApplicationID, to historyID: Int64? = nil, prune: Bool = false, username: String = ""
    ) async throws {
        try await store.requestRollback(of: id, to: historyID, prune: prune, username: username)
        refresh(id)
    }

    /// Stops the operation under way; see ``ApplicationStore/requestTermination(of:)``.
    public func terminate(_ id: ApplicationID) async throws {
        try await store.requestTermination(of: id)
        refresh(id)
    }

    /// Deletes an application; see ``ApplicationStore/requestDeletion(of:cascade:now:)``.
    public func delete(_ id: ApplicationID, cascade: DeletionCascade = .asDeclared) async throws {
        try await store.requestDeletion(of: id, cascade: cascade, now: clock.now)
        refresh(id)
    }
}
