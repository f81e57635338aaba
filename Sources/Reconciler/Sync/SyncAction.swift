public import KubeModel

/// One request that a sync wants carried out.
public struct SyncAction: Sendable {
    /// What to do with the object.
    public enum Verb: Sendable, Hashable {
        /// Create it or bring it to the desired state.
        case apply(ApplyOptions)
        /// Create it.
        case create(validate: Bool)
        /// Replace it; with force, delete it and create it anew.
        case replace(force: Bool)
        /// Update it as it stands, keeping what depends on it.
        case update
        /// Delete it because it is no longer desired.
        case prune(PropagationPolicy)
        /// Delete a hook.
        case delete(PropagationPolicy)
        /// Take the engine's own finalizer off a hook.
        case removeHookFinalizer

        /// Whether the object may be deleted and made anew, so that doing it twice makes a difference.
        var remakes: Bool {
            switch self {
            case .replace(let force): force
            case .apply(let options): options.force
            case .create, .update, .prune, .delete, .removeHookFinalizer: false
            }
        }
    }

    /// How an object is applied.
    public struct ApplyOptions: Sendable, Hashable {
        /// Delete and create it anew where it cannot be patched.
        public var force: Bool
        /// Let the server merge.
        public var serverSide: Bool
        /// Let the server check the fields.
        public var validate: Bool

        /// How an object is applied.
        public init(force: Bool = false, serverSide: Bool = false, validate: Bool = true) {
            self.force = force
            self.serverSide = serverSide
            self.validate = validate
        }
    }

    /// What to do.
    public var verb: Verb
    /// The desired object, or the live one where it is deleted or freed.
    public var object: KubeObject
    /// The live object as the sync knows it.
    public var live: KubeObject?
    /// Whether only to try it.
    public var isDryRun: Bool
}

/// What became of a ``SyncAction``.
public enum SyncAnswer: Sendable, Hashable {
    /// It was carried out.
    case done(message: String)
    /// It was not, for a reason.
    case failed(String)
}

/// A wave that was carried out.
public struct SyncWave: Sendable, Hashable {
    /// The phase.
    public var phase: SyncPhase
    /// The wave within it.
    public var wave: Int
    /// Whether no other follows.
    public var isFinal: Bool
}

/// What a ``SyncOperation`` wants next.
public enum SyncDemand: Sendable {
    /// Carry these out, in any order or at once, and hand back as many answers in the same order.
    case perform([SyncAction])
    /// A wave is done; hand back one ``SyncAnswer/failed(_:)`` to stop the sync, or nothing.
    case waveDone(SyncWave)
    /// Nothing more for now: look at the operation's phase, and begin another pass later if it is running.
    case passDone
}
