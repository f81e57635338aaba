import KubeModel

extension SyncPass {
    mutating func start() {
        if terminates { return startTermination() }
        if !refusals.isEmpty {
            for (index, reason) in refusals.sorted(by: { $0.key < $1.key }) { set(index, .syncFailed, nil, reason) }
            let reasons = Set(refusals.values).sorted().joined(separator: ",")
            return finish(.failed, "one or more synchronization tasks are not valid: \(reasons)")
        }
        guard isFirst else {
            stage = .observe
            return
        }
        // Nothing can be tried in a namespace that does not exist.
        let creation = tasks.firstIndex { task in
            task.live == nil && task.target.map { isNamespace($0, named: namespaceName) } ?? false
        }
        stage = .createNamespace
        if let creation {
            wave = [creation]
            enqueue(run: [creation])
        }
    }

    mutating func namespaceCreated() {
        if run == .failed {
            return finish(.failed, "the namespace failed to apply" + reasons(wave))
        }
        let due = outOfSync(tasks.indices.filter { !wave.contains($0) })
        wave = []
        stage = .dryRun
        enqueue(run: due, dryRun: true)
    }

    mutating func dryRunDone() {
        if run == .failed { return finish(.failed, "one or more objects failed to apply (dry run)") }
        stage = .observe
    }

    /// Looks at what was applied before, waits where that is due, and starts the next wave.
    mutating func observe() {
        refreshRunning()
        if waitForRunning() || waitForDeletion() { return }
        let ended = onePerObject(
            tasks.indices.filter { tasks[$0].isHook && tasks[$0].isCompleted && hasHookFinalizer(tasks[$0].live) })
        if !settings.dryRun, !ended.isEmpty, !hasFreedEnded {
            hasFreedEnded = true
            queue.append(SyncBatch(work: .freeEnded, tasks: ended))
            return
        }
        let hooks = tasks.indices.filter {
            tasks[$0].isHook && tasks[$0].live != nil && !tasks[$0].isRunning && !settings.dryRun
        }
        hooksToDelete = (
            onePerObject(hooks.filter { tasks[$0].hasPolicy(.hookSucceeded) }),
            onePerObject(hooks.filter { tasks[$0].hasPolicy(.hookFailed) })
        )
        let regular = tasks.indices.filter { tasks[$0].phase != .syncFail }
        if regular.contains(where: { tasks[$0].isCompleted && !tasks[$0].isSuccessful }) { return fail() }
        let pending = outOfSync(regular.filter { tasks[$0].isPending })
        guard let first = pending.first, let last = pending.last else {
            queue.append(SyncBatch(work: .deleteEnded, tasks: hooksToDelete.succeeded))
            return finish(.succeeded, "successfully synced (no more tasks)")
        }
        startWave(first, last, pending)
    }

    private mutating func startWave(_ first: Int, _ last: Int, _ pending: [Int]) {
        let phase = tasks[first].phase
        let number = tasks[first].wave
        isFinalWave = tasks[last].phase == phase && tasks[last].wave == number
        wave = pending.filter { tasks[$0].phase == phase && tasks[$0].wave == number }
        hasRemaining = wave.count < pending.count || wave.contains { tasks[$0].isHook }
        stage = .runWave
        enqueue(run: wave)
    }

    private mutating func refreshRunning() {
        for index in tasks.indices where tasks[index].isRunning && !tasks[index].isFresh {
            guard let live = tasks[index].live else { continue }
            let verdict = health.health(of: live)
            let code = tasks[index].code
            if tasks[index].isHook {
                let state = hookState(live, verdict)
                set(index, code, state.phase, state.message)
                continue
            }
            switch verdict?.status {
            case nil: set(index, code, .succeeded, "")
            case .healthy: set(index, code, .succeeded, verdict?.message ?? "")
            case .degraded: set(index, code, .failed, verdict?.message ?? "")
            default: break
            }
        }
    }

    /// How far a hook has come, from its health.
    func hookState(_ live: KubeObject, _ verdict: ResourceHealth?) -> Outcome {
        guard let verdict else { return Outcome(phase: .succeeded, message: "\(live.name) created") }
        if verdict.isFailure {
            return Outcome(phase: .error, message: "failed to get resource health: \(verdict.message)")
        }
        switch verdict.status {
        case .unknown, .degraded: return Outcome(phase: .failed, message: verdict.message)
        case .progressing, .suspended: return Outcome(phase: .running, message: verdict.message)
        case .healthy, .missing: return Outcome(phase: .succeeded, message: verdict.message)
        }
    }

    /// Waits for hooks always, and for plain objects where something comes after them.
    private mutating func waitForRunning() -> Bool {
        guard let first = tasks.first, let last = tasks.last else { return false }
        let isMultiStep = first.phase != last.phase || first.wave != last.wave
        let running = tasks.indices.filter { tasks[$0].isRunning && (isMultiStep || tasks[$0].isHook) }
        guard !running.isEmpty else { return false }
        finish(.running, waitingMessage(running))
        for index in running where tasks[index].live == nil && !tasks[index].isFresh {
            let reason = "Resource \(tasks[index].displayName) is missing, it might have been deleted"
            set(index, .syncFailed, .error, reason)
        }
        return true
    }

    private mutating func waitForDeletion() -> Bool {
        let going = tasks.indices.filter { tasks[$0].code == .pruned && tasks[$0].live?.deletionTimestamp != nil }
        guard !going.isEmpty else { return false }
        finish(.running, deletionMessage(going))
        return true
    }

    /// Tasks whose object differs, where only those are wanted.
    private func outOfSync(_ indices: [Int]) -> [Int] {
        guard settings.applyOutOfSyncOnly else { return indices }
        return indices.filter { index in
            let task = tasks[index]
            return task.isHook || task.isModified || task.target == nil || task.live == nil
        }
    }

    /// A hook of several phases is one object still.
    private func onePerObject(_ indices: [Int]) -> [Int] {
        var seen: Set<ObjectKey> = []
        return indices.filter { seen.insert(tasks[$0].object.key).inserted }
    }
}
