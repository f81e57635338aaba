public import KubeModel

/// A difference between what a reader of an ``ObjectStore`` was told before and what is there now.
public enum StoreEvent: Sendable {
    /// An object appeared.
    case added(KubeObject)
    /// An object changed; or did not, and this is a reminder (see ``Reflector``).
    case updated(old: KubeObject, new: KubeObject)
    /// An object went away; this is its last state.
    case deleted(KubeObject)
    /// Everything that was there at the start has been told. Comes once.
    case synced
}

extension StoreEvent {
    /// The object as it is now, or was last; nil for ``synced``.
    public var object: KubeObject? {
        switch self {
        case .added(let object), .updated(_, let object), .deleted(let object): object
        case .synced: nil
        }
    }
}
