import Foundation
import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import Values

/// The code of the articles, each block as it stands there, so that it compiles. Nothing here is run.
///
/// ``ArticleTests`` looks whether a block of an article is missing.
enum ArticleSnippets {
    struct Widget: TypedObject {
        static let resource = APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget")
        struct Spec: Codable, Sendable { var size: Int }
        var metadata: ObjectMetadata
        var spec: Spec
    }

    static func use(_ value: some Any) {}
    static func makeBucket(_ bucket: KubeObject) async throws {}
    static func emptyBucket(_ bucket: KubeObject) async throws {}
    static func deployment(for widget: Widget) throws -> KubeObject { try widget.object() }

    // MARK: - KubeClient

    static func kubeClient1(transport: any KubeTransport, desired: KubeObject) async throws {
        let api = KubeAPI(transport: transport)
        let maps = api.resources(.configMaps, in: "shop")
        try await maps.apply(desired, as: "shop-controller")
    }

    static func kubeClient2(api: KubeAPI, deployments: Resources, settings: LeaderElectionSettings) async throws {
        let controller = Controller(for: api.resources(Widget.self)) { widget, context in
            try await deployments.apply(deployment(for: widget), as: "widgets")
            return .awaitChange
        }
        .owns(deployments)
        try await LeaderElector(api.resources(.leases, in: "shop"), settings: settings).lead { await controller.run() }
    }

    // MARK: - Connecting

    static func connecting1() async throws {
        let environment = ProcessInfo.processInfo.environment
        let connection = try ClusterConnection.found(environment: environment)
        let transport = try connection.transport(runner: ProcessRunner(environment: environment))
        let api = KubeAPI(transport: transport)
        use(api)
    }

    static func connecting2() async throws {
        let config = try Kubeconfig.load(["/etc/shop/kubeconfig"])
        let staging = try config.connection(context: "staging")
        use(staging)
    }

    static func connecting3() async throws {
        let cluster = SimulatedCluster()
        let api = KubeAPI(transport: cluster.transport)
        use(api)
    }

    static func connecting4(transport: any KubeTransport) async throws {
        let jane = Impersonation(user: "jane", groups: ["shop"])
        let disguised = KubeAPI(transport: ImpersonatingTransport(transport, as: jane))
        print(try await disguised.whoAmI().name)
    }

    static func connecting5(transport: any KubeTransport) async throws {
        let api = KubeAPI(transport: transport) { warning in
            print("\(warning.method) \(warning.path): \(warning.message)")
        }
        use(api)
    }

    static func connecting6(transport: any KubeTransport) async throws {
        let gentle = RateLimitedTransport(transport, requestsPerSecond: 20, burst: 40)
        let api = KubeAPI(transport: gentle)
        use(api)
    }

    // MARK: - InsideContainers

    static func insideContainers1(pods: Resources) async throws {
        let process = try await pods.exec("web-0", ["cat", "/etc/hostname"])
        let result = try await process.collect()
        print(result.exitCode, String(decoding: result.output, as: UTF8.self))
    }

    static func insideContainers2(pods: Resources) async throws {
        let sort = try await pods.exec("web-0", ["sort"], ProcessOptions(container: "app", hasInput: true))
        try await sort.write(Array("b\na\n".utf8))
        try await sort.closeInput()
        for try await bytes in sort.output { print(bytes.count) }
        print(try await sort.exitCode)
    }

    static func insideContainers3(pods: Resources) async throws {
        let forward = try await pods.portForward("web-0", ports: [80])
        let web = forward.connections[0]
        try await web.write(Array("GET / HTTP/1.0\r\n\r\n".utf8))
        print(String(decoding: try await web.incoming.collect(limit: 1 << 20), as: UTF8.self))
    }

    // MARK: - ReadingAndWriting

