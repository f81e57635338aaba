import KubeModel
import Values

extension SyncPlan {
    /// Mirrors the waves of deletions, so that what was made last goes first.
    static func reverseDeletions(_ tasks: inout [SyncTask], pruneLast: Bool) {
        let waves = Set(tasks.filter(\.isPrune).map(\.wave)).sorted()
        let mirrored = Dictionary(uniqueKeysWithValues: zip(waves, waves.reversed()))
        for index in tasks.indices where tasks[index].isPrune {
            tasks[index].wave = mirrored[tasks[index].wave] ?? tasks[index].wave
        }
        let last = tasks.reduce(0) { $1.phase == .sync ? max($0, $1.wave) : $0 }
        for index in tasks.indices where tasks[index].isPrune {
            if pruneLast || SyncOptions(of: tasks[index].live).contains("PruneLast=true") {
                tasks[index].wave = last == Int.max ? last : last + 1
            }
        }
    }

    static func sort(_ tasks: inout [SyncTask]) {
        let keyed = tasks.map { ($0, kindRank($0.object.kind), $0.object.name) }
        tasks = keyed.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.0.phase != b.0.phase { return a.0.phase.rank < b.0.phase.rank }
            if a.0.wave != b.0.wave { return a.0.wave < b.0.wave }
            if a.1 != b.1 { return a.1 < b.1 }
            if a.2 != b.2 { return a.2.utf8.lexicographicallyPrecedes(b.2.utf8) }
            return left.offset < right.offset
        }.map(\.element.0)
        pullForward(&tasks) {
            isNamespace($0) ? $0.name : nil
        } need: {
            $0.namespace.isEmpty ? nil : $0.namespace
        }
        pullForward(&tasks) {
            definedKind($0)
        } need: {
            $0.gvk.groupKind
        }
    }

    /// Moves what others depend on before the first that needs it, into its phase and wave.
    private static func pullForward<Key: Hashable>(
        _ tasks: inout [SyncTask], provides: (KubeObject) -> Key?, need: (KubeObject) -> Key?
    ) {
        var first: [Key: Int] = [:]
        for index in tasks.indices {
            guard let target = tasks[index].target else { continue }
            if let key = provides(target) {
                guard let position = first[key] else { continue }
                var task = tasks.remove(at: index)
                task.wave = tasks[position].wave
                task.phase = tasks[position].phase
                tasks.insert(task, at: position)
                first = first.mapValues { $0 >= position ? $0 + 1 : $0 }
            } else if let key = need(target), first[key] == nil {
                first[key] = index
            }
        }
    }
}

/// Whether an object is a namespace, of any name or of the given one.
func isNamespace(_ object: KubeObject, named name: String? = nil) -> Bool {
    object.kind == "Namespace" && object.apiVersion == "v1" && (name == nil || object.name == name)
}

/// Whether an object defines a kind.
func isDefinition(_ object: KubeObject) -> Bool {
    object.kind == "CustomResourceDefinition" && object.gvk.group == "apiextensions.k8s.io"
}

/// The kind that a definition brings.
func definedKind(_ object: KubeObject) -> GroupKind? {
    guard isDefinition(object), let group = object.value["spec", "group"]?.stringValue,
        let kind = object.value["spec", "names", "kind"]?.stringValue
    else { return nil }
    return GroupKind(group: group, kind: kind)
}

/// Where a kind stands within a wave; all that are not listed come last.
func kindRank(_ kind: String) -> Int { kindRanks[kind] ?? kindRanks.count }

private let kindRanks: [String: Int] = {
    let kinds = [
        "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
        "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume",
        "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
        "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod",
        "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job",
        "CronJob", "IngressClass", "Ingress", "APIService",
    ]
    return Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
}()
