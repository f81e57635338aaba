/// The part of a sync that an object is applied in.
public enum SyncPhase: String, Sendable, Hashable, CaseIterable {
    /// Hooks that must succeed before anything else happens.
    case preSync = "PreSync"
    /// The application's own objects, and hooks that run among them.
    case sync = "Sync"
    /// Hooks that run when all objects are healthy.
    case postSync = "PostSync"
    /// Hooks that run when the sync has failed.
    case syncFail = "SyncFail"

    var rank: Int {
        switch self {
        case .preSync: -1
        case .sync: 0
        case .postSync: 1
        case .syncFail: 2
        }
    }
}

/// How far an operation, or one object in it, has come.
public enum OperationPhase: String, Sendable, Hashable {
    /// It is under way.
    case running = "Running"
    /// Somebody asked it to stop, and it is about to.
    case terminating = "Terminating"
    /// It ended without success.
    case failed = "Failed"
    /// It could not be carried out.
    case error = "Error"
    /// It ended well.
    case succeeded = "Succeeded"

    /// Whether it is over, one way or the other.
    public var isCompleted: Bool { self == .failed || self == .error || self == .succeeded }

    /// Whether it is still under way.
    public var isRunning: Bool { self == .running || self == .terminating }
}

/// What was done with one object.
public enum ResultCode: String, Sendable, Hashable {
    /// It was applied.
    case synced = "Synced"
    /// It could not be applied or deleted.
    case syncFailed = "SyncFailed"
    /// It was deleted.
    case pruned = "Pruned"
    /// It should be deleted but must not.
    case pruneSkipped = "PruneSkipped"
}
