/// Which kinds are known to belong to no namespace; everything else counts as namespaced.
enum ClusterScope {
    static func isClusterScoped(group: String, version: String, kind: String) -> Bool {
        kinds.contains(kind)
    }

    private static let kinds: Set<String> = [
        "Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
    ]
}
