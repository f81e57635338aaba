import KubeModel
import KubeSimulator
import Reconciler
import Testing
import Values

@Suite struct OperationTests {
    @Test func anOperationIsTerminated() async throws {
        let bed = try await TestBed(
            ["a.yaml": suspended(Manifest.job("wait", hook: "PreSync")), "b.yaml": Manifest.configMap("settings")],
            policy: nil)
        let controller = bed.controller()
        try await controller.sync(TestBed.id)
        let running = try await controller.reconcile(upTo: .seconds(10))
        #expect(running.operationState?.phase == .running)
        #expect(running.operationState?.message == "waiting for completion of hook batch/Job/wait")
        await #expect(throws: ApplicationError(.conflict, "")) { try await controller.sync(TestBed.id) }
        try await controller.terminate(TestBed.id)
        let status = try await controller.reconcile()
        #expect(status.operationState?.phase == .failed)
        #expect(status.operationState?.message == "Operation terminated")
        #expect(try await bed.cluster.find("batch/v1", "Job", "shop/wait") == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/settings") == nil)
        #expect(status.history.isEmpty)
        await #expect(throws: ApplicationError(.conflict, "")) { try await controller.terminate(TestBed.id) }
    }

    private func suspended(_ job: String) -> String {
        job.replacing("spec:\n  template:", with: "spec:\n  suspend: true\n  template:")
    }

    @Test func aFailedSyncIsTriedAgainWithGrowingPauses() async throws {
        let bed = try await TestBed(["b.yaml": Manifest.configMap("settings")])
        bed.cluster.inject(.fail(status: 500), on: RequestPattern(method: "POST", path: "/configmaps"), times: 3)
        let start = bed.clock.now
        let status = try await bed.controller().reconcile()
        #expect(status.operationState?.phase == .succeeded)
        #expect(status.operationState?.retryCount == 3)
        #expect(bed.clock.now - start >= .seconds(5 + 10 + 20))
        #expect(bed.events.messages(.operationRetried).count == 3)
        #expect(bed.events.messages(.operationRetried).first?.contains("Retrying attempt #1 at ") == true)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/settings") != nil)
    }

    @Test func attemptsAreLimited() async throws {
        let policy = SyncPolicy([
            "automated": [:], "retry": ["limit": 2, "backoff": ["duration": "1s", "factor": 3, "maxDuration": "1m"]],
        ])
        let bed = try await TestBed(["b.yaml": Manifest.configMap("settings")], policy: policy)
        bed.cluster.inject(.fail(status: 500), on: RequestPattern(method: "POST", path: "/configmaps"))
        let status = try await bed.controller().reconcile()
        #expect(status.operationState?.phase == .failed)
        #expect(status.operationState?.retryCount == 2)
        #expect(bed.cluster.requests.count("POST", containing: "/configmaps") == 3)
        #expect(status.conditions.map(\.type) == [.syncError])
        #expect(status.conditions.first?.message.hasPrefix("Failed last sync attempt to [") == true)
        // The same revision is not tried by itself again; a new one is.
        bed.cluster.clearFaults()
        #expect(try await bed.controller().reconcile().operationState?.phase == .failed)
        bed.source.commit(["b.yaml": Manifest.configMap("settings", "a: c")])
        #expect(try await bed.controller().reconcile().operationState?.phase == .succeeded)
    }

    @Test func aRetryStaysWithItsRevision() async throws {
        let bed = try await TestBed(["b.yaml": Manifest.configMap("settings")])
        bed.cluster.inject(.fail(status: 500), on: RequestPattern(method: "POST", path: "/configmaps"), times: 1)
        let first = bed.source.head
        let controller = bed.controller()
        try await controller.reconcile(upTo: .seconds(1))
        bed.source.commit(["b.yaml": Manifest.configMap("settings", "a: c")])
        let status = try await controller.reconcile()
        #expect(status.history.map(\.revisions) == [[first], [bed.source.head]])
    }

