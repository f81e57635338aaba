import KubeModel
import Reconciler
import Values

/// The common part of the sync cases: what is wanted, what is there, what is asked.
struct SyncScenario {
    static let revision = "abcdef0123456789"
    static let startedAt = Timestamp(seconds: 1_700_000_000)
    static let clusterKinds: Set<String> = [
        "Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "PersistentVolume",
        "StorageClass", "IngressClass", "APIService", "PodSecurityPolicy",
    ]

    let namespace: String
    let desired: [KubeObject]
    var live: [KubeObject]
    let options: Value
    var settings = SyncSettings()

    init(_ item: Value) throws {
        let namespace = item["namespace"]?.stringValue ?? ""
        self.namespace = namespace
        desired = try (item["desired"]?.arrayValue ?? []).map { try KubeObject($0) }
        live = try (item["live"]?.arrayValue ?? []).map { value in
            var object = try KubeObject(value)
            if object.namespace.isEmpty, !SyncScenario.clusterKinds.contains(object.kind) {
                object.namespace = namespace
            }
            return object
        }
        options = item["options"] ?? .object(Object())
        func flag(_ name: String) -> Bool { options[name]?.boolValue ?? false }
        settings.prune = flag("prune")
        settings.pruneLast = flag("pruneLast")
        settings.pruneConfirmed = flag("pruneConfirmed")
        settings.defaultPruneRule = options["defaultPruneOption"]?.stringValue.flatMap(PruneRule.init) ?? .always
        settings.dryRun = flag("dryRun")
        settings.skipHooks = flag("skipHooks")
        settings.force = flag("force")
        settings.replace = flag("replace")
        settings.serverSideApply = flag("serverSideApply")
        settings.validate = options["validate"]?.boolValue ?? true
        settings.skipDryRunOnMissingResource = flag("skipDryRunOnMissingResource")
        settings.createNamespace = flag("createNamespace")
        settings.applyOutOfSyncOnly = flag("applyOutOfSyncOnly")
    }

    private func names(_ option: String) -> Set<String>? {
        options[option]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
    }

    var environment: SyncEnvironment {
        let refused = names("notPermitted") ?? []
        return SyncEnvironment(
            isServed: { $0.kind != "Widget" },
            refusal: { object in
                let name = "\(object.kind)/\(object.name)"
                return refused.contains(name) ? "resource \(name) is not permitted in project" : nil
            })
    }

    /// Pairs what is wanted with what is there.
    var state: SyncState {
        var rest = live
        var pairs: [SyncPair] = []
        let modified = names("modified") ?? []
        let selected = names("selected")
        func isSelected(_ object: KubeObject) -> Bool { selected?.contains("\(object.kind)/\(object.name)") ?? true }
        for object in desired where HookKind(of: object) == .none {
            let match = rest.firstIndex { candidate in
                candidate.gvk.groupKind == object.gvk.groupKind && candidate.name == object.name
                    && (candidate.namespace.isEmpty
                        || candidate.namespace == (object.namespace.isEmpty ? namespace : object.namespace))
            }
            let found = match.map { rest.remove(at: $0) }
            pairs.append(
                SyncPair(
                    target: object, live: found,
                    isModified: found == nil || modified.contains("\(object.kind)/\(object.name)"),
                    isSelected: isSelected(object)))
        }
        for object in rest { pairs.append(SyncPair(target: nil, live: object, isSelected: isSelected(object))) }
        return SyncState(
            pairs: pairs, hooks: desired.filter { HookKind(of: $0).isHook }, namespace: namespace,
            liveNamespace: live.first { $0.kind == "Namespace" && $0.name == namespace })
    }
}
