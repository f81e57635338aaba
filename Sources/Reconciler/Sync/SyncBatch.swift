import KubeModel

/// Requests of one kind that may be carried out at once.
struct SyncBatch: Sendable {
    enum Work {
        /// Takes the finalizer off left-over hooks before they run anew.
        case freeLeftover
        case prune
        /// Deletes left-over hooks before they run anew.
        case deleteLeftover
        case apply
        case dryRun
        /// Takes the finalizer off hooks that have ended.
        case freeEnded
        /// Deletes hooks that have ended.
        case deleteEnded
        /// Deletes hooks because the sync is to stop.
        case terminate
    }

    var work: Work
    var tasks: [Int]
}

extension SyncPass {
    /// Queues what it takes to carry tasks out: deletions, then left-over hooks, then kind after kind.
    mutating func enqueue(run indices: [Int], dryRun: Bool = false) {
        run = .successful
        hasApplied = false
        let isDry = dryRun || settings.dryRun
        let prunes = indices.filter { tasks[$0].isPrune }
        let applies = indices.filter { !tasks[$0].isPrune }
        if isDry {
            for index in prunes where settings.dryRun { settlePruneWithoutRequest(index, isDry: true) }
            queue.append(SyncBatch(work: .dryRun, tasks: applies.filter { !tasks[$0].skipsDryRun }))
            return
        }
        let leftovers = applies.filter { tasks[$0].isHook && tasks[$0].isPending && hasHookFinalizer(tasks[$0].live) }
        queue.append(SyncBatch(work: .freeLeftover, tasks: leftovers))
        queue.append(SyncBatch(work: .prune, tasks: prunes))
        queue.append(SyncBatch(work: .deleteLeftover, tasks: applies.filter { tasks[$0].isDeletedBeforeCreation }))
        var group: [Int] = []
        for index in applies {
            if let first = group.first, tasks[first].object.kind != tasks[index].object.kind {
                queue.append(SyncBatch(work: .apply, tasks: group))
                group = []
            }
            group.append(index)
        }
        queue.append(SyncBatch(work: .apply, tasks: group))
    }

    /// Whether a queued batch still has its turn; a wave stops where something failed or must be waited for.
    mutating func isDue(_ batch: SyncBatch) -> Bool {
        switch batch.work {
        case .prune:
            guard run == .successful else { return false }
            return preparePrune(batch)
        case .deleteLeftover: return run == .successful
        // A group that fails does not stop the groups after it, but deletions before them do.
        case .apply: return run == .successful || hasApplied
        case .freeLeftover, .dryRun, .freeEnded, .deleteEnded, .terminate: return true
        }
    }

    /// Settles the deletions that need no request, and queues the rest.
    private mutating func preparePrune(_ batch: SyncBatch) -> Bool {
        if !settings.pruneConfirmed, let name = confirmationNeeded(batch.tasks) {
            run = .pending
            confirmation = "waiting for pruning confirmation of \(name)"
            return false
        }
        let due = batch.tasks.filter { index in
            !settlePruneWithoutRequest(index, isDry: false)
        }
        guard due.count < batch.tasks.count else { return true }
        queue.insert(SyncBatch(work: .prune, tasks: due), at: 0)
        return false
    }

    private func confirmationNeeded(_ indices: [Int]) -> String? {
        let names = indices.filter { pruneRule(tasks[$0]) == .confirm }.map { tasks[$0].displayName }
        guard let first = names.first else { return nil }
        return names.count > 1 ? "\(first) and \(names.count - 1) more resources" : first
    }

    private func pruneRule(_ task: SyncTask) -> PruneRule {
        SyncOptions(of: task.live).prune ?? settings.defaultPruneRule
    }

    @discardableResult
    private mutating func settlePruneWithoutRequest(_ index: Int, isDry: Bool) -> Bool {
        if tasks[index].isCompleted { return true }
        if !settings.prune {
            set(index, .pruneSkipped, .succeeded, "ignored (requires pruning)")
        } else if pruneRule(tasks[index]) == .never {
            set(index, .pruneSkipped, .succeeded, "ignored (no prune)")
        } else if isDry {
            set(index, .pruned, .succeeded, "pruned (dry run)")
        } else if tasks[index].live?.deletionTimestamp != nil {
            // Deleting it once more would only make work.
            set(index, .pruned, .succeeded, "pruned")
        } else {
            return false
        }
        return true
    }

    func hasHookFinalizer(_ object: KubeObject?) -> Bool {
        object?.finalizers.contains(Annotations.hookFinalizer) ?? false
    }

    /// The request for one task.
    func action(_ work: SyncBatch.Work, _ index: Int) -> SyncAction {
        let task = tasks[index]
        let live = task.live ?? task.object
        switch work {
        case .prune:
            return SyncAction(
                verb: .prune(settings.prunePropagation), object: live, live: task.live, isDryRun: false)
        case .deleteLeftover, .deleteEnded, .terminate:
            return SyncAction(
                verb: .delete(settings.prunePropagation), object: live, live: task.live, isDryRun: false)
        case .freeLeftover, .freeEnded:
            return SyncAction(verb: .removeHookFinalizer, object: live, live: task.live, isDryRun: false)
        case .apply, .dryRun:
            let isDry = work == .dryRun
            return SyncAction(
                verb: applyVerb(task, isDryRun: isDry), object: task.object, live: task.live, isDryRun: isDry)
        }
    }

    private func applyVerb(_ task: SyncTask, isDryRun: Bool) -> SyncAction.Verb {
        let own = SyncOptions(of: task.target)
        let theirs = SyncOptions(of: task.live)
        let validate = settings.validate && !own.contains("Validate=false")
        let force = settings.force || own.contains("Force=true")
        if settings.replace || own.contains("Replace=true") || theirs.contains("Replace=true") {
            guard task.live != nil else { return .create(validate: validate) }
            // Replacing a definition or a namespace could take everything in it along.
            if isDefinition(task.object) || task.object.kind == "Namespace" { return .update }
            return .replace(force: force)
        }
        let serverSide =
            !isDryRun && !own.contains("ServerSideApply=false")
            && (settings.serverSideApply || own.contains("ServerSideApply=true"))
        return .apply(.init(force: force, serverSide: serverSide, validate: validate))
    }
}
