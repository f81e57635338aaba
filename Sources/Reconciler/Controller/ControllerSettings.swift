/// How a controller goes about its work.
public struct ControllerSettings: Sendable {
    /// How many applications are worked on at once.
    public var workers = 8
    /// How often revisions are looked up again.
    public var revisionPollInterval = Duration.seconds(120)
    /// Each look-up is put off by up to this much, so that they do not all come at once.
    public var revisionPollJitter = Duration.seconds(60)
    /// How long to wait for a change before an operation under way is looked at again.
    public var operationPollInterval = Duration.seconds(1)
    /// The pause between two waves of a sync, in which other controllers can react.
    public var waveDelay = Duration.seconds(2)
    /// The first pause between two attempts at healing in a row, the factor and the longest pause.
    public var selfHealBackoff = (first: Duration.seconds(2), factor: 3.0, maximum: Duration.seconds(300))
    /// After this time without healing, pauses are short again.
    public var selfHealCooldown = Duration.seconds(330)
    /// The longest that a sync may take; zero for as long as it likes.
    public var syncTimeout = Duration.zero
    /// The pauses after the controller itself could not go on.
    public var failureBackoff = (first: Duration.seconds(1), maximum: Duration.seconds(60))
    /// How many requests a sync sends at once.
    public var syncParallelism = 10

    /// The defaults, those of Argo CD where it has them.
    public init() {}
}
