import KubeModel
import Values

/// A resource that the server serves: a built-in one, or a version of a custom one.
final class ResourceDefinition: Sendable {
    let group: String
    let version: String
    let resource: String
    let kind: String
    /// `GROUP/VERSION`, or the version alone for the core group.
    let apiVersion: String
    /// `RESOURCE.GROUP`, or the resource alone for the core group.
    let qualifiedResource: String
    /// Whether there is a subresource `status`.
    let hasStatus: Bool
    let listKind: String
    let singular: String
    let isNamespaced: Bool
    let verbs: [String]
    let shortNames: [String]
    let categories: [String]
    let subresources: [ResourceTable.Subresource]
    let storageVersionHash: String
    /// Number of the built-in type; nil for custom resources.
    let typeIndex: Int?
    /// What the CustomResourceDefinition says of this version; nil for built-in resources.
    let custom: CustomVersion?
    /// The structure of the objects, as far as merging goes.
    let schemaNode: SchemaNode
    /// Whether the server counts generations.
    let hasGeneration: Bool
    /// Where the objects are stored, whatever version they are read in.
    let storage: ResourceID

    init(_ entry: ResourceTable.Entry) {
        group = entry.group
        version = entry.version
        resource = entry.resource
        kind = entry.kind
        apiVersion = entry.group.isEmpty ? entry.version : "\(entry.group)/\(entry.version)"
        qualifiedResource = entry.group.isEmpty ? entry.resource : "\(entry.resource).\(entry.group)"
        hasStatus = entry.subresources.contains { $0.name == "status" }
        listKind = entry.kind + "List"
        singular = entry.singular
        isNamespaced = entry.isNamespaced
        verbs = entry.verbs
        shortNames = entry.shortNames
        categories = entry.categories
        subresources = entry.subresources
        storageVersionHash = entry.storageVersionHash
        typeIndex = TypeTable.builtin.index(of: entry.group, entry.version, entry.kind)
        custom = nil
        schemaNode =
            Schema.builtIn.node(
                for: GroupVersionKind(group: entry.group, version: entry.version, kind: entry.kind)) ?? .untyped
        hasGeneration = ResourceDefinition.kindsWithGeneration.contains(entry.kind)
        // Events are one storage under two groups.
        storage = ResourceID(group: entry.kind == "Event" ? "" : entry.group, resource: entry.resource)
    }

    init(custom: CustomVersion) {
        group = custom.group
        version = custom.version
        resource = custom.plural
        kind = custom.kind
        apiVersion = "\(custom.group)/\(custom.version)"
        qualifiedResource = "\(custom.plural).\(custom.group)"
        hasStatus = custom.hasStatus
        listKind = custom.listKind
        singular = custom.singular
        isNamespaced = custom.isNamespaced
        verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
        shortNames = custom.shortNames
        categories = custom.categories
        var subresources: [ResourceTable.Subresource] = []
        let verbs = ["get", "patch", "update"]
        if custom.hasStatus {
            subresources.append(
                .init(name: "status", kind: custom.kind, group: custom.group, version: custom.version, verbs: verbs))
        }
        if custom.scale != nil {
            subresources.append(.init(name: "scale", kind: "Scale", group: "autoscaling", version: "v1", verbs: verbs))
        }
        self.subresources = subresources
        storageVersionHash = ""
        typeIndex = nil
        self.custom = custom
        schemaNode = custom.schema.map { SchemaNode(structuralSchema: $0) } ?? .untyped
        hasGeneration = true
        storage = ResourceID(group: custom.group, resource: custom.plural)
    }

    private static let kindsWithGeneration: Set<String> = [
        "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job", "CronJob", "Pod",
        "PodTemplate", "PodDisruptionBudget", "Ingress", "IngressClass", "NetworkPolicy", "EndpointSlice",
        "PriorityClass", "FlowSchema", "PriorityLevelConfiguration", "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "CustomResourceDefinition", "ResourceSlice",
    ]

    var isCustom: Bool { custom != nil }

    func subresource(_ name: String) -> ResourceTable.Subresource? { subresources.first { $0.name == name } }
}

/// What objects of one resource are stored under.
struct ResourceID: Hashable, Sendable {
    var group: String
    var resource: String
}
