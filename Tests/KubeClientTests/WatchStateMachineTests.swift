import KubeModel
import Testing
import Values

@testable import KubeClient

@Suite struct WatchStateMachineTests {
    private let policy = BackoffPolicy(initial: .seconds(1), maximum: .seconds(8))
    private let expired = KubeError(
        .rejected, "too old", status: KubeStatus(code: 410, reason: .expired, message: "too old"))
    private let broken = KubeError(.unreachable, "reset")

    private func machine(_ initialList: WatchOptions.InitialList = .paged) -> WatchStateMachine {
        WatchStateMachine(backoff: policy, initialList: initialList, random: FixedGenerator())
    }

    private func object(_ name: String, _ version: String) -> KubeObject {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "ns", name: name)
        object.resourceVersion = version
        return object
    }

    private func watching(from version: String) -> WatchStateMachine {
        var machine = machine()
        _ = machine.begin()
        _ = machine.received(ObjectList(items: [], resourceVersion: version))
        _ = machine.opened()
        return machine
    }

    @Test func listsPageByPageThenWatchesFromTheListsVersion() {
        var machine = machine()
        let first = machine.begin()
        #expect(first.changes.map(name) == ["restarted"])
        #expect(first.action == .list(continuing: nil, atOnce: false))
        let second = machine.received(ObjectList(items: [object("a", "1")], resourceVersion: "5", continueToken: "t"))
        #expect(second.changes.map(name) == ["initial a"])
        #expect(second.action == .list(continuing: "t", atOnce: false))
        let third = machine.received(ObjectList(items: [object("b", "2")], resourceVersion: "5"))
        #expect(third.changes.map(name) == ["initial b", "synced"])
        #expect(third.action == .watch(.resume(from: "5")))
        #expect(machine.opened().action == .read)
    }

    @Test func resumesFromTheLastEventOrBookmark() {
        var machine = watching(from: "5")
        #expect(machine.received(.added(object("a", "6"))).changes.map(name) == ["applied a"])
        #expect(machine.watchEnded(lasted: .zero).action == .watch(.resume(from: "6")))
        _ = machine.opened()
        #expect(machine.received(.bookmark(resourceVersion: "9", endsInitialEvents: false)).changes.isEmpty)
        #expect(machine.received(.deleted(object("a", "11"))).changes.map(name) == ["deleted a"])
        #expect(machine.watchEnded(lasted: .zero).action == .watch(.resume(from: "11")))
    }

    @Test func aTooOldVersionListsAgainAtOnceButOnlyOnce() {
        var machine = watching(from: "5")
        let step = machine.received(.error(KubeStatus(code: 410, reason: .expired, message: "too old")))
        #expect(step.changes.map(name) == ["restarted"])
        #expect(step.action == .list(continuing: nil, atOnce: false))
        _ = machine.received(ObjectList(items: [], resourceVersion: "7"))
        let again = machine.watchFailed(expired)
        #expect(again.action == .list(continuing: nil, atOnce: false))
        let listFails = machine.listFailed(broken)
        #expect(listFails.action == .wait(.seconds(2)))
    }

    @Test func brokenWatchesResumeAfterGrowingWaitsThenListAgain() {
        var machine = watching(from: "5")
        var waits: [WatchStateMachine.Action] = []
        for _ in 1..<WatchStateMachine.resumeAttempts {
            waits.append(machine.watchFailed(broken).action)
            #expect(machine.begin().action == .watch(.resume(from: "5")))
        }
        #expect(waits == [1, 2, 4, 8, 8].map { .wait(.seconds($0)) })
        #expect(machine.watchFailed(broken).action == .wait(.seconds(8)))
        #expect(machine.begin().action == .list(continuing: nil, atOnce: false))
    }

    @Test func anEventEndsTheRowOfFailures() {
        var machine = watching(from: "5")
        _ = machine.watchFailed(broken)
        _ = machine.begin()
        _ = machine.opened()
        _ = machine.received(.modified(object("a", "6")))
        #expect(machine.watchFailed(broken).action == .wait(.seconds(1)))
    }

    @Test func aWatchThatClosesAtOnceWaits() {
        var machine = watching(from: "5")
        #expect(machine.watchEnded(lasted: .milliseconds(10)).action == .wait(.seconds(1)))
        #expect(machine.begin().action == .watch(.resume(from: "5")))
        #expect(machine.watchEnded(lasted: .seconds(2)).action == .watch(.resume(from: "5")))
    }

    @Test func theServersWishIsKept() {
        var machine = watching(from: "5")
        var error = broken
        error.retryAfter = .seconds(20)
        #expect(machine.watchFailed(error).action == .wait(.seconds(20)))
        let status = KubeStatus(code: 504, reason: .timeout, message: "", retryAfterSeconds: 40)
        #expect(machine.received(.error(status)).action == .wait(.seconds(40)))
    }

    @Test func anExpiredTokenListsAtOnce() {
        var machine = machine()
        _ = machine.begin()
        _ = machine.received(ObjectList(items: [object("a", "1")], resourceVersion: "5", continueToken: "t"))
        let step = machine.listFailed(expired)
        #expect(step.changes.map(name) == ["restarted"])
        #expect(step.action == .list(continuing: nil, atOnce: true))
        let failed = machine.listFailed(expired)
        #expect(failed.action == .wait(.seconds(1)))
        #expect(machine.begin().action == .list(continuing: nil, atOnce: false))
    }

    @Test func streamedStatesEndWithTheMarkedBookmark() {
        var machine = machine(.streamed)
        #expect(machine.begin().action == .watch(.initialEvents))
        _ = machine.opened()
        #expect(machine.received(.added(object("a", "3"))).changes.map(name) == ["initial a"])
        let end = machine.received(.bookmark(resourceVersion: "8", endsInitialEvents: true))
        #expect(end.changes.map(name) == ["synced"])
        #expect(machine.received(.modified(object("a", "9"))).changes.map(name) == ["applied a"])
        #expect(machine.watchEnded(lasted: .zero).action == .watch(.resume(from: "9")))
    }

    @Test func aServerThatCannotStreamGetsLists() {
        var machine = machine(.streamed)
        _ = machine.begin()
        _ = machine.opened()
        _ = machine.received(.added(object("a", "3")))
        let step = machine.received(.error(KubeStatus(code: 500, reason: .internalError, message: "no progress")))
        #expect(step.changes.map(name) == ["restarted"])
        #expect(step.action == .list(continuing: nil, atOnce: false))
    }

    @Test func whatGoesWhileTheStateIsStreamedIsToldAsGoneAfterIt() {
        var machine = machine(.streamed)
        _ = machine.begin()
        _ = machine.received(.added(object("a", "3")))
        _ = machine.received(.added(object("b", "4")))
        #expect(machine.received(.modified(object("b", "5"))).changes.map(name) == ["initial b"])
        #expect(machine.received(.deleted(object("a", "6"))).changes.isEmpty)
        #expect(machine.received(.deleted(object("b", "7"))).action == .read)
        #expect(machine.received(.added(object("b", "8"))).changes.map(name) == ["initial b"])
        let end = machine.received(.bookmark(resourceVersion: "8", endsInitialEvents: true))
        #expect(end.changes.map(name) == ["synced", "deleted a"])
    }

    @Test func aServerThatIgnoresTheRequestToStreamGetsLists() {
        var plain = machine(.streamed)
        _ = plain.begin()
        _ = plain.received(.added(object("a", "3")))
        let step = plain.received(.bookmark(resourceVersion: "9", endsInitialEvents: false))
        #expect(step.action == .list(continuing: nil, atOnce: false))
        #expect(step.changes.map(name) == ["restarted"])
        var closing = machine(.streamed)
        _ = closing.begin()
        #expect(closing.watchEnded(lasted: .seconds(290)).action == .list(continuing: nil, atOnce: false))
        var silent = machine(.streamed)
        _ = silent.begin()
        #expect(silent.watchFailed(KubeError(.timeout, "silence")).action == .wait(.seconds(1)))
        #expect(silent.begin().action == .list(continuing: nil, atOnce: false))
        var broken = machine(.streamed)
        _ = broken.begin()
        _ = broken.watchFailed(self.broken)
        #expect(broken.begin().action == .watch(.initialEvents), "a broken connection says nothing about the server")
    }

    @Test func theWatchBeginsAtTheFirstPagesVersion() {
        var machine = machine()
        _ = machine.begin()
        _ = machine.received(ObjectList(items: [], resourceVersion: "5", continueToken: "t"))
        let last = machine.received(ObjectList(items: [], resourceVersion: "8"), continuing: "t")
        #expect(last.action == .watch(.resume(from: "5")))
    }

    @Test func aListThatGoesRoundInCirclesIsAFailure() {
        var machine = machine()
        _ = machine.begin()
        _ = machine.received(ObjectList(items: [], resourceVersion: "5", continueToken: "t"))
        let step = machine.received(ObjectList(items: [], resourceVersion: "5", continueToken: "t"), continuing: "t")
        #expect(step.changes.map(name) == ["interrupted undecodable"])
        #expect(step.action == .wait(.seconds(1)))
    }

    private func name(_ change: ResourceChange) -> String { change.name }
}

extension ResourceChange {
    /// A short text for comparing.
    var name: String {
        switch self {
        case .restarted: "restarted"
        case .initial(let object): "initial \(object.name)"
        case .synced: "synced"
        case .applied(let object): "applied \(object.name)"
        case .deleted(let object): "deleted \(object.name)"
        case .interrupted(let error, _): "interrupted \(error.code)"
        }
    }
}
