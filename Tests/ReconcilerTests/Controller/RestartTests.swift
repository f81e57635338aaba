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

    /// Kills the controller at every write of a sync in turn, to the cluster or to the store, and lets a new one finish.
    @Test func nothingIsDoneTwice() async throws {
        let kills = try await killEverywhere(check: { bed, place in
            // Every object was created once, and only the hook that asks for it was deleted.
            let created = bed.cluster.requests.count("POST", containing: "/namespaces/shop/")
            #expect(created == 5, "\(place)")
            #expect(bed.cluster.requests.count("DELETE", containing: "/jobs/migrate") == 0, "\(place)")
        })
        #expect(kills >= 16)
    }

    /// The same where the sync before it has left its hook, which is deleted before the hook runs anew.
    @Test func leftoverHookRunsAnewOnce() async throws {
        let kills = try await killEverywhere { bed in
            _ = try await bed.controller().reconcile()
            bed.source.commit(
                RestartTests.files.merging(["b.yaml": Manifest.configMap("settings", "a: c")]) { $1 })
        } check: { bed, place in
            #expect(bed.cluster.requests.count("POST", containing: "/namespaces/shop/jobs") == 2, "\(place)")
            let settings = try await bed.cluster.find("v1", "ConfigMap", "shop/settings")
            #expect(settings?["data", "a"] == "c", "\(place)")
        }
        #expect(kills >= 16)
    }

    /// - Returns: the number of writes, each of which was the last one of a controller.
    private func killEverywhere(
        before: (TestBed) async throws -> Void = { _ in },
        check: (TestBed, String) async throws -> Void
    ) async throws -> Int {
        for count in 0..<100 {
            let bed = try await TestBed(RestartTests.files)
            try await before(bed)
            bed.cluster.resetRequests()
            let crash = CrashSwitch(afterWrites: count)
            let first = ApplicationController(
                store: CrashingStore(base: bed.store, crash: crash), sources: bed.source,
                cluster: LiveCluster(CrashingTransport(base: bed.cluster.transport, crash: crash)), clock: bed.clock,
                settings: bed.settings)
            _ = try? await first.reconcile()
            guard crash.isDead else { return count }

            let place = "killed at write \(count)"
            let status = try await bed.controller().reconcile()
            #expect(status.operationState?.phase == .succeeded, "\(place)")
            #expect(status.sync.status == .synced, "\(place)")
            try await check(bed, place)
        }
        return 100
    }
}
