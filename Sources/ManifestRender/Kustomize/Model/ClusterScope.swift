/// Which kinds are known to belong to no namespace; everything else counts as namespaced.
///
/// The kinds are those of Kubernetes 1.21, group and version included, as kustomize knows them.
enum ClusterScope {
    static func isClusterScoped(group: String, version: String, kind: String) -> Bool {
        guard let known = kinds[kind] else { return false }
        return known.group == group && known.versions.contains(version)
    }

    /// Whether kustomize knows without a schema which scope a kind has.
    static func isKnown(group: String, version: String, kind: String) -> Bool {
        isClusterScoped(group: group, version: version, kind: kind)
            || namespacedKinds[group.isEmpty ? version : "\(group)/\(version)"]?.contains(kind[...]) ?? false
    }

    /// Kinds of Kubernetes 1.21 that have a namespace, by `apiVersion`.
    private static let namespacedKinds: [String: Set<Substring>] = {
        let table = [
            "v1": "ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodProxyOptions PodTemplate "
                + "ReplicationController ResourceQuota Secret Service ServiceAccount",
            "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
            "autoscaling/v1": "HorizontalPodAutoscaler Scale", "autoscaling/v2beta1": "HorizontalPodAutoscaler",
            "autoscaling/v2beta2": "HorizontalPodAutoscaler",
            "batch/v1": "CronJob Job", "batch/v1beta1": "CronJob",
            "coordination.k8s.io/v1": "Lease", "coordination.k8s.io/v1beta1": "Lease",
            "discovery.k8s.io/v1": "EndpointSlice", "discovery.k8s.io/v1beta1": "EndpointSlice",
            "events.k8s.io/v1": "Event", "events.k8s.io/v1beta1": "Event", "extensions/v1beta1": "Ingress",
            "networking.k8s.io/v1": "Ingress NetworkPolicy", "networking.k8s.io/v1beta1": "Ingress",
            "policy/v1": "PodDisruptionBudget", "policy/v1beta1": "PodDisruptionBudget",
            "rbac.authorization.k8s.io/v1": "Role RoleBinding",
            "rbac.authorization.k8s.io/v1beta1": "Role RoleBinding", "storage.k8s.io/v1beta1": "CSIStorageCapacity",
        ]
        return table.mapValues { Set($0.split(separator: " ")) }
    }()

    private static let kinds: [String: (group: String, versions: [String])] = {
        let table: [(group: String, versions: [String], kinds: String)] = [
            ("", ["v1"], "ComponentStatus Namespace Node NodeProxyOptions PersistentVolume"),
            ("admissionregistration.k8s.io", both, "MutatingWebhookConfiguration ValidatingWebhookConfiguration"),
            ("apiextensions.k8s.io", both, "CustomResourceDefinition"),
            ("apiregistration.k8s.io", both, "APIService"),
            ("certificates.k8s.io", both, "CertificateSigningRequest"),
            ("flowcontrol.apiserver.k8s.io", ["v1beta1"], "FlowSchema PriorityLevelConfiguration"),
            ("networking.k8s.io", both, "IngressClass"),
            ("node.k8s.io", both, "RuntimeClass"),
            ("policy", ["v1beta1"], "PodSecurityPolicy"),
            ("rbac.authorization.k8s.io", both, "ClusterRole ClusterRoleBinding"),
            ("scheduling.k8s.io", both, "PriorityClass"),
            ("storage.k8s.io", both, "CSIDriver CSINode StorageClass VolumeAttachment"),
        ]
        var kinds: [String: (group: String, versions: [String])] = [:]
        for row in table {
            for kind in row.kinds.split(separator: " ") { kinds[String(kind)] = (row.group, row.versions) }
        }
        return kinds
    }()

    private static let both = ["v1", "v1beta1"]
}
