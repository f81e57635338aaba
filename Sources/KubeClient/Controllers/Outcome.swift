/// What is to happen with an object after it was reconciled.
public struct Outcome: Hashable, Sendable {
    let delay: Duration?

    /// Nothing, until something changes.
    public static let awaitChange = Outcome(delay: nil)

    /// Reconcile it again after a time, even if nothing changes.
    ///
    /// - Parameter delay: the time; what changes earlier is seen to earlier.
    public static func requeue(after delay: Duration) -> Outcome { Outcome(delay: max(delay, .zero)) }
}
