import KubeModel
import KubeSimulator
import Reconciler
import Testing
import Values

/// The controller as a service: it follows the cluster, the store and requests by itself.
@Suite(.timeLimit(.minutes(10))) struct RunTests {
    private func running(
        _ bed: TestBed, _ body: (ApplicationController) async throws -> Void
    ) async throws {
        var settings = ControllerSettings()
        settings.waveDelay = .zero
        settings.operationPollInterval = .milliseconds(5)
        let controller = ApplicationController(
            store: bed.store, sources: bed.source, cluster: LiveCluster(bed.cluster.transport), events: bed.events,
            settings: settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controller.run() }
            try await body(controller)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    @Test func itSyncsHealsAndFollowsCommits() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        try await running(bed) { controller in
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "shop/web") { $0 != nil }
            try await untilSynced(bed)
            try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "shop/web") { $0?["spec", "replicas"] == 3 }
            bed.source.commit(["web.yaml": Manifest.deployment(replicas: 1)])
            await controller.refresh(TestBed.id)
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "shop/web") { $0?["spec", "replicas"] == 1 }
        }
    }

    @Test func aBrokenWatchLosesNothing() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        try await running(bed) { _ in
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "shop/web") { $0 != nil }
            try await untilSynced(bed)
            bed.cluster.dropWatches()
            try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "shop/web") { $0?["spec", "replicas"] == 3 }
        }
    }

    @Test func applicationsThatAreAddedAreTakenUp() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        try await running(bed) { controller in
            try await untilSynced(bed)
            try await bed.cluster.ensureNamespace("second")
            var second = TestBed.application("second", policy: .automated())
            second.spec.destination.namespace = "second"
            try await bed.store.apply(second)
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "second/web") { $0 != nil }
            try await controller.delete(second.id, cascade: .foreground)
            try await bed.cluster.wait(for: "apps/v1", "Deployment", "second/web") { $0 == nil }
        }
    }

    private func untilSynced(_ bed: TestBed) async throws {
        let changes = bed.store.changes()
        if try await bed.application().status.sync.status == .synced { return }
        for await _ in changes {
            if try await bed.application().status.sync.status == .synced { return }
        }
    }
}
