import KubeModel
import KubeSimulator
import Reconciler
import Testing
import Values

@Suite struct DeletionTests {
    @Test func objectsGoWithTheirApplicationLastWaveFirst() async throws {
        let bed = try await TestBed([
            "a.yaml": Manifest.configMap("first"), "b.yaml": Manifest.configMap("second", wave: 2),
            "web.yaml": Manifest.deployment(wave: 1),
        ])
        let controller = bed.controller()
        try await controller.reconcile()
        bed.cluster.resetRequests()
        try await controller.delete(TestBed.id, cascade: .foreground)
        try await controller.reconcile()
        #expect(try await bed.store.application(TestBed.id) == nil)
        let deletions = bed.cluster.requests.entries.filter { $0.method == "DELETE" }.map(\.path)
        #expect(
            deletions == [
                "/api/v1/namespaces/shop/configmaps/second", "/apis/apps/v1/namespaces/shop/deployments/web",
                "/api/v1/namespaces/shop/configmaps/first",
            ])
        #expect(try await bed.cluster.list("apps/v1", "Deployment", in: "shop").isEmpty)
        #expect(try await bed.cluster.list("v1", "Pod", in: "shop").isEmpty)
        #expect(bed.events.messages(.deleted) == ["Application shop deleted"])
    }

    @Test func withoutAFinalizerObjectsStay() async throws {
        let bed = try await TestBed(["a.yaml": Manifest.configMap("first")])
        let controller = bed.controller()
        try await controller.reconcile()
        try await controller.delete(TestBed.id)
        try await controller.reconcile()
        #expect(try await bed.store.application(TestBed.id) == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/first") != nil)
    }

    @Test func whatIsMarkedToStayStays() async throws {
        let kept = Manifest.configMap("kept").replacing(
            "annotations: {}", with: "annotations: {argocd.argoproj.io/sync-options: Delete=false}")
        let bed = try await TestBed(["a.yaml": Manifest.configMap("gone"), "b.yaml": kept])
        let controller = bed.controller()
        try await controller.reconcile()
        try await controller.delete(TestBed.id, cascade: .background)
        try await controller.reconcile()
        #expect(try await bed.store.application(TestBed.id) == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/gone") == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/kept") != nil)
    }

    @Test func aDeletionWaitsForConfirmation() async throws {
        let guarded = Manifest.configMap("guarded").replacing(
            "annotations: {}", with: "annotations: {argocd.argoproj.io/sync-options: Delete=confirm}")
        let bed = try await TestBed(["a.yaml": guarded])
        let controller = bed.controller()
        try await controller.reconcile()
        try await controller.delete(TestBed.id, cascade: .foreground)
        let status = try await controller.reconcile(upTo: .seconds(20))
        #expect(status.conditions.map(\.type) == [.deletionError])
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/guarded") != nil)
        let now = bed.clock.now
        try await bed.store.update(TestBed.id) { stored in
            stored?.object.annotations["argocd.argoproj.io/deletion-approved"] = now.description
        }
        try await controller.reconcile()
        #expect(try await bed.store.application(TestBed.id) == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/guarded") == nil)
    }
}
