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
    /// - Parameters:
    ///   - lease: the name of the `Lease` that they share.
    ///   - identity: what tells this replica from the others.
    ///   - leaseDuration: how long a leader that is not heard of is believed to be alive; whole seconds.
    ///   - renewDeadline: how long a leader tries to renew before it gives up.
    ///   - retryPeriod: how often everybody tries.
    public init(
        lease: String, identity: String, leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2)
    ) {
        self.lease = lease
        self.identity = identity
        self.leaseDuration = max(leaseDuration, .seconds(1))
        self.renewDeadline = min(renewDeadline, self.leaseDuration)
        self.retryPeriod = min(retryPeriod, self.renewDeadline)
    }
}
