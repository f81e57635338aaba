import KubeModel
import KubeSimulator
import Reconciler
import Testing
import Values

@Suite struct ControllerTests {
    @Test func aManualScaleIsHealed() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        #expect(try await controller.reconcile().sync.status == .synced)
        try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.replicas() == 3)
        let state = try await bed.application().status.operationState
        #expect(state?.operation.selfHealAttempts == 1)
        #expect(state?.operation.resources.count == 1)
        // Healing is no deployment.
        #expect(try await bed.application().status.history.count == 1)
    }

    @Test func theFirstSyncRecordsWhatIsDeployed() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment(), "c.yaml": Manifest.configMap("settings")])
        let status = try await bed.controller().reconcile()
        #expect(status.sync.revision == bed.source.head)
        #expect(status.history.map(\.revisions) == [[bed.source.head]])
        #expect(status.history.first?.isAutomated == true)
        #expect(status.operationState?.phase == .succeeded)
        #expect(status.operationState?.message == "successfully synced (all tasks run)")
        #expect(status.images == ["web:1"])
        #expect(status.resources.map(\.key.kind).sorted() == ["ConfigMap", "Deployment"])
        let live = try await bed.cluster.get("apps/v1", "Deployment", "shop/web")
        #expect(
            KubeObject(unchecked: live).annotation("argocd.argoproj.io/tracking-id")
                == "shop:apps/Deployment:shop/web")
    }

    @Test func aDeclaredStatusDoesNotCount() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment() + "\nstatus: {replicas: 99}\n"])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.cluster.clock.advance(by: .seconds(60))
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.application().status.history.count == 1)
    }

    @Test func itBecomesHealthy() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.cluster.clock.advance(by: .seconds(60))
        #expect(try await controller.reconcile().health.status == .healthy)
    }

    @Test func aNewCommitIsSynced() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.source.commit(["web.yaml": Manifest.deployment(replicas: 2)])
        let status = try await controller.reconcile()
        #expect(status.sync.status == .synced)
        #expect(status.history.count == 2)
        #expect(try await bed.replicas() == 2)
    }

    @Test func whatIsRemovedIsPruned() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment(), "c.yaml": Manifest.configMap("settings")])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.source.commit(["web.yaml": Manifest.deployment()])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/settings") == nil)
    }

    @Test func withoutPruningTheLeftoverStays() async throws {
        let bed = try await TestBed(
            ["web.yaml": Manifest.deployment(), "c.yaml": Manifest.configMap("settings")],
            policy: .automated(prune: false))
        let controller = bed.controller()
        try await controller.reconcile()
        bed.source.commit(["web.yaml": Manifest.deployment()])
        let status = try await controller.reconcile()
        #expect(status.sync.status == .outOfSync)
        #expect(status.resources.first { $0.key.kind == "ConfigMap" }?.requiresPruning == true)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/settings") != nil)
    }

    @Test func nothingIsWipedOut() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.source.commit([:])
        let status = try await controller.reconcile()
        #expect(status.conditions.map(\.type) == [.syncError])
        #expect(status.conditions.first?.message.contains("auto-sync will wipe out all resources") == true)
        #expect(try await bed.replicas() == 3)
    }

    @Test func aBrokenCommitLeavesTheClusterAlone() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment(), "c.yaml": Manifest.configMap("settings")])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.cluster.resetRequests()
        bed.source.commit(["web.yaml": "kind: [broken"])
        let status = try await controller.reconcile()
        #expect(status.sync.status == .unknown)
        #expect(status.conditions.map(\.type) == [.comparisonError])
        #expect(status.conditions.first?.message.contains("web.yaml:") == true)
        #expect(bed.cluster.requests.writes == 0)
        bed.source.commit(["web.yaml": Manifest.deployment(replicas: 1), "c.yaml": Manifest.configMap("settings")])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.application().status.conditions.isEmpty)
    }

    @Test func wavesAndHooksRunInOrder() async throws {
        let bed = try await TestBed([
            "a.yaml": Manifest.job("migrate", hook: "PreSync", policy: "HookSucceeded"),
            "b.yaml": Manifest.configMap("settings"),
            "c.yaml": Manifest.deployment(wave: 1),
            "d.yaml": Manifest.job("notify", hook: "PostSync"),
        ])
        let status = try await bed.controller().reconcile()
        #expect(status.operationState?.phase == .succeeded)
        #expect(
            bed.events.messages(.waveCompleted) == ["PreSync wave 0", "Sync wave 0", "Sync wave 1", "PostSync wave 0"])
        #expect(
            bed.events.messages(.resourceUpdated) == [
                "job.batch/migrate created", "configmap/settings created", "deployment.apps/web created",
                "job.batch/notify created", "Job/migrate deleted",
            ])
        #expect(status.health.status == .healthy)
        let results = status.operationState?.results ?? []
        #expect(results.allSatisfy { $0.operationPhase == .succeeded })
        #expect(try await bed.cluster.find("batch/v1", "Job", "shop/migrate") == nil)
        #expect(try await bed.cluster.find("batch/v1", "Job", "shop/notify") != nil)
    }

    @Test func rollback() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()], policy: nil)
        let controller = bed.controller()
        let first = bed.source.head
        try await controller.sync(TestBed.id)
        try await controller.reconcile()
        bed.source.commit(["web.yaml": Manifest.deployment(replicas: 9)])
        try await controller.sync(TestBed.id, ApplicationOperation(username: "ada"))
        try await controller.reconcile()
        #expect(try await bed.replicas() == 9)
        try await controller.rollback(TestBed.id, to: 0)
        let status = try await controller.reconcile()
        #expect(try await bed.replicas() == 3)
        #expect(status.sync.status == .outOfSync)
        #expect(status.history.map(\.id) == [0, 1, 2])
        #expect(status.history.last?.revisions == [first])
        #expect(status.history[1].username == "ada")
    }

    @Test func rollbackNeedsManualSyncs() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        try await controller.reconcile()
        await #expect(throws: ApplicationError(.conflict, "")) { try await controller.rollback(TestBed.id, to: 0) }
    }

    @Test func anUnchangedApplicationWritesNothing() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.cluster.clock.advance(by: .seconds(60))
        try await controller.reconcile()
        bed.cluster.resetRequests()
        let before = try await bed.application()
        try await controller.reconcile()
        #expect(bed.cluster.requests.writes == 0)
        #expect(try await bed.application() == before)
    }
}