    @Test func hooksForFailuresRun() async throws {
        let bed = try await TestBed(
            [
                "a.yaml": Manifest.configMap("settings"), "c.yaml": Manifest.job("cleanup", hook: "SyncFail"),
            ], policy: nil)
        bed.cluster.inject(.fail(status: 403), on: RequestPattern(method: "POST", path: "/configmaps"))
        let controller = bed.controller()
        try await controller.sync(TestBed.id)
        let status = try await controller.reconcile()
        #expect(status.operationState?.phase == .failed)
        #expect(
            status.operationState?.message.hasPrefix("one or more synchronization tasks completed unsuccessfully")
                == true)
        #expect(try await bed.cluster.find("batch/v1", "Job", "shop/cleanup") != nil)
    }

    @Test func aDryRunChangesNothing() async throws {
        let bed = try await TestBed(["b.yaml": Manifest.configMap("settings")], policy: nil)
        bed.cluster.resetRequests()
        let controller = bed.controller()
        try await controller.sync(TestBed.id, ApplicationOperation(dryRun: true))
        let status = try await controller.reconcile()
        #expect(status.operationState?.phase == .succeeded)
        #expect(bed.cluster.requests.writes == 0)
        #expect(status.history.isEmpty)
    }

    @Test func theNamespaceIsMade() async throws {
        let policy = SyncPolicy([
            "automated": [:], "syncOptions": ["CreateNamespace=true"],
            "managedNamespaceMetadata": ["labels": ["team": "shop"]],
        ])
        let bed = try await TestBed(["b.yaml": Manifest.configMap("settings")], policy: policy)
        try await bed.store.update(TestBed.id) { $0?.spec.destination.namespace = "fresh" }
        let status = try await bed.controller().reconcile()
        #expect(status.operationState?.phase == .succeeded)
        let namespace = KubeObject(unchecked: try await bed.cluster.get("v1", "Namespace", "fresh"))
        #expect(namespace.label("team") == "shop")
        #expect(try await bed.cluster.find("v1", "ConfigMap", "fresh/settings") != nil)
        #expect(status.sync.status == .synced)
    }

    @Test func onlyWhatIsSelectedIsSynced() async throws {
        let bed = try await TestBed(
            ["a.yaml": Manifest.configMap("one"), "b.yaml": Manifest.configMap("two")], policy: nil)
        let controller = bed.controller()
        var operation = ApplicationOperation()
        operation.resources = [ResourceSelection(group: "", kind: "ConfigMap", name: "two")]
        try await controller.sync(TestBed.id, operation)
        let status = try await controller.reconcile()
        #expect(status.sync.status == .outOfSync)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/one") == nil)
        #expect(try await bed.cluster.find("v1", "ConfigMap", "shop/two") != nil)
    }

    @Test func serverSideApply() async throws {
        let policy = SyncPolicy(["automated": ["selfHeal": true], "syncOptions": ["ServerSideApply=true"]])
        let bed = try await TestBed(["web.yaml": Manifest.deployment()], policy: policy)
        let status = try await bed.controller().reconcile()
        #expect(status.sync.status == .synced)
        #expect(bed.events.messages(.resourceUpdated) == ["deployment.apps/web serverside-applied"])
        try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        #expect(try await bed.controller().reconcile().sync.status == .synced)
        #expect(try await bed.replicas() == 3)
    }

    @Test func ignoredDifferencesStay() async throws {
        let bed = try await TestBed(["web.yaml": Manifest.deployment()])
        try await bed.store.update(TestBed.id) { stored in
            stored?.spec.ignoreDifferences = [
                IgnoreDifference(["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]])
            ]
        }
        let controller = bed.controller()
        try await controller.reconcile()
        try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.replicas() == 5)
    }

    @Test func ignoredFieldsKeepTheirLiveValuesWhereThatIsAsked() async throws {
        let policy = SyncPolicy(["automated": [:], "syncOptions": ["RespectIgnoreDifferences=true"]])
        let bed = try await TestBed(["web.yaml": Manifest.deployment()], policy: policy)
        try await bed.store.update(TestBed.id) { stored in
            stored?.spec.ignoreDifferences = [
                IgnoreDifference(["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]])
            ]
        }
        let controller = bed.controller()
        try await controller.reconcile()
        try await bed.cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 5]])
        bed.source.commit(["web.yaml": Manifest.deployment(image: "web:2")])
        #expect(try await controller.reconcile().images == ["web:2"])
        #expect(try await bed.replicas() == 5)
    }

    @Test func aProjectSetsBounds() async throws {
        let bed = try await TestBed(["a.yaml": Manifest.configMap("one"), "web.yaml": Manifest.deployment()])
        let project = try AppProject([
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": ["name": "default"],
            "spec": [
                "sourceRepos": ["https://example.com/*"], "destinations": [["server": "*", "namespace": "shop"]],
                "namespaceResourceBlacklist": [["group": "", "kind": "ConfigMap"]],
            ],
        ])
        let projects = ProjectSet([project])
        let controller = ApplicationController(
            store: bed.store, sources: bed.source, cluster: LiveCluster(bed.cluster.transport), clock: bed.clock,
            permissions: projects)
        let status = try await controller.reconcile()
        #expect(status.operationState?.phase == .failed)
        #expect(
            status.operationState?.message.contains("resource :ConfigMap is not permitted in project default") == true)
        #expect(try await bed.replicas() == nil)
        try await bed.store.update(TestBed.id) { $0?.spec.project = "other" }
        #expect(try await controller.reconcile().conditions.map(\.type) == [.invalidSpecError])
    }

    @Test func aDefinitionAndItsObjectsComeTogether() async throws {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.acme.example}
            spec:
              group: acme.example
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
              scope: Namespaced
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """
        let widget = """
            apiVersion: acme.example/v1
            kind: Widget
            metadata: {name: one}
            spec: {size: 3}
            """
        let bed = try await TestBed(["a.yaml": widget, "b.yaml": definition])
        let controller = bed.controller()
        let status = try await controller.reconcile()
        #expect(status.sync.status == .synced)
        #expect(status.operationState?.phase == .succeeded)
        try await bed.cluster.patch("acme.example/v1", "Widget", "shop/one", ["spec": ["size": 4]])
        #expect(try await controller.reconcile().sync.status == .synced)
        #expect(try await bed.cluster.get("acme.example/v1", "Widget", "shop/one")["spec", "size"] == 3)
    }

    @Test func aControllerThatIsStoppedClaimsNothing() async throws {
        let bed = try await TestBed(["a.yaml": Manifest.configMap("one")])
        let controller = ApplicationController(
            store: bed.store, sources: bed.source,
            cluster: LiveCluster(CancellableTransport(base: bed.cluster.transport)), clock: bed.clock)
        try await controller.reconcile()
        let before = try await bed.application()
        let stopped = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await controller.reconcile()
        }
        await #expect(throws: (any Error).self) { try await stopped.value }
        #expect(try await bed.application() == before)
    }
}
