public import Diff
import KubeModel
import Values

/// Compares applications with the cluster.
///
/// A pure function of what is desired and what is there; see ``compare(_:targets:live:manifests:)``.
public struct ApplicationComparer: Sendable {
    /// How objects are marked.
    public var tracking: ResourceTracking
    /// Judges live objects.
    public var health: any HealthCheck
    /// Settings for all applications by `GROUP/KIND`.
    public var resourceOverrides: [String: ResourceOverride]
    /// The namespace of applications whose objects are marked with the bare name.
    public var controlNamespace: String

    /// A comparer.
    ///
    /// - Parameters:
    ///   - tracking: how objects are marked.
    ///   - health: judges live objects.
    ///   - resourceOverrides: settings for all applications by `GROUP/KIND`; unless said otherwise no status counts.
    ///   - controlNamespace: the namespace of applications whose objects are marked with the bare name.
    public init(
        tracking: ResourceTracking = ResourceTracking(), health: any HealthCheck = HealthAssessor(),
        resourceOverrides: [String: ResourceOverride] = ResourceOverride.argoCDDefaults,
        controlNamespace: String = "argocd"
    ) {
        self.tracking = tracking
        self.health = health
        self.resourceOverrides = resourceOverrides
        self.controlNamespace = controlNamespace
    }

    /// The name by which an application's objects are marked: its own, with its namespace before it where that is
    /// not the controller's.
    public func trackingName(_ id: ApplicationID) -> String {
        id.namespace.isEmpty || id.namespace == controlNamespace ? id.name : "\(id.namespace)_\(id.name)"
    }

    /// The application that objects with a mark belong to.
    public func application(trackedAs name: String) -> ApplicationID {
        guard let mark = name.firstIndex(of: "_") else { return ApplicationID(namespace: controlNamespace, name: name) }
        return ApplicationID(namespace: String(name[..<mark]), name: String(name[name.index(after: mark)...]))
    }

    /// What does not count when an application's objects are compared.
    public func options(for application: Application) -> ComparisonOptions {
        var options = ComparisonOptions()
        options.ignoreDifferences = application.spec.ignoreDifferences.map { IgnoreRule($0.value) }
        options.resourceOverrides = resourceOverrides
        options.trackingMethod = tracking.method
        options.appLabelKey = tracking.labelKey
        if application.spec.syncPolicy.options.contains("ServerSideApply=true") { options.strategy = .structuredMerge }
        return options
    }

    /// Compares an application.
    ///
    /// - Parameters:
    ///   - application: the application.
    ///   - targets: what is desired.
    ///   - live: what is there.
    ///   - manifests: where the desired objects come from.
    /// - Throws: `DiffError` where an ignore rule cannot be understood.
    public func compare(
        _ application: Application, targets: TargetObjects, live: LiveObjects, manifests: Manifests
    ) throws -> ApplicationComparison {
        let diff = try ObjectDiff(options(for: application))
        let name = trackingName(application.id)
        var conditions = manifests.warnings.map { ApplicationCondition(.comparisonError, $0) }
        for (key, count) in targets.repeated {
            let text = "Resource \(key) appeared \(count) times among application resources."
            conditions.append(ApplicationCondition(.repeatedResourceWarning, text))
        }
        var resources: [ApplicationComparison.Resource] = []
        var paired: Set<ObjectKey> = []
        for (key, target) in targets.objects {
            let found = live[key]
            if found != nil { paired.insert(key) }
            let comparison = try diff.compare(desired: target.value, live: found?.value)
            resources.append(
                resource(key, target: target, live: found, isModified: comparison.isModified, name))
            if let owner = found.flatMap({ tracking.owner(of: $0) }), owner != name {
                let text = "\(key.kind)/\(key.name) is part of applications \(application.id) and \(owner)"
                conditions.append(ApplicationCondition(.sharedResourceWarning, text))
            }
        }
        // An object that is served under two groups is live twice.
        let known = Set(resources.compactMap { $0.live?.uid }.filter { !$0.isEmpty })
        let leftovers = live.managed.filter { !paired.contains($0.key) && !known.contains($0.value.uid) }
        for (key, object) in leftovers.sorted(by: { $0.key < $1.key }) {
            resources.append(resource(key, target: nil, live: object, isModified: false, name))
        }
        let health = ApplicationHealth(of: resources.map { contribution($0, application) })
        return ApplicationComparison(
            resources: resources, hooks: targets.hooks, status: overallStatus(resources), health: health,
            conditions: conditions, revisions: manifests.revisions, sourceTypes: manifests.sourceTypes)
    }

    private func resource(
        _ key: ObjectKey, target: KubeObject?, live: KubeObject?, isModified: Bool, _ application: String
    ) -> ApplicationComparison.Resource {
        let object = target ?? live ?? KubeObject(unchecked: .null)
        let kind = HookKind(of: object)
        let isOwn = live.map { isSelfReferenced($0, target: target, application) } ?? true
        let counts = kind == .none && isOwn
        let isSame = target != nil && live != nil && !isModified
        return ApplicationComparison.Resource(
            key: key, target: target, live: live, isModified: isModified || live == nil,
            status: counts ? (isSame ? .synced : .outOfSync) : nil,
            health: live.map { health.health(of: $0) } ?? ResourceHealth(.missing), isHook: kind.isHook,
            requiresPruning: counts && target == nil, isOwn: isOwn)
    }

    /// Whether a live object's mark was made for this very object, and was not copied along by a controller.
    private func isSelfReferenced(_ live: KubeObject, target: KubeObject?, _ application: String) -> Bool {
        guard tracking.method != .label, let id = tracking.trackingID(of: live) else { return true }
        if let target, tracking.trackingID(of: target) == id { return true }
        return (live.namespace.isEmpty || live.namespace == id.object.namespace) && live.name == id.object.name
            && live.kind == id.object.kind && live.gvk.group == id.object.group
    }

    private func overallStatus(_ resources: [ApplicationComparison.Resource]) -> SyncStatusCode {
        for resource in resources where resource.status == .outOfSync {
            let options = HookKind.split(resource.live?.annotation(Annotations.compareOptions))
            if resource.requiresPruning, options.contains("IgnoreExtraneous") { continue }
            return .outOfSync
        }
        return .synced
    }

    private func contribution(
        _ resource: ApplicationComparison.Resource, _ application: Application
    ) -> HealthContribution {
        let isSelf =
            resource.key.kind == "Application" && resource.key.group == "argoproj.io"
            && resource.key.name == application.name && resource.key.namespace == application.namespace
        let isSkipped = resource.target.map { HookKind(of: $0) != .none } ?? false
        let isLiveHook = resource.live.map { HookKind(of: $0).isHook } ?? false
        return HealthContribution(
            key: resource.key, health: resource.live == nil ? nil : resource.health?.status,
            isLive: resource.live != nil, isExcluded: isSelf || isSkipped || isLiveHook || !resource.isOwn,
            ignoresVerdict: resource.live?.annotation(Annotations.ignoreHealthcheck) == "true")
    }
}

extension ApplicationComparison.Resource {
    /// The entry of an application's status.
    var statusEntry: ResourceStatus {
        let object = target ?? live ?? KubeObject(unchecked: .null)
        var entry = ResourceStatus(key: key, version: object.gvk.version)
        entry.status = status
        entry.health = health?.status
        if let message = health?.message, !message.isEmpty { entry.healthMessage = message }
        entry.isHook = isHook
        entry.requiresPruning = requiresPruning
        entry.requiresDeletionConfirmation = SyncOptions(of: live).prune == .confirm
        if let target { entry.syncWave = syncWave(of: target) }
        return entry
    }
}
