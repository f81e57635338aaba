public import KubeClient
public import KubeModel

/// Which kinds live in namespaces, and which are served at all.
public struct KindScopes: Sendable {
    private let scopes: [GroupKind: Bool]
    private let served: Set<GroupVersionKind>

    /// What a cluster serves.
    public init(_ catalog: APICatalog) {
        var scopes: [GroupKind: Bool] = [:]
        var served: Set<GroupVersionKind> = []
        for resource in catalog.resources {
            scopes[resource.groupKind] = resource.isNamespaced
            if resource.supports("get") { served.insert(resource.gvk) }
        }
        self.scopes = scopes
        self.served = served
    }

    /// Whether objects of a kind live in namespaces; nil where the kind is not known.
    public func isNamespaced(_ kind: GroupKind) -> Bool? { scopes[kind] }

    /// Whether the cluster serves a kind in a version.
    public func isServed(_ kind: GroupVersionKind) -> Bool { served.contains(kind) }
}
