import KubeClient
import KubeModel
import Values

extension ApplicationReconciler {
    /// Brings the deletion of an application one step further: the objects of its last wave first.
    func delete(_ application: Application) async throws -> Outcome {
        guard let cascade = cascade(application) else { return try await release(application) }
        try await cluster.refresh()
        let name = comparer.trackingName(application.id)
        let live = try await cluster.objects(of: name, targets: [])
        let options = application.spec.syncPolicy.options
        let doomed = live.managed.values.filter { isDeletable($0, application, options) }
        if doomed.isEmpty { return try await release(application) }
        let deletedAt = application.object.deletionTimestamp.flatMap { Timestamp($0) }
        if let waiting = doomed.first(where: { needsConfirmation($0, options) }),
            !isApproved(application, since: deletedAt)
        {
            let text = "waiting for deletion confirmation of \(waiting.key)"
            return try await explain(application, text)
        }
        // What is on its way is waited for, wave after wave.
        if doomed.contains(where: { $0.deletionTimestamp != nil }) {
            return Outcome(application: application, requeueAfter: settings.operationPollInterval)
        }
        let last = doomed.map(syncWave(of:)).max() ?? 0
        let wave = doomed.filter { syncWave(of: $0) == last }.sorted { $0.key < $1.key }
        let answers = await ClusterWriter(cluster, parallelism: settings.syncParallelism, clock: clock).perform(
            wave.map { SyncAction(verb: .prune(cascade), object: $0, live: $0, isDryRun: false) })
        for case .failed(let reason) in answers { return try await explain(application, reason) }
        return Outcome(application: application, requeueAfter: .zero)
    }

    /// How dependents are treated; nil where the application's objects stay.
    private func cascade(_ application: Application) -> PropagationPolicy? {
        for finalizer in application.object.finalizers {
            switch finalizer {
            case Annotations.resourcesFinalizer, Annotations.resourcesFinalizer + "/foreground": return .foreground
            case Annotations.resourcesFinalizer + "/background": return .background
            default: continue
            }
        }
        return nil
    }

    /// Definitions stay, because everything of their kind would go with them, whosever it is.
    private func isDeletable(_ object: KubeObject, _ application: Application, _ options: SyncOptions) -> Bool {
        let isSelf =
            object.kind == "Application" && object.gvk.group == "argoproj.io" && object.name == application.name
            && object.namespace == application.namespace
        let own = SyncOptions(of: object)
        let isKept =
            own.contains("Delete=false")
            || (options.contains("Delete=false") && !own.contains("Delete=true") && !own.contains("Delete=confirm"))
            || object.annotation(Annotations.helmResourcePolicy) == "keep"
        return !isSelf && !isDefinition(object) && !isKept
    }

    private func needsConfirmation(_ object: KubeObject, _ options: SyncOptions) -> Bool {
        let own = SyncOptions(of: object)
        if own.contains("Delete=confirm") { return true }
        return options.contains("Delete=confirm") && !own.contains("Delete=true")
    }

    private func explain(_ application: Application, _ text: String) async throws -> Outcome {
        let now = clock.now
        let result = try await store.update(application.id) { stored in
            guard var next = stored else { return }
            var condition = ApplicationCondition(.deletionError, text)
            let known = next.status.conditions.first { $0.type == .deletionError }
            if known?.message == text { return }
            condition.lastTransitionTime = now
            next.status.conditions = next.status.conditions.filter { $0.type != .deletionError } + [condition]
            stored = next
        }
        return Outcome(application: result ?? application, requeueAfter: .seconds(5))
    }

    /// Lets go of an application: its finalizers of ours are removed, and with the last one it is gone.
    private func release(_ application: Application) async throws -> Outcome {
        let result = try await store.update(application.id) { stored in
            guard var next = stored else { return }
            next.object.finalizers.removeAll {
                $0.hasPrefix(Annotations.resourcesFinalizer) || $0.contains("-delete-finalizer.argocd.argoproj.io")
            }
            stored = next.object.finalizers.isEmpty ? nil : next
        }
        if result == nil {
            cache.forget(application.id)
            emit(.deleted, application.id, "Application \(application.name) deleted")
        }
        return Outcome(application: result, requeueAfter: nil)
    }
}
