/// Which kinds are known to belong to no namespace; everything else counts as namespaced.
///
/// The kinds are those of Kubernetes 1.21, group and version included, as kustomize knows them.
enum ClusterScope {
    static func isClusterScoped(group: String, version: String, kind: String) -> Bool {
        guard let known = kinds[kind] else { return false }
        return known.group == group && known.versions.contains(version)
    }

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
