public import KubeModel

/// Which object is to be reconciled: a namespace and a name, and on purpose nothing about why.
///
/// A reconciler looks at the world as it is and brings it closer to what it should be. One that knew what changed would
/// miss what changed while it did not run.
public struct ReconcileRequest: Hashable, Sendable, CustomStringConvertible {
    /// The namespace; empty for objects of the whole cluster.
    public var namespace: String
    /// The name.
    public var name: String

    /// An object by namespace and name.
    public init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The request for an object.
    public init(_ object: KubeObject) {
        namespace = object.namespace
        name = object.name
    }

    /// `namespace/name`, or the name alone.
    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}
