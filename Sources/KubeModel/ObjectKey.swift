/// What tells one object of a cluster from all others, whatever version it is read in.
public struct ObjectKey: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The kind, for example `Deployment`.
    public var kind: String
    /// The namespace; empty for objects of the whole cluster.
    public var namespace: String
    /// The name.
    public var name: String

    /// The identity of an object.
    public init(group: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// Group and kind.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

extension ObjectKey: CustomStringConvertible {
    /// `group/Kind/namespace/name`, as Argo CD writes keys.
    public var description: String { "\(group)/\(kind)/\(namespace)/\(name)" }
}

extension ObjectKey: Comparable {
    /// Orders by group, kind, namespace and name.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.group, left.kind, left.namespace, left.name) < (right.group, right.kind, right.namespace, right.name)
    }
}
