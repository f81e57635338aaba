import KubeModel
import Values

/// The kinds whose types the comparison knows: those of Kubernetes' own client, older versions included.
enum KnownKinds {
    /// Groups that the server serves but that its client treats like custom resources.
    private static let excludedGroups: Set<String> = [
        "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
    ]

    /// Older versions by what they are today: today's version, the kinds, the older versions.
    private static let older: [(current: String, kinds: [String], versions: [String])] = [
        ("apps/v1", ["Deployment", "StatefulSet", "ControllerRevision"], ["apps/v1beta1", "apps/v1beta2"]),
        ("apps/v1", ["DaemonSet", "ReplicaSet"], ["apps/v1beta2"]),
        ("apps/v1", ["Deployment", "DaemonSet", "ReplicaSet"], ["extensions/v1beta1"]),
        ("networking.k8s.io/v1", ["NetworkPolicy"], ["extensions/v1beta1"]),
        ("networking.k8s.io/v1", ["IngressClass"], ["networking.k8s.io/v1beta1"]),
        ("batch/v1", ["CronJob"], ["batch/v1beta1"]),
        ("policy/v1", ["PodDisruptionBudget"], ["policy/v1beta1"]),
        ("scheduling.k8s.io/v1", ["PriorityClass"], ["scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1alpha1"]),
        (
            "rbac.authorization.k8s.io/v1", ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
            ["rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1alpha1"]
        ),
        (
            "storage.k8s.io/v1", ["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"],
            ["storage.k8s.io/v1beta1"]
        ),
        (
            "admissionregistration.k8s.io/v1", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
            ["admissionregistration.k8s.io/v1beta1"]
        ),
        ("coordination.k8s.io/v1", ["Lease"], ["coordination.k8s.io/v1beta1"]),
    ]

    private static let aliases: [GroupVersionKind: GroupVersionKind] = {
        var result: [GroupVersionKind: GroupVersionKind] = [:]
        for entry in older {
            for kind in entry.kinds {
                for version in entry.versions {
                    result[GroupVersionKind(apiVersion: version, kind: kind)] =
                        GroupVersionKind(apiVersion: entry.current, kind: kind)
                }
            }
        }
        return result
    }()

    /// The type of an object's kind; nil for custom resources.
    static func node(for object: Value) -> SchemaNode? {
        let kind = KubeObject(unchecked: object).gvk
        guard !excludedGroups.contains(kind.group) else { return nil }
        return Schema.builtIn.node(for: aliases[kind] ?? kind)
    }
}
