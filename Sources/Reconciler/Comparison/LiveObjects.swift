public import KubeModel

/// The live objects that matter to one application.
public struct LiveObjects: Sendable {
    /// Objects that are marked as the application's, by identity.
    public var managed: [ObjectKey: KubeObject]
    /// Objects that are desired and live but marked as nobody's or another application's.
    public var others: [ObjectKey: KubeObject]

    /// The live objects that matter to one application.
    public init(managed: [ObjectKey: KubeObject] = [:], others: [ObjectKey: KubeObject] = [:]) {
        self.managed = managed
        self.others = others
    }

    /// The live object with an identity.
    public subscript(key: ObjectKey) -> KubeObject? { managed[key] ?? others[key] }
}
