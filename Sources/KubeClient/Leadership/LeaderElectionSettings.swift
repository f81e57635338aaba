/// How replicas of a program agree on one that leads.
public struct LeaderElectionSettings: Hashable, Sendable {
    /// The name of the `Lease` that they share.
    public var lease: String
    /// What tells this replica from the others: a Pod's name and a random part.
    public var identity: String
    /// How long a leader that is not heard of is believed to be alive.
    public var leaseDuration: Duration
    /// How long a leader tries to renew before it gives up; shorter than ``leaseDuration``.
    public var renewDeadline: Duration
    /// How often everybody tries.
    public var retryPeriod: Duration

    /// Settings.
    ///
    /// Two leaders at a time are kept apart by order among the times: who leads gives up after ``renewDeadline``, and has
    /// what is left of ``leaseDuration`` to stop working before somebody else may lead. Times out of order are shortened.
    ///
    /// - Parameters:
    ///   - lease: the name of the `Lease` that they share.
    ///   - identity: what tells this replica from the others.
    ///   - leaseDuration: how long a leader that is not heard of is believed to be alive; rounded up to whole seconds.
    ///   - renewDeadline: how long a leader tries to renew before it gives up; two thirds of `leaseDuration` where it is not
    ///     shorter than that.
    ///   - retryPeriod: how often everybody tries; a fifth of `renewDeadline` where it is not shorter than that.
    public init(
        lease: String, identity: String, leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2)
    ) {
        self.lease = lease
        self.identity = identity
        let (seconds, rest) = leaseDuration.components
        self.leaseDuration = .seconds(max(rest > 0 ? seconds + 1 : seconds, 1))
        self.renewDeadline = renewDeadline < self.leaseDuration ? renewDeadline : self.leaseDuration * 2 / 3
        self.retryPeriod = retryPeriod < self.renewDeadline ? retryPeriod : self.renewDeadline / 5
    }
}
