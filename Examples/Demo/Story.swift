import Foundation
import GitOps
import ReconcilerSQLite

/// The steps of the demo, each of which fails the whole where it does not happen.
final class Story {
    let stage: Stage
    private var step = 0

    init(_ stage: Stage) { self.stage = stage }

    func tell() async throws {
        say("\n  swift-gitops: a commit becomes the state of a cluster\n")
        say("  Git server   \(stage.repositoryURL)")
        say("  API server   \(stage.folder.appendingPathComponent("kubeconfig").path)\n")
        try await firstSync()
        try await newCommit()
        try await manualChange()
        try await removedResource()
        try await brokenCommit()
        try await rollback()
        try await helmCharts()
        try await kustomizeOverlay()
        try await jsonnet()
        try await crash()
        say("\n  all \(step) steps happened\n")
    }

    /// Runs one step and tells how long it took.
    func act(_ title: String, _ body: () async throws -> String) async throws {
        step += 1
        let start = ContinuousClock.now
        let outcome = try await body()
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        let time = String(format: "%7.0f ms", milliseconds)
        say("  \(step)  \(title.padding(toLength: 48, withPad: " ", startingAt: 0)) \(time)   \(outcome)")
    }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard holds else { throw DemoError(what()) }
    }

    private func declare(_ name: String, automated: Bool = true) throws {
        try declare(
            name, Manifests.application(name: name, repoURL: stage.repositoryURL, automated: automated))
    }

    func declare(_ name: String, _ text: String) throws {
        let file = stage.folder.appendingPathComponent("\(name).yaml")
        try Data(text.utf8).write(to: file)
        try stage.gitops(["apply", "-f", file.path])
    }

    // MARK: - The steps

    private func firstSync() async throws {
        let observer = try await observeShop()
        let commit = try stage.repository.commit("Guestbook and shop", files: Manifests.firstCommit)
        try await act("first sync: waves and hooks in order, healthy") {
            try declare("shop")
            try declare("guestbook")
            try await stage.settle("shop", at: commit)
            try await stage.settle("guestbook", at: commit)
            let order = await observer.inOrder
            return try checkOrder(order).joined(separator: " ")
        }
    }

    private func observeShop() async throws -> ClusterObserver {
        try await ClusterObserver(
            stage.api, namespace: "shop",
            kinds: [
                GroupVersionKind(group: "batch", version: "v1", kind: "Job"),
                GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"),
                GroupVersionKind(group: "", version: "v1", kind: "Secret"),
                GroupVersionKind(group: "", version: "v1", kind: "PersistentVolumeClaim"),
                GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"),
                GroupVersionKind(group: "", version: "v1", kind: "Service"),
                GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "Ingress"),
            ])
    }

    /// Hook before, wave 0, wave 1, hook after; within a wave the order of kinds.
    private func checkOrder(_ order: [String]) throws -> [String] {
        let expected = [
            "Job/migrate", "Secret/shop", "ConfigMap/shop", "PersistentVolumeClaim/shop-data", "Service/web",
            "Deployment/web", "Ingress/web", "Job/smoke-test",
        ]
        let own = order.filter { expected.contains($0) }
        try expect(own == expected, "the order was \(own), expected \(expected)")
        return own
    }

    private func newCommit() async throws {
        try await act("a new commit is synced") {
            let commit = try stage.repository.commit(
                "Three guestbooks",
                files: ["guestbook/guestbook-ui-deployment.yaml": Manifests.guestbookDeployment(replicas: 3)])
            try stage.gitops(["app", "refresh", "guestbook", "--hard"])
            try await stage.settle("guestbook", at: commit)
            let live = try await stage.live("apps", "Deployment", "guestbook", "guestbook-ui")
            try expect(live?.value["spec", "replicas"] == 3, "the Deployment has not three replicas")
            return "\(commit.prefix(8)): 3 replicas"
        }
    }

    private func manualChange() async throws {
        try await act("a manual change is seen and healed") {
            let deployments = stage.api.resources(.deployments, in: "shop")
            _ = try await deployments.setScale("web", replicas: 5)
            try await stage.wait(for: "shop", to: "is seen out of sync") { $0.status.sync.status == .outOfSync }
            try await Waiting.until("the Deployment is healed", within: .seconds(60)) {
                try await deployments.get("web").value["spec", "replicas"] == 2
            }
            try await stage.wait(for: "shop", to: "is synced and healthy again") {
                $0.status.sync.status == .synced && $0.status.health.status == .healthy
            }
            return "5 replicas, OutOfSync, 2 replicas, Synced"
        }
    }

    private func removedResource() async throws {
        try await act("a resource removed in Git is pruned") {
            let commit = try stage.repository.commit(
                "No guestbook service", removing: ["guestbook/guestbook-ui-svc.yaml"])
            try stage.gitops(["app", "refresh", "guestbook", "--hard"])
            try await stage.settle("guestbook", at: commit)
            let service = try await stage.live("", "Service", "guestbook", "guestbook-ui")
            try expect(service == nil, "the Service is still there")
            return "Service/guestbook-ui deleted"
        }
    }

    private func brokenCommit() async throws {
        let before = try await versions()
        try await act("a broken commit: clear error, cluster untouched") {
            _ = try stage.repository.commit(
                "Oops", files: ["shop/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop\n"])
            try stage.gitops(["app", "refresh", "shop", "--hard"])
            let shop = try await stage.wait(for: "shop", to: "tells the error") { application in
                application.status.conditions.contains { $0.type == .comparisonError }
            }
            let message = shop.status.conditions.first { $0.type == .comparisonError }?.message ?? ""
            try expect(message.contains("shop/config.yaml:"), "the error does not name the place: \(message)")
            let after = try await versions()
            try expect(after == before, "the cluster was touched: \(before) became \(after)")
            return message
        }
        let commit = try stage.repository.commit(
            "Mended", files: ["shop/config.yaml": Manifests.shopConfig(greeting: "hello")])
        try stage.gitops(["app", "refresh", "shop", "--hard"])
        try await stage.settle("shop", at: commit)
    }

    private func rollback() async throws {
        try await act("rollback to the first deployment") {
            try declare("guestbook", automated: false)
            let id = ApplicationID(namespace: "argocd", name: "guestbook")
            guard let first = try await stage.store.application(id)?.status.history.first else {
                throw DemoError("the guestbook has no history")
            }
            try stage.gitops(["app", "rollback", "guestbook", String(first.id), "--kubeconfig", "kubeconfig"])
            let live = try await stage.live("apps", "Deployment", "guestbook", "guestbook-ui")
            try expect(live?.value["spec", "replicas"] == 1, "the Deployment has not one replica")
            let service = try await stage.live("", "Service", "guestbook", "guestbook-ui")
            try expect(service != nil, "the Service is not back")
            return "history \(first.id): 1 replica, Service back"
        }
    }

    private func jsonnet() async throws {
        try await act("an Application written in Jsonnet") {
            let commit = try stage.repository.commit("A banner in Jsonnet", files: Manifests.banner)
            let file = stage.folder.appendingPathComponent("banner.yaml")
            try Data(Manifests.bannerApplication(repoURL: stage.repositoryURL).utf8).write(to: file)
            try stage.gitops(["apply", "-f", file.path])
            try await stage.settle("banner", at: commit)
            let banner = try await stage.live("", "ConfigMap", "banner", "banner")
            try expect(banner?.value["data", "text"] == "region north", "the banner has no text")
            let front = try await stage.live("", "ConfigMap", "banner", "banner-front")
            try expect(front?.value["data", "replicas"] == "03", "the second ConfigMap is not there")
            return "two ConfigMaps from a program, a library and two variables"
        }
    }

    private func crash() async throws {
        let observer = try await observeShop()
        try await act("controller killed in mid-sync, restarted") {
            let migrations = await observer.count(of: "Job/migrate")
            let commit = try stage.repository.commit(
                "Greet back", files: ["shop/config.yaml": Manifests.shopConfig(greeting: "welcome back")])
            try stage.gitops(["app", "refresh", "shop", "--hard"])
            try await Waiting.until("the PreSync hook starts", within: .seconds(60)) {
                await observer.count(of: "Job/migrate") > migrations
            }
            stage.killController()
            try stage.restartController()
            try await stage.settle("shop", at: commit)
            let hooks = await observer.count(of: "Job/migrate") - migrations
            try expect(hooks == 1, "the PreSync hook ran \(hooks) times")
            let config = try await stage.live("", "ConfigMap", "shop", "shop")
            try expect(config?.value["data", "greeting"] == "welcome back", "the ConfigMap has the old greeting")
            return "the sync went on, its hook ran once"
        }
        try await act("killed at rest, restarted: nothing applied twice") {
            let before = try await versions()
            stage.killController()
            try stage.restartController()
            for name in ["shop", "guestbook"] {
                // The controller takes the request away when it has looked.
                try stage.gitops(["app", "refresh", name])
                try await stage.wait(for: name, to: "is looked at again") { $0.requestedRefresh == nil }
            }
            let after = try await versions()
            try expect(after == before, "objects were written: \(before) became \(after)")
            let list = try stage.gitops(["app", "list", "-o", "name"])
            try expect(list.contains("shop") && list.contains("guestbook"), "applications were lost: \(list)")
            return "\(before.count) objects unchanged, state kept"
        }
    }

    /// The version of every object that the applications own.
    private func versions() async throws -> [String: String] {
        var versions: [String: String] = [:]
        for (namespace, group, kinds) in [
            ("shop", "", ["ConfigMap", "Secret", "PersistentVolumeClaim", "Service"]),
            ("shop", "apps", ["Deployment"]), ("shop", "networking.k8s.io", ["Ingress"]),
            ("guestbook", "apps", ["Deployment"]), ("guestbook", "", ["Service"]),
        ] {
            for kind in kinds {
                let gvk = GroupVersionKind(group: group, version: "v1", kind: kind)
                for object in try await stage.api.resources(for: gvk, in: namespace).list().items {
                    versions[object.key.description] = object.resourceVersion
                }
            }
        }
        return versions
    }
}
