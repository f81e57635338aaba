import KubeModel
import KubeSimulator
import Synchronization
import Testing
import Values

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct LeaderElectionTests {
    private let settings = LeaderElectionSettings(lease: "shop", identity: "me")
    private let date = Timestamp(microseconds: 0)

    private func record(_ holder: String, _ renewed: String = "t") -> LeaseRecord {
        var record = LeaseRecord()
        record.holder = holder
        record.durationSeconds = 15
        record.renewTime = renewed
        return record
    }

    @Test func aFreeLeaseIsTaken() throws {
        var election = LeaderElection(settings)
        guard case .write(let wanted) = election.step(nil, now: .zero, date: date) else {
            Issue.record("must write")
            return
        }
        #expect(wanted.holder == "me")
        #expect(wanted.transitions == 0)
        #expect(wanted.acquireTime == "1970-01-01T00:00:00.000000Z")
        #expect(!election.isLeader)
        election.wrote(wanted, now: .zero)
        #expect(election.isLeader)
        guard case .write(let next) = election.step(record(""), now: .zero, date: date) else {
            Issue.record("a lease given back is free")
            return
        }
        #expect(next.transitions == 1)
    }

    @Test func aDeadLeaderIsReplacedAfterItsTimeByOurClock() {
        var election = LeaderElection(settings)
        let other = record("other", "2199-01-01T00:00:00Z")
        #expect(election.step(other, now: .seconds(100), date: date) == .follow(leader: "other"))
        #expect(election.step(other, now: .seconds(114), date: date) == .follow(leader: "other"))
        let renewed = record("other", "2199-01-01T00:00:01Z")
        #expect(election.step(renewed, now: .seconds(116), date: date) == .follow(leader: "other"))
        #expect(election.step(renewed, now: .seconds(130), date: date) == .follow(leader: "other"))
        guard case .write(let wanted) = election.step(renewed, now: .seconds(131), date: date) else {
            Issue.record("must take over")
            return
        }
        #expect(wanted.transitions == 1)
    }

    @Test func aLeaderThatCannotRenewGivesUpInTime() {
        var election = LeaderElection(settings)
        election.wrote(record("me"), now: .zero)
        #expect(!election.hasExpired(now: .seconds(9)))
        #expect(election.hasExpired(now: .seconds(10)))
        #expect(election.step(record("other"), now: .seconds(1), date: date) == .follow(leader: "other"))
        #expect(!election.isLeader)
    }

    @Test func settingsAreKeptInOrder() {
        let odd = LeaderElectionSettings(
            lease: "l", identity: "i", leaseDuration: .zero, renewDeadline: .seconds(60), retryPeriod: .seconds(90))
        #expect(odd.leaseDuration == .seconds(1))
        #expect(odd.renewDeadline < odd.leaseDuration && odd.retryPeriod < odd.renewDeadline)
        // The others read whole seconds; a leader that believed in less than they do would be safe, in more would not.
        let half = LeaderElectionSettings(lease: "l", identity: "i", leaseDuration: .milliseconds(1_500))
        #expect(half.leaseDuration == .seconds(2))
        #expect(half.renewDeadline < .milliseconds(1_500))
    }

    @Test func whatOthersWriteIntoTheObjectIsNoSignOfLife() {
        var election = LeaderElection(settings)
        var other = record("other")
        other.resourceVersion = "1"
        #expect(election.step(other, now: .zero, date: date) == .follow(leader: "other"))
        other.resourceVersion = "2"
        guard case .write(let wanted) = election.step(other, now: .seconds(15), date: date) else {
            Issue.record("a label that changes must not keep a dead leader")
            return
        }
        #expect(wanted.resourceVersion == "2")
    }

    @Test func whoLeadsHasLessTimeForEachFurtherAttempt() {
        var election = LeaderElection(settings)
        #expect(election.timeLeft(now: .seconds(50)) == .seconds(10))
        election.wrote(record("me"), now: .seconds(50))
        #expect(election.timeLeft(now: .seconds(57)) == .seconds(3))
        #expect(election.timeLeft(now: .seconds(90)) == .zero)
    }

    // MARK: - On a cluster

    private func elector(
        _ cluster: SimulatedCluster, _ identity: String, renewDeadline: Duration = .seconds(10),
        onLeader: @escaping @Sendable (String) -> Void = { _ in }
    ) -> LeaderElector {
        LeaderElector(
            KubeAPI(transport: cluster.transport).resources(.leases, in: "default"),
            settings: LeaderElectionSettings(
                lease: "shop", identity: identity, renewDeadline: renewDeadline, retryPeriod: .milliseconds(5)),
            onLeader: onLeader)
    }

    @Test func leadershipIsHandedOver() async throws {
        let cluster = SimulatedCluster()
        let leases = KubeAPI(transport: cluster.transport).resources(.leases, in: "default")
        let order = Mutex<[String]>([])
        for name in ["one", "two"] {
            try await elector(cluster, name).lead {
                order.withLock { $0.append(name) }
                #expect((try? await leases.get("shop"))?.value["spec", "holderIdentity"]?.stringValue == name)
            }
        }
        #expect(order.withLock { $0 } == ["one", "two"])
        let lease = try await leases.get("shop")
        #expect(lease.value["spec", "holderIdentity"]?.stringValue ?? "" == "")
        #expect(lease.value["spec", "leaseTransitions"] == 1)
    }

    /// A server that refuses, one that cannot be reached, and one that takes requests and never answers.
    @Test(arguments: [Fault.fail(status: 500), .drop, .delay(.seconds(3_600))])
    func aLeaderThatLosesTheServerStopsItsWorkAndLeadsAgainLater(fault: Fault) async throws {
        let cluster = SimulatedCluster()
        let rounds = Mutex(0)
        try await elector(cluster, "me", renewDeadline: .milliseconds(200)).lead {
            let round = rounds.withLock { rounds in
                rounds += 1
                return rounds
            }
            if round == 1 {
                cluster.inject(fault, on: RequestPattern(path: "/leases"))
                // Lasts until leadership is lost.
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                cluster.clearFaults()
                try Task.checkCancellation()
            }
        }
        #expect(rounds.withLock { $0 } >= 2)
    }

    @Test func aLeaderWhoseLeaseIsTakenStopsAtOnce() async throws {
        let cluster = SimulatedCluster()
        let leases = KubeAPI(transport: cluster.transport).resources(.leases, in: "default")
        let rounds = Mutex(0)
        let (leaders, heard) = AsyncStream<String>.makeStream()
        let task = Task {
            try await elector(cluster, "me") { heard.yield($0) }.lead {
                rounds.withLock { $0 += 1 }
                try await leases.patch("shop", .merge(["spec": ["holderIdentity": "thief"]]))
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never {}
            }
        }
        for await leader in leaders where leader == "thief" { break }
        task.cancel()
        _ = await task.result
        #expect(rounds.withLock { $0 } == 1)
        #expect(try await leases.get("shop").value["spec", "holderIdentity"] == "thief")
    }

    /// Machines whose clocks differ by years elect one leader at a time.
    @Test func clocksThatDifferDoNoHarm() async throws {
        let cluster = SimulatedCluster()
        let tally = Tally()
        let times = ["1999-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2199-01-01T00:00:00Z"].compactMap {
            Timestamp($0)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, time) in times.enumerated() {
                let elector = LeaderElector(
                    KubeAPI(transport: cluster.transport).resources(.leases, in: "default"),
                    settings: LeaderElectionSettings(
                        // A machine that stands still for a while must not lose the lease.
                        lease: "shop", identity: "replica-\(index)", leaseDuration: .seconds(3_600),
                        renewDeadline: .seconds(1_800), retryPeriod: .milliseconds(2)),
                    wallClock: WallClock { time })
                group.addTask {
                    try await elector.lead {
                        tally.counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.total + 1) }
                        for _ in 0..<100 { await Task.yield() }
                        tally.counts.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.counts.withLock { $0.most } == 1)
        #expect(tally.counts.withLock { $0.total } == times.count)
    }

    private final class Tally: Sendable {
        let counts = Mutex((now: 0, most: 0, total: 0))
    }

    @Test func whatTheWorkThrowsComesOutAndTheLeaseIsGivenBack() async throws {
        let cluster = SimulatedCluster()
        await #expect(throws: KubeError(.timeout, "")) {
            try await elector(cluster, "me").lead { throw KubeError(.timeout, "work failed") }
        }
        let lease = try await cluster.get("coordination.k8s.io/v1", "Lease", "default/shop")
        #expect(lease["spec", "holderIdentity"]?.stringValue ?? "" == "")
    }

    @Test func aCancelledFollowerEnds() async throws {
        let cluster = SimulatedCluster()
        let (leaders, heard) = AsyncStream<String>.makeStream()
        var other = KubeObject(APIResource.leases.gvk, namespace: "default", name: "shop")
        other.value["spec"] = ["holderIdentity": "other", "leaseDurationSeconds": 3_600]
        _ = try await cluster.create(other)
        let follower = elector(cluster, "me") { heard.yield($0) }
        let task = Task { try await follower.lead { Issue.record("must not lead") } }
        for await leader in leaders where leader == "other" { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
