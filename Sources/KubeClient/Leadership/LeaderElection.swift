/// Decides what a replica does about a lease. Knows no clock and does no I/O.
///
/// Times of other machines are never compared with this one's: a leader counts as dead when its record has not changed
/// for the lease's duration by this machine's own clock. So clocks that differ do no harm.
struct LeaderElection: Sendable {
    /// What the driver has to do.
    enum Step: Hashable {
        /// Nothing can be done: somebody else leads.
        case follow(leader: String)
        /// Write this record; the object must still have the version that was read.
        case write(LeaseRecord)
    }

    private let settings: LeaderElectionSettings
    private var observed: LeaseRecord?
    private var observedAt = Duration.zero
    private(set) var lastRenewal: Duration?

    init(_ settings: LeaderElectionSettings) { self.settings = settings }

    /// Whether this replica leads, as far as it knows.
    var isLeader: Bool { lastRenewal != nil }

    /// Whether leadership has to be given up: it could not be renewed for too long.
    ///
    /// - Parameter now: the time since any fixed moment.
    func hasExpired(now: Duration) -> Bool { isLeader && timeLeft(now: now) == .zero }

    /// How long an attempt may take: what is left of leadership, or the whole deadline for who does not lead.
    ///
    /// - Parameter now: the time since any fixed moment.
    func timeLeft(now: Duration) -> Duration {
        guard let lastRenewal else { return settings.renewDeadline }
        return max(settings.renewDeadline - (now - lastRenewal), .zero)
    }

    /// What to do, given the lease as it was read.
    ///
    /// - Parameters:
    ///   - record: the lease; nil where there is none.
    ///   - now: the time since any fixed moment.
    ///   - date: the time of day, for people who look at the lease.
    mutating func step(_ record: LeaseRecord?, now: Duration, date: Timestamp) -> Step {
        // What others write into the object beside the record, a label for one, is no sign of life.
        if record?.withoutVersion != observed {
            observed = record?.withoutVersion
            observedAt = now
        }
        let current = record ?? LeaseRecord()
        if !current.holder.isEmpty, current.holder != settings.identity,
            now - observedAt < .seconds(min(max(current.durationSeconds, 0), 86_400))
        {
            lastRenewal = nil
            return .follow(leader: current.holder)
        }
        var wanted = current
        wanted.durationSeconds = settings.leaseDuration.components.seconds
        wanted.renewTime = date.withMicroseconds
        if current.holder != settings.identity {
            wanted.holder = settings.identity
            wanted.acquireTime = date.withMicroseconds
            if record != nil { wanted.transitions = current.transitions &+ 1 }
        }
        return .write(wanted)
    }

    /// The record was written.
    mutating func wrote(_ record: LeaseRecord, now: Duration) {
        observed = record.withoutVersion
        observedAt = now
        lastRenewal = now
    }

    /// Leadership was given up.
    mutating func resigned() { lastRenewal = nil }
}
