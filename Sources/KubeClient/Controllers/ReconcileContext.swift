public import KubeModel

/// What a reconciler is given beside the object.
public struct ReconcileContext: Sendable {
    /// The objects that the controller is for, as its store has them.
    public let store: ObjectStore
    /// The resource they are of, for writing.
    public let resources: Resources
    /// How often this object failed in a row.
    public let failures: Int

    let children: [GroupKind: ObjectStore]

    /// The object's children of a kind, as the controller's store has them; empty where the controller does not own the kind.
    ///
    /// - Parameters:
    ///   - kind: the kind, one of those passed to ``Controller/owns(_:options:asController:when:trim:)``.
    ///   - owner: the object.
    public func children(of owner: KubeObject, kind: GroupKind) -> [KubeObject] {
        children[kind]?.objects(inIndex: OwnerReference.index, owner.uid) ?? []
    }

    /// The place of one object: its namespace's part of ``resources``.
    public func resources(of object: KubeObject) -> Resources { resources.inNamespace(object.namespace) }
}
