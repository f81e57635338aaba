/// What one call of a reconciler came to; see ``Controller/onReconciled(_:)``.
public struct ReconcileReport: Sendable {
    /// Which object was reconciled.
    public var request: ReconcileRequest
    /// What the reconciler wants, or what it threw.
    public var result: Result<Outcome, any Error>
    /// How long it took.
    public var duration: Duration
    /// How often the object had failed in a row before.
    public var failuresBefore: Int
    /// How many objects could be reconciled and wait for a worker.
    public var waiting: Int
    /// How many are being reconciled, this one among them.
    public var working: Int
    /// How many wait for their time: failures, and those that were to come again later.
    public var delayed: Int
}