    static func readingAndWriting1(api: KubeAPI) async throws {
        let pods = api.resources(.pods, in: "shop")
        let widgets = api.resources(
            APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget"), in: "shop")
        let rollouts = try await api.resources(
            for: GroupVersionKind(apiVersion: "argoproj.io/v1alpha1", kind: "Rollout"), in: "shop")
        use(rollouts)
        use(widgets)
        use(pods)
    }

    static func readingAndWriting2(pods: Resources) async throws {
        let web = try await pods.get("web-0")
        if let other = try await pods.find("web-1") { print(other.resourceVersion) }
        let ready = try await pods.list(ListOptions(labelSelector: "app=web,tier in (front,back)"))
        print(web.name, ready.items.count, "objects at version", ready.resourceVersion)
    }

    static func readingAndWriting3(pods: Resources) async throws {
        let names = try await pods.metadataOnly.list().items.map(\.name)
        let table = try await pods.table()
        print(names.count, table.columns.map(\.name))
    }

    static func readingAndWriting4(deployments: Resources, desired: KubeObject) async throws {
        do {
            try await deployments.apply(desired, as: "shop-controller")
        } catch let error as KubeError where error.isConflict {
            for conflict in error.applyConflicts {
                print("\(conflict.manager) owns \(conflict.field)")
            }
            try await deployments.apply(desired, as: "shop-controller", force: true)
        }
    }

    static func readingAndWriting5(maps: Resources, map: KubeObject) async throws {
        try await maps.create(map)
        try await maps.modify("settings") { $0.value["data"] = ["colour": "blue"] }
        try await maps.patch("settings", .merge(["data": ["colour": .null]]))
        try await maps.patch("settings", .json([["op": "add", "path": "/data/size", "value": "XL"]]))
        try await maps.patch("settings", .strategicMerge(["metadata": ["labels": ["app": "shop"]]]))
    }

    static func readingAndWriting6(deployments: Resources, maps: Resources, pods: Resources) async throws {
        try await deployments.delete("web", options: DeleteOptions(propagation: .foreground))
        try await maps.deleteIfPresent("settings")
        try await pods.deleteCollection(ListOptions(labelSelector: "app=web"))
    }

    static func readingAndWriting7(deployments: Resources, widgets: Resources, pods: Resources) async throws {
        try await deployments.setScale("web", replicas: 3)
        try await widgets.status.patch("w", .merge(["status": ["ready": true]]))
        try await pods.evict("web-0")
        for try await line in try pods.logs("web-0", LogOptions(container: "app", follows: true, tailLines: 100)) {
            print(line)
        }
    }

    static func readingAndWritingWait(pods: Resources) async throws {
        let pod = try await pods.wait(for: "web-0", timeout: .seconds(60)) { $0?.value["status", "phase"] == "Running" }
        print(pod?.name ?? "")
    }

    static func readingAndWriting8(api: KubeAPI) async throws {
        let answer = try await api.review(AccessQuestion("delete", .deployments, in: "shop"))
        if !answer.isAllowed { print("not allowed: \(answer.reason)") }
    }

    static func readingAndWriting9(api: KubeAPI) async throws {
        let home = api.resources(Widget.self, in: "shop")
        try await home.apply(Widget(metadata: ObjectMetadata(name: "w"), spec: .init(size: 3)), as: "shop-controller")
        for widget in try await home.list() { print(widget.spec.size) }
    }

    static func readingAndWriting10(api: KubeAPI) async throws {
        let openAPI = OpenAPI(api)
        let apps = try await openAPI.document(for: GroupVersion("apps/v1"))
        print(apps?["components", "schemas"]?.objectValue?.count ?? 0)
    }

    // MARK: - Watching

    static func watching1(api: KubeAPI) async throws {
        let pods = Reflector(
            api.resources(.pods), indexes: ["node": { [$0.value["spec", "nodeName"]?.stringValue ?? ""] }],
            remindsEvery: .seconds(36_000), trim: { $0.dropManagedFields() },
            onInterruption: { error, delay in print("\(error); again in \(delay)") })
        let running = Task { await pods.run() }
        try await pods.store.waitUntilSynced()
        print(pods.store.count, "pods,", pods.store.objects(inIndex: "node", "worker-1").count, "of them on worker-1")
        use(running)
    }

    static func watching2(pods: Reflector) async throws {
        for await event in pods.store.events() {
            switch event {
            case .added(let pod): print("+", pod.name)
            case .updated(_, let pod): print("~", pod.name)
            case .deleted(let pod): print("-", pod.name)
            case .synced: print("that is all there was")
            }
        }
    }

    static func watching3(api: KubeAPI) async throws {
        let options = WatchOptions(labelSelector: "app=web", initialList: .streamed)
        let web = Reflector(api.resources(.pods), options: options)
        use(web)
    }

    static func watching4(maps: Resources) async throws {
        let list = try await maps.list()
        for try await event in maps.watch(from: list.resourceVersion, WatchOptions(serverTimeout: .seconds(60))) {
            if case .modified(let map) = event { print(map.name, "changed") }
        }
    }

    // MARK: - WritingAnOperator

    struct Website: TypedObject {
        static let resource = APIResource(group: "example.dev", version: "v1", plural: "websites", kind: "Website")
        struct Spec: Codable, Sendable { var html: String }
        struct Status: Codable, Sendable { var isServed: Bool }
        var metadata: ObjectMetadata
        var spec: Spec
        var status: Status?
    }

    static func writingAnOperator2(api: KubeAPI) async throws {
        let events = EventRecorder(api, component: "website-operator")
        let controller = Controller(for: api.resources(Website.self)) { site, context in
            let owner = try site.object()
            var page = KubeObject(APIResource.configMaps.gvk, namespace: owner.namespace, name: owner.name)
            page.value["data"] = ["index.html": .string(site.spec.html)]
            page.addOwner(OwnerReference(to: owner))
            try await api.resources(of: page).apply(page, as: "website-operator", force: true)
            try await api.resources(Website.self).setStatus(Website.Status(isServed: true), of: site)
            await events.record(owner, reason: "Served", message: "the page is there")
            return .awaitChange
        }
        .owns(api.resources(.configMaps))
        .triggered(by: Triggers.specification)
        await controller.run()
    }

    static func writingAnOperator3(api: KubeAPI, controller: Controller) async throws {
        let mapped = controller.watches(
            api.resources(.secrets, in: "shop"),
            when: { old, new in old?.value["data"] != new?.value["data"] },
            mapping: { secret in
                [ReconcileRequest(namespace: secret.namespace, name: secret.label("website") ?? "")]
            })
        use(mapped)
    }

    static func writingAnOperator4(controller: Controller) async throws {
        let (requests, ask) = AsyncStream<ReconcileRequest>.makeStream()
        let outside = controller.triggered(on: requests).reconcilingAll(every: .seconds(600))
        ask.yield(ReconcileRequest(namespace: "shop", name: "hello"))
        use(outside)
    }

    static func writingAnOperator5(api: KubeAPI, widgets: APIResource) async throws {
        let cleanup = Finalizer("example.dev/bucket")
        let buckets = Controller(for: api.resources(widgets)) { bucket, context in
            try await cleanup.run(on: bucket, in: context.resources(of: bucket)) { phase in
                switch phase {
                case .present: try await makeBucket(bucket)
                case .deleting: try await emptyBucket(bucket)
                }
                return .requeue(after: .seconds(300))
            }
        }
        use(buckets)
    }

    static func writingAnOperator6(controller: Controller, terminations: AsyncStream<Void>) async throws {
        await controller.with(workers: 8)
            .onReconciled { report in print(report.request, report.duration, report.waiting) }
            .run {
                for await _ in terminations { break }
            }
    }

    static func writingAnOperator7() async throws {
        let cluster = SimulatedCluster()
        cluster.inject(.fail(status: 500), on: RequestPattern(method: "PATCH"), times: 2)
        let api = KubeAPI(transport: cluster.transport)
        use(api)
    }

    // MARK: - LeadingAlone

    static func leadingAlone1(api: KubeAPI, podName: String, controller: Controller) async throws {
        let settings = LeaderElectionSettings(lease: "shop-controller", identity: podName)
        let elector = LeaderElector(api.resources(.leases, in: "shop"), settings: settings) { print("\($0) leads") }
        try await elector.lead { await controller.run() }
    }

    static func leadingAlone2(elector: LeaderElector, controller: Controller) async throws {
        try await elector.lead {
            await withTaskCancellationHandler {
                await controller.run()
            } onCancel: {
                exit(1)
            }
        }
    }

    // MARK: - Faults

    static func faults1(maps: Resources, map: KubeObject) async throws {
        do {
            try await maps.create(map)
        } catch let error as KubeError {
            if error.isAlreadyExists { return }
            if error.isForbidden { print("ask for the right to create ConfigMaps") }
            if error.isTransient { print("worth trying again, after \(error.retryAfter ?? .seconds(1))") }
            for cause in error.status?.causes ?? [] { print(cause.field, cause.message) }
            throw error
        }
    }

    static func faults2(connection: ClusterConnection) async throws {
        let policy = RetryPolicy(attempts: 3, backoff: BackoffPolicy(initial: .milliseconds(100), maximum: .seconds(2)))
        let patient = try connection.transport(runner: nil, retries: policy)
        let single = try connection.transport(runner: nil, retries: nil)
        use(single)
        use(patient)
    }

    static func faults3(cluster: SimulatedCluster) async throws {
        cluster.inject(
            .fail(status: 429, retryAfter: 2), on: RequestPattern(method: "PATCH", path: "/deployments/"), times: 1)
        cluster.inject(.drop, probability: 0.1)
        cluster.dropWatches()
    }

    // MARK: - KubeClientHTTP

    static func kubeClientHTTP1(environment: [String: String]) async throws {
        let connection = try ClusterConnection.found(environment: environment, context: "staging")
        let transport = try connection.transport(runner: ProcessRunner(environment: environment))
        let api = KubeAPI(transport: transport)
        use(api)
    }
}
