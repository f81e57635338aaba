public import KubeModel

/// A desired object next to what the cluster holds of it.
public struct SyncPair: Sendable {
    /// The desired object; nil where the live one is no longer desired.
    public var target: KubeObject?
    /// The live object; nil where there is none.
    public var live: KubeObject?
    /// Whether the two differ; it counts only for ``SyncSettings/applyOutOfSyncOnly``.
    public var isModified: Bool
    /// Whether the sync takes this pair in.
    public var isSelected: Bool

    /// A desired object next to the live one.
    public init(target: KubeObject?, live: KubeObject?, isModified: Bool = true, isSelected: Bool = true) {
        self.target = target
        self.live = live
        self.isModified = isModified
        self.isSelected = isSelected
    }
}

/// Everything that a sync looks at: what is wanted and what is there.
public struct SyncState: Sendable {
    /// The application's objects.
    public var pairs: [SyncPair]
    /// Desired hooks.
    public var hooks: [KubeObject]
    /// The namespace of objects that name none.
    public var namespace: String
    /// That namespace as it is in the cluster; nil where it does not exist.
    public var liveNamespace: KubeObject?

    /// What is wanted and what is there.
    public init(pairs: [SyncPair], hooks: [KubeObject], namespace: String, liveNamespace: KubeObject? = nil) {
        self.pairs = pairs
        self.hooks = hooks
        self.namespace = namespace
        self.liveNamespace = liveNamespace
    }
}

/// What a sync asks about the world beside the objects themselves.
public struct SyncEnvironment: Sendable {
    /// Whether the cluster serves a kind.
    public var isServed: @Sendable (GroupVersionKind) -> Bool
    /// Why the project does not permit an object; nil where it does.
    public var refusal: @Sendable (KubeObject) -> String?
    /// The health of a live object.
    public var health: any HealthCheck

    /// What a sync asks about.
    public init(
        isServed: @escaping @Sendable (GroupVersionKind) -> Bool,
        refusal: @escaping @Sendable (KubeObject) -> String? = { _ in nil },
        health: any HealthCheck = HealthAssessor()
    ) {
        self.isServed = isServed
        self.refusal = refusal
        self.health = health
    }
}
