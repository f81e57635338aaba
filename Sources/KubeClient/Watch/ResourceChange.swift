public import KubeModel

/// What happens to the objects of a resource, told so that a copy of them can be kept.
///
/// A run begins with ``restarted``, any number of ``initial(_:)`` and ``synced``: the objects between are all that there
/// are, and replace what was known. Changes follow. After a gap that cannot be filled, a new run begins.
public enum ResourceChange: Sendable {
    /// A new run begins; what comes until ``synced`` is the whole state.
    case restarted
    /// An object that is there. One that changes while the state is told may come again; the last one counts.
    case initial(KubeObject)
    /// The whole state was told; objects known before and not told again are gone.
    case synced
    /// An object is new or changed.
    case applied(KubeObject)
    /// An object is gone; this is its last state.
    case deleted(KubeObject)
    /// Something failed. Nothing is lost; it goes on after the time told. An element and no throw, so that no loop ends by
    /// accident.
    case interrupted(KubeError, retryingAfter: Duration)
}
