/// What a sync is asked to do, gathered from the operation and the application's sync policy.
public struct SyncSettings: Sendable, Hashable {
    /// Delete objects that are no longer desired.
    public var prune = false
    /// Delete them only after everything else.
    public var pruneLast = false
    /// Somebody has agreed to deletions that need it.
    public var pruneConfirmed = false
    /// What holds for objects that say nothing about their own deletion.
    public var defaultPruneRule = PruneRule.always
    /// How dependents of deleted objects are treated.
    public var prunePropagation = PropagationPolicy.foreground
    /// Change nothing.
    public var dryRun = false
    /// Leave hooks out.
    public var skipHooks = false
    /// Delete and create anew what cannot be patched.
    public var force = false
    /// Replace objects rather than patch them.
    public var replace = false
    /// Apply on the server's side.
    public var serverSideApply = false
    /// Let the server check fields.
    public var validate = true
    /// Do not fail where a kind is not served yet.
    public var skipDryRunOnMissingResource = false
    /// Create the application's namespace where it is missing.
    public var createNamespace = false
    /// Labels and annotations for that namespace, nil where it is not managed.
    public var managedNamespaceMetadata: NamespaceMetadata?
    /// Apply only what differs.
    public var applyOutOfSyncOnly = false

    /// The defaults: apply everything, delete nothing.
    public init() {}
}

/// Labels and annotations for the namespace that a sync creates.
public struct NamespaceMetadata: Sendable, Hashable {
    /// The labels.
    public var labels: [String: String]
    /// The annotations.
    public var annotations: [String: String]

    /// Labels and annotations.
    public init(labels: [String: String] = [:], annotations: [String: String] = [:]) {
        self.labels = labels
        self.annotations = annotations
    }
}
