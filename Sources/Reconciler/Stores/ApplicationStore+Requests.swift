import KubeModel
import Values

/// What people and programs ask of an application: written into the store, acted on by whichever controller runs on it.
extension ApplicationStore {
    /// Asks for a sync. It begins with the controller's next look at the application.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - operation: what to do.
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound``, or ``ApplicationError/Code/conflict``
    ///   while another operation is under way.
    public func requestSync(
        of id: ApplicationID, _ operation: ApplicationOperation = ApplicationOperation()
    ) async throws {
        try await request(id) { _ in operation }
    }

    /// Asks for what was deployed before.
    ///
    /// Hooks do not run, and the application has to sync by hand only; it would be rolled forward again at once.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - historyID: the number of the entry in its history; nil for the one before the last.
    ///   - prune: whether objects that were not there then are deleted.
    ///   - username: who asks.
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound`` where there is no such application or
    ///   entry, ``ApplicationError/Code/conflict`` where it syncs by itself or an operation is under way.
    public func requestRollback(
        of id: ApplicationID, to historyID: Int64? = nil, prune: Bool = false, username: String = ""
    ) async throws {
        try await request(id) { application in
            if application.spec.syncPolicy.isAutomated {
                throw ApplicationError(
                    .conflict, "Rollback cannot be initiated when auto-sync is enabled; switch it off first")
            }
            let history = application.status.history
            let entry = historyID.map { id in history.first { $0.id == id } } ?? history.dropLast().last
            guard let entry else {
                let wanted = historyID.map { "entry \($0)" } ?? "earlier entry"
                throw ApplicationError(.notFound, "the history of \(application.id) has no \(wanted)")
            }
            var operation = ApplicationOperation(prune: prune, username: username)
            operation.usesApplyStrategy = true
            operation.sources = entry.sources
            if entry.revisions.count > 1 {
                operation.revisions = entry.revisions
            } else {
                operation.revision = entry.revisions.first ?? ""
            }
            return operation
        }
    }

    /// Stops the operation under way.
    ///
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound``, or ``ApplicationError/Code/conflict``
    ///   where nothing is under way.
    public func requestTermination(of id: ApplicationID) async throws {
        try await update(id) { stored in
            guard var next = stored else { throw ApplicationError(.notFound, "there is no application \(id)") }
            guard var state = next.status.operationState, state.phase == .running else {
                throw ApplicationError(.conflict, "no operation of \(id) is under way")
            }
            state.phase = .terminating
            state.message = "operation is terminating"
            next.status.operationState = state
            stored = next
        }
    }

    /// Deletes an application.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - cascade: what happens to its objects.
    ///   - now: the moment the deletion is asked for.
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound``.
    public func requestDeletion(
        of id: ApplicationID, cascade: DeletionCascade = .asDeclared, now: Timestamp
    ) async throws {
        try await update(id) { stored in
            guard var next = stored else { throw ApplicationError(.notFound, "there is no application \(id)") }
            let others = next.object.finalizers.filter { !$0.hasPrefix(Annotations.resourcesFinalizer) }
            switch cascade {
            case .foreground: next.object.finalizers = others + [Annotations.resourcesFinalizer]
            case .background: next.object.finalizers = others + [Annotations.resourcesFinalizer + "/background"]
            case .none: next.object.finalizers = others
            case .asDeclared: break
            }
            if !next.isBeingDeleted {
                next.object.value.set(.string(now.description), at: ["metadata", "deletionTimestamp"])
            }
            stored = next
        }
    }

    /// Asks for a look at an application soon.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - kind: how thoroughly to look.
    /// - Throws: ``ApplicationError`` with ``ApplicationError/Code/notFound``.
    public func requestRefresh(of id: ApplicationID, _ kind: RefreshKind = .normal) async throws {
        try await update(id) { stored in
            guard var next = stored else { throw ApplicationError(.notFound, "there is no application \(id)") }
            next.object.annotations[Annotations.refresh] = kind.rawValue
            stored = next
        }
    }

    private func request(
        _ id: ApplicationID, _ make: @escaping @Sendable (Application) throws -> ApplicationOperation
    ) async throws {
        try await update(id) { stored in
            guard var next = stored else { throw ApplicationError(.notFound, "there is no application \(id)") }
            if next.operation != nil || next.status.operationState?.phase.isRunning ?? false {
                throw ApplicationError(
                    .conflict, "another operation of \(id) is under way; wait for it or terminate it")
            }
            next.operation = try make(next)
            stored = next
        }
    }
}
