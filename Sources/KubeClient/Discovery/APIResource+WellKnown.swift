extension APIResource {
    /// Namespaces.
    public static let namespaces = APIResource(
        group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)
    /// Pods.
    public static let pods = APIResource(group: "", version: "v1", plural: "pods", kind: "Pod")
    /// ConfigMaps.
    public static let configMaps = APIResource(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap")
    /// Secrets.
    public static let secrets = APIResource(group: "", version: "v1", plural: "secrets", kind: "Secret")
    /// Services.
    public static let services = APIResource(group: "", version: "v1", plural: "services", kind: "Service")
    /// Events of the core group.
    public static let events = APIResource(group: "", version: "v1", plural: "events", kind: "Event")
    /// Deployments.
    public static let deployments = APIResource(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment")
    /// Leases, by which replicas of a controller agree on a leader.
    public static let leases = APIResource(
        group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease")
    /// Custom resource definitions.
    public static let customResourceDefinitions = APIResource(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
        kind: "CustomResourceDefinition", isNamespaced: false)
}
