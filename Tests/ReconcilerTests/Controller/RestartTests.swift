import KubeClient
import KubeModel
import KubeSimulator
import Reconciler
import Testing
import Values

@Suite struct RestartTests {
    private static let files = [
        "a.yaml": Manifest.job("migrate", hook: "PreSync"),
        "b.yaml": Manifest.configMap("settings"),
        "c.yaml": Manifest.deployment(wave: 1),
        "d.yaml": Manifest.configMap("late", wave: 2),
        "e.yaml": Manifest.job("notify", hook: "PostSync", policy: "HookSucceeded"),
    ]

    /// Kills the controller at every write of a sync in turn, and lets a new one finish.
    @Test(arguments: [false, true]) func nothingIsDoneTwice(losesAnswer: Bool) async throws {
        var count = 0
        while true {
            let bed = try await TestBed(RestartTests.files)
            bed.cluster.resetRequests()
            let crash = CrashSwitch(afterWrites: count, losesAnswer: losesAnswer)
            let first = ApplicationController(
                store: CrashingStore(base: bed.store, crash: crash), sources: bed.source,
                cluster: LiveCluster(CrashingTransport(base: bed.cluster.transport, crash: crash)), clock: bed.clock,
                settings: bed.settings)
            _ = try? await first.reconcile()
            guard crash.isDead else { break }

            let status = try await bed.controller().reconcile()
            #expect(status.operationState?.phase == .succeeded, "killed at write \(count)")
            #expect(status.sync.status == .synced, "killed at write \(count)")
            #expect(status.history.count == 1, "killed at write \(count)")
            // Every object was created once, and only the hook that asks for it was deleted.
            let created = bed.cluster.requests.count("POST", containing: "/namespaces/shop/")
            #expect(created == 5, "killed at write \(count)")
            #expect(bed.cluster.requests.count("DELETE", containing: "/jobs/migrate") == 0, "killed at write \(count)")
            count += 1
            guard count < 100 else { break }
        }
        #expect(count >= 8)
    }
}
