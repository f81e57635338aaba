import KubeClient
import KubeModel
import Values

extension ApplicationReconciler {
    /// Brings the operation under way one step further.
    ///
    /// - Parameters:
    ///   - application: the application.
    ///   - relists: whether to read the cluster anew where no watch follows it.
    func operate(_ application: Application, relists: Bool) async throws -> Outcome {
        guard var state = application.status.operationState else {
            return Outcome(application: application, requeueAfter: nil)
        }
        if state.phase == .terminating, state.finishedAt != nil {
            // It only waited to be tried again.
            return try await end(application, state, .failed, "Operation terminated")
        }
        if let finished = state.finishedAt {
            let pause = retryDelay(state) - (clock.now - finished)
            if pause > .zero { return Outcome(application: application, requeueAfter: pause) }
            state.finishedAt = nil
            state.message = "Retrying operation. Attempt #\(state.retryCount)"
            state.results = []
            if state.operation.retry?.refresh ?? false {
                state.revisions = []
                state.operation.revision = ""
                state.operation.revisions = []
            }
        }
        do {
            return try await sync(application, state, relists)
        } catch {
            try Task.checkCancellation()
            if state.phase == .terminating { return try await end(application, state, .failed, "Operation terminated") }
            return try await end(application, state, .error, "\(error)")
        }
    }

    private func retryDelay(_ state: OperationState) -> Duration {
        (state.operation.retry ?? RetryPolicy(limit: 0)).delay(after: state.retryCount - 1)
    }

    private func sync(
        _ application: Application, _ initial: OperationState, _ relists: Bool
    ) async throws -> Outcome {
        var state = initial
        let requested = state.operation.sources
        let sources = requested.isEmpty ? application.spec.sources : requested
        var pinned = state.revisions
        if pinned.isEmpty {
            pinned = state.operation.revisions
            if pinned.isEmpty, !state.operation.revision.isEmpty { pinned = [state.operation.revision] }
        }
        let comparison = try await compare(
            application, sources: requested.isEmpty ? nil : sources, revisions: pinned, refresh: .normal,
            relists: relists)
        // The revision is settled before anything is applied: a restart goes on with the same one.
        state.revisions = comparison.revisions
        state.sources = sources
        let startedAt = state.startedAt ?? clock.now
        state.startedAt = startedAt
        state = try await save(state, application.id)

        if let reason = sharedResource(application, state, comparison) {
            return try await end(application, state, .failed, reason)
        }
        let options = syncSettings(application, state)
        var operation = SyncOperation(
            revision: comparison.revisions.first ?? "", startedAt: startedAt, results: state.results)
        operation.begin(
            try await syncState(application, state, comparison, options), settings: options,
            environment: try await environment(application), terminate: shouldTerminate(state))
        let drive = try await drive(&operation, &state, application)
        return try await finish(application, state, operation, ranWave: drive)
    }

    private func shouldTerminate(_ state: OperationState) -> Bool {
        if state.phase == .terminating { return true }
        guard settings.syncTimeout > .zero, let started = state.startedAt else { return false }
        return clock.now - started > settings.syncTimeout
    }

    /// Carries out what the operation demands, and stores what was done and what is next before each step.
    ///
    /// - Returns: whether a wave was carried out.
    private func drive(
        _ operation: inout SyncOperation, _ state: inout OperationState, _ application: Application
    ) async throws -> Bool {
        let writer = ClusterWriter(cluster, parallelism: settings.syncParallelism, clock: clock)
        var answers: [SyncAnswer] = []
        var ranWave = false
        while true {
            let demand = operation.next(answers)
            // What was done and what is about to be made is on record before anything else happens.
            if state.results != operation.results {
                state.results = operation.results
                state = try await save(state, application.id)
            }
            switch demand {
            case .perform(let actions):
                try Task.checkCancellation()
                answers = await writer.perform(actions)
                // Requests that were cut off have failed for no reason of theirs; the next run finds out what was done.
                try Task.checkCancellation()
                announce(actions, answers, application.id)
            case .waveDone(let wave):
                answers = []
                ranWave = true
                emit(.waveCompleted, application.id, "\(wave.phase.rawValue) wave \(wave.wave)")
            case .passDone: return ranWave
            }
        }
    }

    private func announce(_ actions: [SyncAction], _ answers: [SyncAnswer], _ id: ApplicationID) {
        for (action, answer) in zip(actions, answers) where !action.isDryRun {
            switch answer {
            case .done(let message) where !message.isEmpty && !message.hasSuffix(" unchanged"):
                let isDeletion = message == "pruned"
                let key = action.object.key
                emit(.resourceUpdated, id, isDeletion ? "\(key.kind)/\(key.name) deleted" : message)
            case .done: break
            case .failed(let reason):
                let key = action.object.key
                emit(.resourceUpdated, id, "\(key.kind)/\(key.name) failed: \(reason)")
            }
        }
    }

    /// Stores the operation's state, unless somebody wants it to stop: that wish is kept.
    private func save(_ state: OperationState, _ id: ApplicationID) async throws -> OperationState {
        let result = try await store.update(id) { stored in
            guard var next = stored else { return }
            var state = state
            if next.status.operationState?.phase == .terminating, state.phase == .running { state.phase = .terminating }
            guard next.status.operationState != state else { return }
            next.status.operationState = state
            stored = next
        }
        return result?.status.operationState ?? state
    }

    // MARK: - The end

    private func finish(
        _ application: Application, _ state: OperationState, _ operation: SyncOperation, ranWave: Bool
    ) async throws -> Outcome {
        if operation.phase.isCompleted { return try await end(application, state, operation.phase, operation.message) }
        var state = state
        state.message = operation.message
        _ = try await save(state, application.id)
        let pause = ranWave ? max(settings.waveDelay, settings.operationPollInterval) : settings.operationPollInterval
        return Outcome(application: try await store.application(application.id), requeueAfter: pause)
    }

    /// Ends an attempt: for good, or until the next one.
    private func end(
        _ application: Application, _ final: OperationState, _ phase: OperationPhase, _ message: String
    ) async throws -> Outcome {
        let now = clock.now
        var state = final
        let wasTerminated = state.phase == .terminating
        state.finishedAt = now
        state.message = message
        var requeue: Duration? = .zero
        let retry = state.operation.retry
        let mayRetry = retry.map { $0.limit < 0 || state.retryCount < $0.limit } ?? false
        if phase != .succeeded, mayRetry, !wasTerminated {
            let delay = (retry ?? RetryPolicy(limit: 0)).delay(after: state.retryCount)
            state.phase = .running
            state.retryCount += 1
            state.message = "\(message). Retrying attempt #\(state.retryCount) at \(now + delay)."
            requeue = delay
        } else {
            state.phase = phase
        }
        let ended = state
        let result = try await store.update(application.id) { stored in
            guard var next = stored else { return }
            next.status.operationState = ended
            if ended.phase == .succeeded, !ended.operation.isDryRun, ended.operation.resources.isEmpty {
                next.status.recordHistory(of: ended, limit: next.spec.revisionHistoryLimit, now: now)
            }
            stored = next
        }
        emit(state.phase.isCompleted ? .operationCompleted : .operationRetried, application.id, state.message)
        return Outcome(application: result, requeueAfter: requeue)
    }

    private func sharedResource(
        _ application: Application, _ state: OperationState, _ comparison: ApplicationComparison
    ) -> String? {
        guard syncOptions(application, state).contains("FailOnSharedResource=true"),
            let shared = comparison.conditions.first(where: { $0.type == .sharedResourceWarning })
        else { return nil }
        return "Shared resource found: \(shared.message)"
    }
}
