public import KubeModel

/// How an application's objects compare with the cluster.
public struct ApplicationComparison: Sendable {
    /// One object of an application.
    public struct Resource: Sendable {
        /// Its identity.
        public var key: ObjectKey
        /// What is desired; nil where the live object is not.
        public var target: KubeObject?
        /// What is there; nil where nothing is.
        public var live: KubeObject?
        /// Whether applying the desired object would change the live one.
        public var isModified: Bool
        /// Whether it counts, and how it stands; nil for hooks and for objects that merely carry a copied mark.
        public var status: SyncStatusCode?
        /// How well it is; nil where its kind has no check.
        public var health: ResourceHealth?
        /// Whether it is a hook that is left over.
        public var isHook: Bool
        /// Whether it should be deleted.
        public var requiresPruning: Bool
        /// Whether it belongs to this application, and does not merely carry its mark.
        public var isOwn: Bool
    }

    /// The objects, those that are desired first.
    public var resources: [Resource]
    /// The desired hooks.
    public var hooks: [KubeObject]
    /// Whether all is as it should be.
    public var status: SyncStatusCode
    /// How well the whole is.
    public var health: ApplicationHealth
    /// What is wrong or noteworthy.
    public var conditions: [ApplicationCondition]
    /// The revisions that were compared with.
    public var revisions: [String]
    /// How the sources were rendered.
    public var sourceTypes: [String]

    /// The container images that run.
    public var images: [String] {
        Set(resources.compactMap(\.live).flatMap(containerImages(of:))).sorted()
    }
}
