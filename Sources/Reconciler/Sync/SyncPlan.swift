import KubeModel
import Values

/// The tasks of a sync in the order in which they are carried out.
///
/// Order is phase, wave, kind and name. A namespace or a definition that something earlier needs moves forward
/// with it; deletions happen in the reverse order of creation.
///
/// ```swift
/// let plan = SyncPlan(state, settings: settings, environment: environment, revision: commit, startedAt: now)
/// for task in plan.tasks { print(task.phase, task.wave, task.object.key) }
/// ```
public struct SyncPlan: Sendable {
    /// The tasks in order.
    public private(set) var tasks: [SyncTask]
    /// Why tasks cannot be carried out, by their position; a plan with any is not carried out at all.
    public private(set) var refusals: [Int: String]

    /// Whether every task can be carried out.
    public var isValid: Bool { refusals.isEmpty }

    /// Plans a sync.
    ///
    /// - Parameters:
    ///   - state: what is wanted and what is there.
    ///   - settings: what the sync is asked to do.
    ///   - environment: what the cluster serves and the project permits.
    ///   - revision: the revision, which names hooks without a name.
    ///   - startedAt: when the sync began, for the same purpose.
    public init(
        _ state: SyncState, settings: SyncSettings, environment: SyncEnvironment, revision: String,
        startedAt: Timestamp
    ) {
        var tasks = SyncPlan.resourceTasks(state, settings)
        if !settings.skipHooks {
            tasks += SyncPlan.hookTasks(state, revision: revision, startedAt: startedAt)
        }
        for index in tasks.indices where tasks[index].target?.namespace.isEmpty ?? false {
            // Objects of the whole cluster get one too: then none can land in a namespace by mistake.
            tasks[index].target?.namespace = state.namespace
        }
        if settings.createNamespace, let task = SyncPlan.namespaceTask(state, settings) { tasks.append(task) }

        var live: [ObjectKey: KubeObject] = [:]
        for pair in state.pairs { if let object = pair.live { live[object.key] = object } }
        for index in tasks.indices where tasks[index].live == nil && !tasks[index].isNamespaceCreation {
            guard var key = tasks[index].target?.key else { continue }
            if let found = live[key] {
                tasks[index].live = found
                continue
            }
            key.namespace = ""
            tasks[index].live = live[key]
        }
        let definitions = SyncPlan.definitions(state)
        var problems: [SyncResult.Key: String] = [:]
        for index in tasks.indices {
            let object = tasks[index].object
            let kind = object.gvk
            if environment.isServed(kind) {
                if let reason = environment.refusal(object) { problems[tasks[index].resultKey] = reason }
            } else if settings.skipDryRunOnMissingResource || definitions.contains(kind.groupKind)
                || SyncOptions(of: tasks[index].target).contains("SkipDryRunOnMissingResource=true")
            {
                tasks[index].skipsDryRun = true
            } else {
                problems[tasks[index].resultKey] = "\(kind.groupKind) \"\" not found"
            }
        }
        SyncPlan.reverseDeletions(&tasks, pruneLast: settings.pruneLast)
        SyncPlan.sort(&tasks)
        self.tasks = tasks
        refusals = [:]
        for (index, task) in tasks.enumerated() { refusals[index] = problems[task.resultKey] }
    }

    private static func resourceTasks(_ state: SyncState, _ settings: SyncSettings) -> [SyncTask] {
        state.pairs.compactMap { pair in
            guard pair.isSelected, let object = pair.target ?? pair.live, HookKind(of: object) == .none else {
                return nil
            }
            // A sync that would make the namespace does not take it away.
            if settings.createNamespace, pair.target == nil, isNamespace(object, named: state.namespace) { return nil }
            return SyncTask(phase: .sync, target: pair.target, live: pair.live, isModified: pair.isModified)
        }
    }

    private static func hookTasks(_ state: SyncState, revision: String, startedAt: Timestamp) -> [SyncTask] {
        var tasks: [SyncTask] = []
        for hook in state.hooks {
            for phase in HookKind(of: hook).phases {
                var target = hook
                if target.name.isEmpty {
                    let short = revision.utf8.count >= 8 ? String(revision.prefix(7)) : revision
                    let suffix = "\(short)-\(phase.rawValue)-\(startedAt.seconds)".lowercased()
                    target.name = hook.generateName + suffix
                }
                if !target.finalizers.contains(Annotations.hookFinalizer) {
                    target.finalizers.append(Annotations.hookFinalizer)
                }
                tasks.append(SyncTask(phase: phase, target: target, live: nil, isHook: true))
            }
        }
        return tasks
    }

    private static func namespaceTask(_ state: SyncState, _ settings: SyncSettings) -> SyncTask? {
        guard !state.namespace.isEmpty else { return nil }
        let targets = state.pairs.compactMap(\.target) + state.hooks
        guard !targets.contains(where: { isNamespace($0, named: state.namespace) }) else { return nil }
        let metadata = settings.managedNamespaceMetadata
        guard metadata != nil || state.liveNamespace == nil else { return nil }
        var target = KubeObject(
            GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: state.namespace)
        if let metadata {
            target.labels = metadata.labels
            // Applied on the server's side, so that labels set by others stay.
            var annotations = metadata.annotations
            let options = annotations[Annotations.syncOptions].map { $0 + "," } ?? ""
            annotations[Annotations.syncOptions] = options + "ServerSideApply=true"
            target.annotations = annotations
        }
        var task = SyncTask(phase: .preSync, target: target, live: state.liveNamespace)
        task.isNamespaceCreation = true
        return task
    }

    /// The kinds that definitions among the desired objects will bring.
    private static func definitions(_ state: SyncState) -> Set<GroupKind> {
        Set((state.pairs.compactMap(\.target) + state.hooks).compactMap(definedKind))
    }
}
