import KubeModel
import Values

/// Lets one replica of a program lead: whoever holds a `Lease`.
///
/// ```swift
/// let elector = LeaderElector(api.resources(.leases, in: "system"), settings: .init(lease: "shop", identity: podName))
/// try await elector.lead { await controller.run() }
/// ```
public struct LeaderElector: Sendable {
    private let leases: Resources
    private let settings: LeaderElectionSettings
    private let clock: any Clock<Duration>
    private let wallClock: WallClock
    private let onLeader: @Sendable (String) -> Void

    /// An elector.
    ///
    /// - Parameters:
    ///   - leases: leases of the namespace where the replicas meet.
    ///   - settings: names and times.
    ///   - clock: what waits and measures.
    ///   - wallClock: the time of day that is written into the lease.
    ///   - onLeader: hears who leads, whenever that changes.
    public init(
        _ leases: Resources, settings: LeaderElectionSettings, clock: any Clock<Duration> = ContinuousClock(),
        wallClock: WallClock = .system, onLeader: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.leases = leases
        self.settings = settings
        self.clock = clock
        self.wallClock = wallClock
        self.onLeader = onLeader
    }

    /// Waits until this replica leads, then works as long as it does.
    ///
    /// When leadership is lost, the work's task is cancelled and waited for; then it waits to lead again. When the work
    /// ends by itself, or the task is cancelled, the lease is given back, so that the next replica need not wait.
    ///
    /// - Parameter work: what only the leader does. Must end soon after its task is cancelled.
    /// - Throws: what `work` throws, and `CancellationError`.
    public func lead(_ work: @escaping @Sendable () async throws -> Void) async throws {
        var election = LeaderElection(settings)
        let elapsed = Stopwatch(clock)
        var leader = ""
        while true {
            await attempt(&election, elapsed, &leader)
            if election.isLeader {
                let isDone = try await leading(&election, elapsed, &leader, work)
                if isDone { return }
            }
            // Not all replicas at once.
            try await clock.sleep(for: settings.retryPeriod * Double.random(in: 1...1.2))
        }
    }

    /// Works while the lease is renewed; tells whether the work ended by itself.
    private func leading(
        _ election: inout LeaderElection, _ elapsed: Stopwatch, _ leader: inout String,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> Bool {
        let start = election
        let name = leader
        let outcome = try await withThrowingTaskGroup(of: (election: LeaderElection, leader: String)?.self) { group in
            group.addTask {
                try await work()
                return nil
            }
            group.addTask { try await renew(start, name, elapsed) }
            defer { group.cancelAll() }
            do {
                let first = try await group.next() ?? nil
                group.cancelAll()
                while let other = await group.nextResult() {
                    if first != nil, case .failure(let error) = other, !(error is CancellationError) { throw error }
                }
                return first
            } catch {
                group.cancelAll()
                while await group.nextResult() != nil {}
                await giveBack()
                throw error
            }
        }
        guard let outcome else {
            await giveBack()
            return true
        }
        (election, leader) = outcome
        return false
    }

    /// Renews until leadership is lost.
    private func renew(
        _ start: LeaderElection, _ name: String, _ elapsed: Stopwatch
    ) async throws -> (election: LeaderElection, leader: String) {
        var election = start
        var leader = name
        while election.isLeader, !election.hasExpired(now: elapsed.elapsed) {
            try await clock.sleep(for: min(settings.retryPeriod, election.timeLeft(now: elapsed.elapsed)))
            await attempt(&election, elapsed, &leader)
        }
        election.resigned()
        return (election, leader)
    }

    /// Reads the lease and writes it where that is due; failures are tried again later.
    ///
    /// Ends when leadership does, even while the server says nothing: who waited on would lead beside the next leader.
    private func attempt(_ election: inout LeaderElection, _ elapsed: Stopwatch, _ leader: inout String) async {
        let before = election
        let limit = election.timeLeft(now: elapsed.elapsed)
        let outcome = try? await within(limit, by: clock) { try await round(before, elapsed) }
        // Whoever could not renew goes on until the deadline; whoever does not lead just tries again.
        guard let (after, name) = outcome else { return }
        election = after
        announce(name, &leader)
    }

    /// One look at the lease; gives what is known then, and who leads.
    private func round(
        _ start: LeaderElection, _ elapsed: Stopwatch
    ) async throws -> (election: LeaderElection, leader: String) {
        var election = start
        let lease = try await leases.find(settings.lease)
        let record = lease.map(LeaseRecord.init)
        // Times are taken before the request: a slow answer must not make the lease seem younger.
        let now = elapsed.elapsed
        switch election.step(record, now: now, date: wallClock.now) {
        case .follow(let name): return (election, name)
        case .write(let wanted):
            let written: KubeObject
            do {
                written = try await write(wanted, lease)
            } catch is KubeError {
                // Somebody was faster, or the server fails; what was read is remembered all the same.
                return (election, "")
            }
            election.wrote(LeaseRecord(written), now: now)
            return (election, settings.identity)
        }
    }

    private func write(_ record: LeaseRecord, _ lease: KubeObject?) async throws -> KubeObject {
        if let lease { return try await leases.update(record.object(basedOn: lease)) }
        let fresh = KubeObject(leases.resource.gvk, namespace: leases.namespace ?? "", name: settings.lease)
        return try await leases.create(record.object(basedOn: fresh))
    }

    private func announce(_ name: String, _ leader: inout String) {
        guard !name.isEmpty, name != leader else { return }
        leader = name
        onLeader(name)
    }

    /// Gives the lease back, if it is still ours; runs even when the task was cancelled, and not for ever.
    private func giveBack() async {
        let task = Task {
            try await within(settings.renewDeadline, by: clock) { try await release() }
        }
        _ = await task.result
    }

    private func release() async throws {
        guard let lease = try await leases.find(settings.lease) else { return }
        var record = LeaseRecord(lease)
        guard record.holder == settings.identity else { return }
        record.holder = ""
        record.durationSeconds = 1
        record.renewTime = wallClock.now.withMicroseconds
        try await leases.update(record.object(basedOn: lease))
    }
}
