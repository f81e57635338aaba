import KubeModel

extension SyncPass {
    /// Takes in what became of a batch.
    mutating func settle(_ batch: SyncBatch, _ answers: [SyncAnswer]) {
        for (position, index) in batch.tasks.enumerated() {
            let answer = position < answers.count ? answers[position] : .failed("no answer")
            settle(batch.work, index, answer)
        }
    }

    private mutating func settle(_ work: SyncBatch.Work, _ index: Int, _ answer: SyncAnswer) {
        switch work {
        case .freeLeftover, .freeEnded: settleFinalizer(work, index, answer)
        case .prune:
            if case .failed(let reason) = answer {
                run = .failed
                set(index, .syncFailed, .failed, reason)
            } else {
                set(index, .pruned, .succeeded, "pruned")
            }
        case .deleteLeftover:
            if case .failed(let reason) = answer {
                run = .failed
                set(index, tasks[index].code, .error, "failed to delete resource: \(reason)")
            } else if run != .failed {
                run = .pending
            }
        case .apply: settleApply(index, answer)
        case .dryRun: settleDryRun(index, answer)
        case .deleteEnded:
            if case .failed(let reason) = answer {
                set(index, tasks[index].code, .error, "failed to delete resource: \(reason)")
            }
        case .terminate:
            if case .failed(let reason) = answer {
                run = .failed
                set(index, tasks[index].code, .failed, "Failed to delete: \(reason)")
            } else {
                set(index, tasks[index].code, .failed, "Terminated")
            }
        }
    }

    private mutating func settleFinalizer(_ work: SyncBatch.Work, _ index: Int, _ answer: SyncAnswer) {
        if case .failed(let reason) = answer {
            if work == .freeLeftover || terminates { run = .failed }
            set(index, tasks[index].code, .error, "Failed to remove hook finalizer: \(reason)")
        } else {
            tasks[index].live?.finalizers.removeAll { $0 == Annotations.hookFinalizer }
        }
    }

    private mutating func settleApply(_ index: Int, _ answer: SyncAnswer) {
        hasApplied = true
        tasks[index].replacedUID = nil
        switch answer {
        case .done(let message):
            tasks[index].isFresh = true
            set(index, .synced, .running, message)
        case .failed(let reason):
            run = .failed
            set(index, .syncFailed, .failed, reason)
        }
    }

    private mutating func settleDryRun(_ index: Int, _ answer: SyncAnswer) {
        switch answer {
        case .done where settings.dryRun: set(index, .synced, .succeeded, "")
        case .done: break
        case .failed(let reason):
            run = .failed
            set(index, .syncFailed, .failed, reason)
        }
    }
}
