import Diff
import KubeClient
import KubeModel
import Values

extension ApplicationReconciler {
    /// The options of the application and of the operation.
    func syncOptions(_ application: Application, _ state: OperationState) -> SyncOptions {
        SyncOptions(application.spec.syncPolicy.options.entries.union(state.operation.options.entries))
    }

    /// What a sync is asked to do.
    func syncSettings(_ application: Application, _ state: OperationState) -> SyncSettings {
        let operation = state.operation
        let options = syncOptions(application, state)
        var settings = SyncSettings()
        settings.prune = operation.prune
        settings.pruneLast = options.contains("PruneLast=true")
        settings.defaultPruneRule = options.prune ?? .always
        settings.pruneConfirmed = isApproved(application, since: state.startedAt)
        settings.dryRun = operation.isDryRun
        settings.skipHooks = operation.usesApplyStrategy || !operation.resources.isEmpty
        settings.force = operation.force
        settings.replace = options.contains("Replace=true")
        settings.serverSideApply = options.contains("ServerSideApply=true")
        settings.validate = !options.contains("Validate=false")
        settings.skipDryRunOnMissingResource = options.contains("SkipDryRunOnMissingResource=true")
        settings.createNamespace = options.contains("CreateNamespace=true")
        settings.managedNamespaceMetadata = application.spec.syncPolicy.managedNamespaceMetadata
        settings.applyOutOfSyncOnly = options.contains("ApplyOutOfSyncOnly=true")
        if options.contains("PrunePropagationPolicy=background") {
            settings.prunePropagation = .background
        } else if options.contains("PrunePropagationPolicy=orphan") {
            settings.prunePropagation = .orphan
        }
        return settings
    }

    /// Whether somebody has agreed to deletions since a moment.
    func isApproved(_ application: Application, since moment: Timestamp?) -> Bool {
        guard let moment, let text = application.object.annotation(Annotations.deletionApproved),
            let approved = Timestamp(text)
        else { return false }
        return approved >= Timestamp(seconds: moment.seconds)
    }

    /// What a sync looks at, from a comparison.
    func syncState(
        _ application: Application, _ state: OperationState, _ comparison: ApplicationComparison,
        _ settings: SyncSettings
    ) async throws -> SyncState {
        let selection = state.operation.resources
        let keepsIgnored = syncOptions(application, state).contains("RespectIgnoreDifferences=true")
        let diff = keepsIgnored ? try ObjectDiff(comparer.options(for: application)) : nil
        let pairs = try comparison.resources.map { resource in
            let isSelected = selection.isEmpty || selection.contains { $0.matches(resource.key) }
            var target = resource.target
            if let diff, let wanted = target, let live = resource.live {
                target?.value = try diff.respectingIgnoredFields(desired: wanted.value, live: live.value)
            }
            return SyncPair(
                target: target, live: resource.live, isModified: resource.isModified,
                isSelected: isSelected && resource.isOwn)
        }
        let namespace = application.spec.destination.namespace
        var live: KubeObject?
        if settings.createNamespace, !namespace.isEmpty { live = try await cluster.namespace(namespace) }
        return SyncState(pairs: pairs, hooks: comparison.hooks, namespace: namespace, liveNamespace: live)
    }

    /// What a sync asks about the world.
    func environment(_ application: Application) async throws -> SyncEnvironment {
        let catalog = try await cluster.catalog()
        let scopes = KindScopes(catalog)
        return SyncEnvironment(
            isServed: { scopes.isServed($0) },
            refusal: { [permissions] object in
                permissions.refusal(of: object, catalog.resource(for: object.gvk), in: application)
            },
            health: comparer.health)
    }
}
