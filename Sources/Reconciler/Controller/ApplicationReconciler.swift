import Diff
import KubeClient
import KubeModel
import Values

/// One look at one application: what is stored, desired and live comes in, the next step is done and stored.
///
/// Level-based: it never asks why it was called. Everything it decides from is in the store or in the cluster.
struct ApplicationReconciler: Sendable {
    /// What is to come after a pass.
    struct Outcome {
        /// The application as it is now; nil where it is gone.
        var application: Application?
        /// When to look again at the latest, beside the regular poll; nil where nothing is under way.
        var requeueAfter: Duration?
    }

    let store: any ApplicationStore
    let sources: any ManifestSource
    let cluster: LiveCluster
    let clock: ReconcilerClock
    let comparer: ApplicationComparer
    let events: any EventSink
    let settings: ControllerSettings
    let permissions: any ProjectPermissions
    let cache = ComparisonCache()

    /// Does what is next for an application.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - refresh: how thoroughly to look; nil to look up no revisions where that is not needed.
    func pass(_ id: ApplicationID, refresh: RefreshKind?) async throws -> Outcome {
        guard var application = try await store.application(id) else {
            cache.forget(id)
            return Outcome(application: nil, requeueAfter: nil)
        }
        if application.object.annotation(Annotations.skipReconcile) == "true" {
            return Outcome(application: application, requeueAfter: nil)
        }
        if application.isBeingDeleted { return try await delete(application) }

        application = try await begin(application)
        let level = [refresh, application.requestedRefresh].compactMap { $0 }.max()
        var requeueAfter: Duration?
        if application.status.operationState?.phase.isRunning ?? false {
            let step = try await operate(application, relists: level != nil)
            application = step.application ?? application
            requeueAfter = step.requeueAfter
        }
        let judged = try await judge(application, refresh: level)
        return try await conclude(application, judged, requeueAfter: requeueAfter)
    }

    /// Takes up an operation that somebody asked for.
    private func begin(_ application: Application) async throws -> Application {
        guard let operation = application.operation,
            !(application.status.operationState?.phase.isRunning ?? false)
        else { return application }
        let now = clock.now
        let result = try await store.update(application.id) { stored in
            guard var next = stored, let operation = next.operation else { return }
            next.operation = nil
            next.status.operationState = OperationState(operation, startedAt: now)
            stored = next
        }
        let who =
            operation.isAutomated
            ? "automated sync" : "sync" + (operation.username.isEmpty ? "" : " by \(operation.username)")
        emit(.operationStarted, application.id, "\(who) has begun")
        return result ?? application
    }

    func emit(_ kind: ApplicationEvent.Kind, _ id: ApplicationID, _ message: String) {
        events.record(ApplicationEvent(kind, id, message, at: clock.now))
    }

    // MARK: - Comparing

    /// A comparison, or why there is none.
    struct Judgement {
        var comparison: ApplicationComparison?
        var conditions: [ApplicationCondition]
    }

    private func judge(_ application: Application, refresh: RefreshKind?) async throws -> Judgement {
        if let problem = invalidSpec(application) {
            return Judgement(comparison: nil, conditions: [ApplicationCondition(.invalidSpecError, problem)])
        }
        do {
            let comparison = try await compare(application, refresh: refresh)
            return Judgement(comparison: comparison, conditions: comparison.conditions)
        } catch {
            // A controller that is being stopped knows nothing new about its applications.
            try Task.checkCancellation()
            let text = "Failed to load target state: \(error)"
            return Judgement(comparison: nil, conditions: [ApplicationCondition(.comparisonError, text)])
        }
    }

    private func invalidSpec(_ application: Application) -> String? {
        let spec = application.spec
        if spec.sources.isEmpty { return "spec.source or spec.sources is required" }
        for source in spec.sources where source.repoURL.isEmpty {
            return "spec.source.repoURL and either source.path, source.chart, or source.ref are required"
        }
        let destination = spec.destination
        if destination.server.isEmpty, destination.name.isEmpty {
            return "Destination server missing from app spec: set spec.destination.server or spec.destination.name"
        }
        if !destination.server.isEmpty, !destination.name.isEmpty {
            return "application destination can't have both name and server defined: "
                + "\(destination.name) \(destination.server)"
        }
        return permissions.refusal(of: application)
    }

    /// Compares an application with the cluster.
    ///
    /// - Parameters:
    ///   - application: the application.
    ///   - sources: sources that take the place of its own.
    ///   - revisions: revisions to compare with; empty for those that the sources ask for.
    ///   - refresh: how thoroughly to look at the sources.
    ///   - relists: whether to read the cluster anew where no watch follows it; nil for whenever the sources are looked at.
    func compare(
        _ application: Application, sources: [ApplicationSource]? = nil, revisions: [String] = [],
        refresh: RefreshKind?, relists: Bool? = nil
    ) async throws -> ApplicationComparison {
        if relists ?? (refresh != nil) { try await cluster.refresh() }
        let rendered = try await render(application, sources: sources, revisions: revisions, refresh: refresh)
        let name = comparer.trackingName(application.id)
        let live = try await cluster.objects(of: name, targets: rendered.targets.objects)
        if sources == nil, refresh != .hard,
            let known = cache.comparison(application, rendered.manifests.revisions, live)
        {
            return known
        }
        let comparison = try comparer.compare(
            application, targets: rendered.targets, live: live, manifests: rendered.manifests)
        if sources == nil { cache.store(comparison, for: application, live) }
        return comparison
    }

    private func render(
        _ application: Application, sources: [ApplicationSource]?, revisions: [String], refresh: RefreshKind?
    ) async throws -> ComparisonCache.Rendered {
        let sources = sources ?? application.spec.sources
        let destination = application.spec.destination.namespace
        let catalog = try await cluster.catalog()
        var request = ManifestRequest(
            application: application, sources: sources, revisions: revisions, refresh: refresh ?? .normal,
            kubeVersion: try await cluster.kubeVersion(), apiVersions: catalog.apiVersions)
        if request.revisions.isEmpty { request.revisions = try await current(application, request, refresh) }
        if refresh != .hard, let known = cache.rendered(application.id, sources, request.revisions, destination) {
            return known
        }
        let manifests = try await self.sources.manifests(for: request)
        let targets = TargetObjects(
            manifests.objects, application: comparer.trackingName(application.id), namespace: destination,
            scopes: KindScopes(catalog), tracking: comparer.tracking)
        let rendered = ComparisonCache.Rendered(
            sources: sources, destination: destination, manifests: manifests, targets: targets)
        cache.store(rendered, for: application.id)
        return rendered
    }

    /// The revisions that the sources stand at: looked up, or known from the last time where that will do.
    private func current(
        _ application: Application, _ request: ManifestRequest, _ refresh: RefreshKind?
    ) async throws -> [String] {
        let status = application.status.sync
        if refresh == nil, status.status != .unknown, !status.allRevisions.isEmpty,
            status.comparedSources == application.spec.sources
        {
            return status.allRevisions
        }
        return try await sources.revisions(for: request)
    }
}
