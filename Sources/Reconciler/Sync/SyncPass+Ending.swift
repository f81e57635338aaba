import KubeModel

extension SyncPass {
    /// The wave was carried out as far as it goes; gives the wave to report, or moves on where it failed.
    mutating func waveDone() -> SyncWave? {
        if run == .failed {
            failWave()
            return nil
        }
        guard let first = wave.first else {
            stage = .observe
            return nil
        }
        awaitsWave = true
        return SyncWave(phase: tasks[first].phase, wave: tasks[first].wave, isFinal: isFinalWave)
    }

    mutating func waveAnswered(_ answers: [SyncAnswer]) {
        if case .failed(let reason) = answers.first {
            queue.append(SyncBatch(work: .deleteEnded, tasks: hooksToDelete.failed))
            return finish(.error, "SyncWaveHook failed: \(reason)")
        }
        if run == .pending {
            let leftovers = wave.filter { tasks[$0].isDeletedBeforeCreation }
            return finish(.running, confirmation ?? deletionMessage(leftovers))
        }
        if hasRemaining { return finish(.running, waitingMessage(wave)) }
        queue.append(SyncBatch(work: .deleteEnded, tasks: hooksToDelete.succeeded))
        finish(.succeeded, "successfully synced (all tasks run)")
    }

    // MARK: - Failure

    /// Something that was applied before has failed.
    mutating func fail() {
        queue.append(SyncBatch(work: .deleteEnded, tasks: hooksToDelete.failed))
        let failureHooks = tasks.indices.filter { tasks[$0].phase == .syncFail }
        let due = failureHooks.filter { tasks[$0].isPending }
        if due.isEmpty {
            let regular = tasks.indices.filter { tasks[$0].phase != .syncFail }
            var message = "one or more synchronization tasks completed unsuccessfully" + reasons(regular)
            if failureHooks.contains(where: { tasks[$0].code == .syncFailed }) {
                message += "\none or more SyncFail hooks failed" + reasons(failureHooks)
            }
            return finish(.failed, message)
        }
        stage = .fail
        wave = due
        enqueue(run: due)
    }

    /// The hooks for failures were started.
    mutating func failDone() { finishFailure(wave) }

    /// Something in the wave could not be applied: hooks for failures start at once, what runs is waited for.
    private mutating func failWave() {
        queue.append(SyncBatch(work: .deleteEnded, tasks: hooksToDelete.failed))
        stage = .failWave
        let due = tasks.indices.filter { tasks[$0].phase == .syncFail && tasks[$0].isPending }
        if !due.isEmpty {
            enqueue(run: due)
        }
    }

    mutating func failWaveDone() {
        let running = wave.filter { tasks[$0].isRunning }
        let failureHooks = tasks.indices.filter { tasks[$0].phase == .syncFail }
        if running.isEmpty, failureHooks.isEmpty {
            return finish(.failed, "one or more objects failed to apply" + reasons(wave))
        }
        finishFailure(running + failureHooks)
    }

    private mutating func finishFailure(_ indices: [Int]) {
        let leftovers = indices.filter { tasks[$0].isDeletedBeforeCreation }
        finish(.running, leftovers.isEmpty ? waitingMessage(indices) : deletionMessage(leftovers))
    }

    // MARK: - Termination

    mutating func startTermination() {
        let running = tasks.indices.filter { tasks[$0].isHook && tasks[$0].isRunning && tasks[$0].live != nil }
        stage = .terminate
        wave = running
        queue.append(SyncBatch(work: .freeEnded, tasks: running.filter { hasHookFinalizer(tasks[$0].live) }))
        var doomed: [Int] = []
        for index in running {
            guard let live = tasks[index].live else { continue }
            let state = hookState(live, health.health(of: live))
            if state.phase == .running {
                doomed.append(index)
            } else {
                set(index, tasks[index].code, state.phase, state.message)
            }
        }
        queue.append(SyncBatch(work: .terminate, tasks: doomed))
    }

    mutating func finishTermination() {
        if run == .failed {
            finish(.error, "Operation termination had errors")
        } else {
            finish(.failed, "Operation terminated")
        }
    }

    // MARK: - Sentences

    /// `, reason: …` with what is said of tasks that could not be applied; empty where there are none.
    func reasons(_ indices: [Int]) -> String {
        var messages: [String] = []
        for index in indices where tasks[index].code == .syncFailed && !messages.contains(tasks[index].message) {
            messages.append(tasks[index].message)
        }
        return messages.isEmpty ? "" : ", reason: " + messages.joined(separator: ",")
    }

    func waitingMessage(_ indices: [Int]) -> String {
        let hooks = indices.filter { tasks[$0].isHook }
        guard let first = hooks.first ?? indices.first else { return outcome.message }
        let what = hooks.isEmpty ? "healthy state of" : "completion of hook"
        let more = hooks.count == indices.count ? "hooks" : "resources"
        return "waiting for \(what) \(tasks[first].displayName)" + andMore(indices.count - 1, more)
    }

    func deletionMessage(_ indices: [Int]) -> String {
        let hooks = indices.filter { tasks[$0].isHook }
        guard let first = hooks.first ?? indices.first else { return outcome.message }
        let what = hooks.isEmpty ? "deletion of" : "deletion of hook"
        let more = hooks.count == indices.count ? "hooks" : "resources"
        return "waiting for \(what) \(tasks[first].displayName)" + andMore(indices.count - 1, more)
    }

    private func andMore(_ count: Int, _ noun: String) -> String { count > 0 ? " and \(count) more \(noun)" : "" }
}
