import KubeModel
import Testing
import Values

@testable import Reconciler

@Suite struct AutoSyncTests {
    private let now = Timestamp(seconds: 1_000_000)

    private func application(
        _ policy: SyncPolicy, lastSync: OperationPhase? = nil, revision: String = "r1"
    ) -> Application {
        var application = Application(
            name: "shop", source: ApplicationSource(repoURL: "https://example.com/x.git"), destination: "shop",
            syncPolicy: policy)
        if let lastSync {
            var state = OperationState(ApplicationOperation(), startedAt: Timestamp(seconds: 999_000))
            state.phase = lastSync
            state.message = "because"
            state.finishedAt = Timestamp(seconds: 999_999)
            state.revisions = [revision]
            state.sources = application.spec.sources
            application.status.operationState = state
        }
        return application
    }

    private func comparison(modified: Int = 1, leftover: Int = 0) -> ApplicationComparison {
        func resource(_ name: String, prune: Bool) -> ApplicationComparison.Resource {
            let object = KubeObject(
                GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "shop", name: name)
            return ApplicationComparison.Resource(
                key: object.key, target: prune ? nil : object, live: object, isModified: !prune, status: .outOfSync,
                health: nil, isHook: false, requiresPruning: prune, isOwn: true)
        }
        let resources =
            (0..<modified).map { resource("m\($0)", prune: false) }
            + (0..<leftover).map { resource("l\($0)", prune: true) }
        return ApplicationComparison(
            resources: resources, hooks: [], status: resources.isEmpty ? .synced : .outOfSync,
            health: ApplicationHealth(of: []), conditions: [], revisions: ["r1"], sourceTypes: [])
    }

    private func decide(_ application: Application, _ comparison: ApplicationComparison) -> AutoSync.Decision {
        AutoSync(settings: ControllerSettings()).decide(application, comparison, now: now)
    }

    @Test func aNewRevisionIsSyncedWithTheDefaultRetries() throws {
        guard case .sync(let operation) = decide(application(.automated(prune: true)), comparison()) else {
            Issue.record("no sync")
            return
        }
        #expect(operation.revision == "r1" && operation.prune && operation.isAutomated)
        #expect(operation.retry?.limit == 5)
        #expect(operation.resources.isEmpty)
    }

    @Test func nothingHappensWhereItShouldNot() {
        #expect(decide(application(SyncPolicy([:])), comparison()).isNone)
        #expect(decide(application(.automated()), comparison(modified: 0)).isNone)
        #expect(decide(application(.automated()), comparison(modified: 0, leftover: 1)).isNone)
        #expect(decide(application(.automated(), lastSync: .running), comparison()).isNone)
        #expect(decide(application(.automated(), lastSync: .succeeded), comparison()).isNone)
    }

    @Test func aRevisionThatFailedIsNotTriedAgain() {
        guard
            case .refuse(let reason) = decide(application(.automated(selfHeal: true), lastSync: .failed), comparison())
        else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "Failed last sync attempt to [r1]: because")
    }

    @Test func healingComesWithGrowingPauses() {
        var application = application(.automated(selfHeal: true), lastSync: .succeeded)
        var pauses: [Duration] = []
        for attempt in 0..<7 {
            application.status.operationState?.operation.selfHealAttempts = Int64(attempt)
            switch decide(application, comparison()) {
            case .wait(let pause): pauses.append(pause + .seconds(1))
            case .sync(let operation):
                #expect(operation.selfHealAttempts == Int64(attempt) + 1)
                #expect(operation.resources.count == 1)
                pauses.append(.zero)
            default: Issue.record("neither")
            }
        }
        #expect(pauses == [0, 2, 6, 18, 54, 162, 300].map { .seconds($0) })
    }

    @Test func theCountStartsAnewAfterAQuietTime() {
        var application = application(.automated(selfHeal: true), lastSync: .succeeded)
        application.status.operationState?.operation.selfHealAttempts = 6
        application.status.operationState?.finishedAt = Timestamp(seconds: 999_000)
        guard case .sync(let operation) = decide(application, comparison()) else {
            Issue.record("no sync")
            return
        }
        #expect(operation.selfHealAttempts == 1)
    }

    @Test func everythingIsOnlyDeletedWhereThatIsAllowed() {
        guard case .refuse = decide(application(.automated(prune: true)), comparison(modified: 0, leftover: 2)) else {
            Issue.record("not refused")
            return
        }
        let policy = SyncPolicy(["automated": ["prune": true, "allowEmpty": true]])
        guard case .sync = decide(application(policy), comparison(modified: 0, leftover: 2)) else {
            Issue.record("no sync")
            return
        }
    }
}

extension AutoSync.Decision {
    fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
