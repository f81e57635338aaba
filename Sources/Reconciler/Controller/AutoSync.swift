import KubeModel

/// Whether an application syncs by itself now.
///
/// A pure decision. It never syncs twice to the same revisions with the same sources unless something in the cluster
/// was changed and the policy says to heal that, and even then with growing pauses.
struct AutoSync {
    enum Decision {
        case none
        case sync(ApplicationOperation)
        case wait(Duration)
        case refuse(String)
    }

    let settings: ControllerSettings

    /// Decides.
    ///
    /// - Parameters:
    ///   - application: the application with its last operation.
    ///   - comparison: how it stands.
    ///   - now: the current time.
    func decide(_ application: Application, _ comparison: ApplicationComparison, now: Timestamp) -> Decision {
        let policy = application.spec.syncPolicy
        let state = application.status.operationState
        guard policy.isAutomated, application.operation == nil, !application.isBeingDeleted,
            !(state?.phase.isRunning ?? false), comparison.status == .outOfSync
        else { return .none }
        let different = comparison.resources.filter { $0.status == .outOfSync }
        if !policy.prune, !different.isEmpty, different.allSatisfy(\.requiresPruning) { return .none }

        var operation = ApplicationOperation(prune: policy.prune)
        operation.isAutomated = true
        operation.retry = policy.retry ?? RetryPolicy(limit: 5)
        if comparison.revisions.count > 1 {
            operation.revisions = comparison.revisions
        } else {
            operation.revision = comparison.revisions.first ?? ""
        }
        if let state, wasAttempted(state, application, comparison) {
            let revisions = "[\(comparison.revisions.joined(separator: " "))]"
            guard state.phase == .succeeded else {
                return .refuse("Failed last sync attempt to \(revisions): \(state.message)")
            }
            guard policy.selfHeal else { return .none }
            let attempts = attempts(state, now)
            let pause = selfHealPause(attempts) - (state.finishedAt.map { now - $0 } ?? .zero)
            if pause > .zero { return .wait(pause) }
            operation.selfHealAttempts = attempts + 1
            operation.resources = different.map {
                ResourceSelection(
                    group: $0.key.group, kind: $0.key.kind, namespace: $0.key.namespace, name: $0.key.name)
            }
        }
        let own = comparison.resources.filter { $0.status != nil }
        if policy.prune, !policy.allowEmpty, !own.isEmpty, own.allSatisfy(\.requiresPruning) {
            let revision = comparison.revisions.joined(separator: " ")
            return .refuse("Skipping sync attempt to \(revision): auto-sync will wipe out all resources")
        }
        return .sync(operation)
    }

    /// Whether the last operation was to the same revisions with the same sources.
    private func wasAttempted(
        _ state: OperationState, _ application: Application, _ comparison: ApplicationComparison
    ) -> Bool {
        guard !state.revisions.isEmpty, !state.operation.isDryRun else { return false }
        return state.revisions == comparison.revisions && state.sources == application.spec.sources
    }

    private func attempts(_ state: OperationState, _ now: Timestamp) -> Int64 {
        if let finished = state.finishedAt, now - finished >= settings.selfHealCooldown { return 0 }
        return state.operation.selfHealAttempts
    }

    /// The pause before healing again; none before the first time.
    private func selfHealPause(_ attempts: Int64) -> Duration {
        guard attempts > 0 else { return .zero }
        var pause = settings.selfHealBackoff.first
        for _ in 1..<max(1, min(attempts, 64)) where pause < settings.selfHealBackoff.maximum {
            pause = pause * settings.selfHealBackoff.factor
        }
        return min(pause, settings.selfHealBackoff.maximum)
    }
}
