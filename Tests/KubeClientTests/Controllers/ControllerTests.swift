import KubeClient
import KubeModel
import KubeSimulator
import Synchronization
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct ControllerTests {
    private let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
    private var api: KubeAPI { KubeAPI(transport: cluster.transport) }
    private let fast = BackoffPolicy(initial: .milliseconds(1), maximum: .milliseconds(5))

    private func configMap(_ name: String, _ data: [String: String] = [:]) -> KubeObject {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "default", name: name)
        for (key, value) in data { object.value.set(.string(value), at: ["data", key]) }
        return object
    }

    /// Runs a controller until a sequence of marks has brought what is waited for.
    private func run<Mark: Sendable>(
        _ controller: Controller, _ marks: AsyncStream<Mark>, until isDone: (Mark) async throws -> Bool
    ) async throws {
        let task = Task { await controller.run() }
        for await mark in marks where try await isDone(mark) { break }
        task.cancel()
        await task.value
    }

    @Test func childrenThatAreChangedByHandAreHealed() async throws {
        let maps = api.resources(.configMaps, in: "default")
        let secrets = api.resources(.secrets, in: "default")
        let (marks, mark) = AsyncStream<String>.makeStream()
        let controller = Controller(for: maps, options: WatchOptions(labelSelector: "role=parent")) { parent, context in
            var child = KubeObject(
                GroupVersionKind(apiVersion: "v1", kind: "Secret"), namespace: parent.namespace, name: parent.name)
            child.addOwner(OwnerReference(to: parent))
            child.value["stringData"] = ["copy": parent.value["data", "k"] ?? ""]
            try await secrets.apply(child, as: "test", force: true)
            let children = context.children(of: parent, kind: GroupKind(group: "", kind: "Secret"))
            mark.yield("\(parent.name) \(children.count)")
            return .awaitChange
        }
        .owns(secrets)
        var parent = configMap("a", ["k": "v"])
        parent.labels = ["role": "parent"]
        try await maps.create(parent)
        try await maps.create(configMap("other"))
        var seen: [String] = []
        try await run(controller, marks) { text in
            seen.append(text)
            switch seen.count {
            case 1: return false
            case 2:
                try await secrets.patch("a", .merge(["data": ["copy": "aGFuZA=="]]))
                return false
            default:
                return try await secrets.get("a").value["data", "copy"] == "dg=="
            }
        }
        #expect(seen.first == "a 0")
        #expect(seen.contains("a 1"))
        #expect(!seen.contains { $0.hasPrefix("other") })
        #expect(try await secrets.get("a").controllingOwner?.name == "a")
    }

    @Test func failuresAreTriedAgainAndCounted() async throws {
        let maps = api.resources(.configMaps, in: "default")
        try await maps.create(configMap("a"))
        let (marks, mark) = AsyncStream<Int>.makeStream()
        let controller = Controller(for: maps, options: WatchOptions(fieldSelector: "metadata.name=a")) { _, context in
            mark.yield(context.failures)
            if context.failures < 3 { throw KubeError(.timeout, "again") }
            return .requeue(after: .milliseconds(1))
        }
        .with(workers: 2, backoff: fast)
        var seen: [Int] = []
        try await run(controller, marks) {
            seen.append($0)
            return seen.count == 6
        }
        #expect(seen == [0, 1, 2, 3, 0, 1])
    }

    @Test func theFailurePolicyDecides() async throws {
        let maps = api.resources(.configMaps, in: "default")
        try await maps.create(configMap("a"))
        let (marks, mark) = AsyncStream<String>.makeStream()
        let controller = Controller(for: maps, options: WatchOptions(fieldSelector: "metadata.name=a")) { object, _ in
            mark.yield("called")
            throw KubeError(.invalidRequest, "never")
        }
        .onFailure { error, request, failures in
            mark.yield("\(request) \(failures) \((error as? KubeError)?.code.description ?? "")")
            return .awaitChange
        }
        var seen: [String] = []
        try await run(controller, marks) {
            seen.append($0)
            return seen.count == 2
        }
        #expect(seen == ["called", "default/a 1 invalidRequest"])
    }

    @Test func oneObjectIsNeverReconciledTwiceAtATime() async throws {
        let maps = api.resources(.configMaps, in: "default")
        for index in 0..<20 { try await maps.create(configMap("m\(index)")) }
        let active = Mutex<[String: Int]>([:])
        let worst = Mutex((same: 0, total: 0))
        let (marks, mark) = AsyncStream<Void>.makeStream()
        let controller = Controller(for: maps) { object, _ in
            let (same, total) = active.withLock { active in
                active[object.name, default: 0] += 1
                return (active[object.name] ?? 0, active.values.reduce(0, +))
            }
            worst.withLock { $0 = (max($0.same, same), max($0.total, total)) }
            for _ in 0..<20 { await Task.yield() }
            active.withLock { $0[object.name, default: 1] -= 1 }
            mark.yield()
            return .requeue(after: .microseconds(1))
        }
        .with(workers: 4)
        var count = 0
        try await run(controller, marks) { _ in
            count += 1
            return count == 400
        }
        #expect(worst.withLock { $0.same } == 1)
        #expect(worst.withLock { $0.total } <= 4)
    }

    @Test func aFinaliserHoldsAnObjectUntilItsWorkIsDone() async throws {
        let maps = api.resources(.configMaps, in: "default")
        try await maps.create(configMap("a"))
        let (marks, mark) = AsyncStream<Finalizer.Phase>.makeStream()
        let finalizer = Finalizer("test.example/cleanup")
        let controller = Controller(for: maps, options: WatchOptions(fieldSelector: "metadata.name=a")) {
            object, context in
            try await finalizer.run(on: object, in: context.resources(of: object)) { phase in
                mark.yield(phase)
                return .awaitChange
            }
        }
        .with(backoff: fast)
        var seen: [Finalizer.Phase] = []
        try await run(controller, marks) { phase in
            if seen.isEmpty {
                #expect(try await maps.get("a").finalizers == ["test.example/cleanup"])
                try await maps.delete("a")
            }
            seen.append(phase)
            return phase == .deleting
        }
        // The patch that lets it go may still be under way when its phase is told.
        let gone = Reflector(maps)
        let following = Task { await gone.run() }
        let key = configMap("a").key
        for await _ in gone.store.events() where gone.store.isSynced && gone.store[key] == nil { break }
        following.cancel()
        #expect(seen.first == .present)
    }

    @Test func everybodyWhoAsksIsSeenTo() async throws {
        let maps = api.resources(.configMaps, in: "default")
        for name in ["a", "b"] { try await maps.create(configMap(name)) }
        let (marks, mark) = AsyncStream<String>.makeStream()
        let (asked, ask) = AsyncStream<ReconcileRequest>.makeStream()
        let controller = Controller(for: maps, trim: { $0.dropManagedFields() }) { object, _ in
            mark.yield(object.value["metadata", "managedFields"] == nil ? object.name : "untrimmed")
            return .awaitChange
        }
        .triggered(on: asked)
        var seen: [String] = []
        try await run(controller, marks) { name in
            seen.append(name)
            if seen.count == 2 { ask.yield(ReconcileRequest(namespace: "default", name: "b")) }
            return seen.count == 3
        }
        #expect(seen.sorted() == ["a", "b", "b"])
    }

    @Test func allAreReconciledFromTimeToTimeAndReported() async throws {
        let maps = api.resources(.configMaps, in: "default")
        try await maps.create(configMap("a"))
        try await maps.create(configMap("bad"))
        let (marks, mark) = AsyncStream<ReconcileReport>.makeStream()
        let controller = Controller(for: maps) { object, _ in
            if object.name == "bad" { throw KubeError(.invalidRequest, "never") }
            return .awaitChange
        }
        .onFailure { _, _, _ in .awaitChange }
        .triggered { _, _ in true }
        .reconcilingAll(every: .milliseconds(1))
        .onReconciled { mark.yield($0) }
        var good = 0
        var bad = 0
        try await run(controller, marks) { report in
            #expect(report.working >= 1)
            switch report.result {
            case .success: good += 1
            case .failure(let error):
                #expect((error as? KubeError)?.code == .invalidRequest)
                bad += 1
            }
            return good >= 3 && bad >= 3
        }
        #expect(good >= 3 && bad >= 3)
    }

    @Test func filtersKeepChildrensChangesAway() async throws {
        let maps = api.resources(.configMaps, in: "default")
        let secrets = api.resources(.secrets, in: "default")
        let parent = try await maps.create(configMap("a"))
        var child = KubeObject(APIResource.secrets.gvk, namespace: "default", name: "child")
        child.addOwner(OwnerReference(to: parent, isController: false))
        try await secrets.create(child)
        let (marks, mark) = AsyncStream<String>.makeStream()
        let controller = Controller(for: maps, options: WatchOptions(fieldSelector: "metadata.name=a")) { _, _ in
            mark.yield("reconciled")
            return .awaitChange
        }
        .owns(secrets, asController: false) { old, new in
            let isLoud = new?.label("loud") != nil
            if old != nil { mark.yield(isLoud ? "loud" : "quiet") }
            return isLoud
        }
        var seen: [String] = []
        try await run(controller, marks) { text in
            seen.append(text)
            if seen.count == 1 { try await secrets.patch("child", .merge(["metadata": ["labels": ["quiet": "1"]]])) }
            if text == "quiet" { try await secrets.patch("child", .merge(["metadata": ["labels": ["loud": "1"]]])) }
            return seen.contains("loud") && text == "reconciled"
        }
        #expect(seen == ["reconciled", "quiet", "loud", "reconciled"])
    }

    @Test func aControllerThatIsToStopLetsWorkComeToItsEnd() async throws {
        let maps = api.resources(.configMaps, in: "default")
        for name in ["a", "b"] { try await maps.create(configMap(name)) }
        let (started, start) = AsyncStream<Void>.makeStream()
        let (mayEnd, end) = AsyncStream<Void>.makeStream()
        let (stopped, stop) = AsyncStream<Void>.makeStream()
        let done = Mutex<[String]>([])
        let controller = Controller(for: maps) { object, _ in
            start.yield()
            for await _ in mayEnd { break }
            if !Task.isCancelled { done.withLock { $0.append(object.name) } }
            return .requeue(after: .zero)
        }
        .with(workers: 1)
        let task = Task {
            await controller.run {
                for await _ in stopped { break }
            }
        }
        for await _ in started { break }
        stop.yield()
        end.yield()
        await task.value
        #expect(done.withLock { $0.count } <= 2)
        #expect(done.withLock { $0.first } != nil)
    }

    @Test func aControllerCanBeStoppedBeforeItsWatchesTellAnything() async throws {
        cluster.inject(.fail(status: 500))
        let controller = Controller(for: api.resources(.configMaps)) { _, _ in
            Issue.record("nothing was read")
            return .awaitChange
        }
        await controller.run {}
    }

    /// The definition of the kind comes after the controller.
    @Test func aKindThatAppearsLaterIsFollowed() async throws {
        let widgets = APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget")
        let (marks, mark) = AsyncStream<String>.makeStream()
        let options = WatchOptions(backoff: fast)
        let controller = Controller(
            for: api.resources(widgets), options: options,
            onInterruption: { error, _ in mark.yield(error.isNotFound ? "missing" : "\(error)") },
            reconcile: { widget, _ in
                mark.yield(widget.name)
                return .awaitChange
            })
        var isDefined = false
        try await run(controller, marks) { text in
            if text == "missing", !isDefined {
                isDefined = true
                try await cluster.apply(
                    """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: widgets.acme.example}
                    spec:
                      group: acme.example
                      scope: Namespaced
                      names: {plural: widgets, kind: Widget}
                      versions:
                      - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                    """)
                try await api.resources(widgets, in: "default").create(
                    KubeObject(widgets.gvk, namespace: "default", name: "first"))
            }
            return text == "first"
        }
        #expect(isDefined)
    }

    @Test func triggersKeepUnimportantChangesAway() {
        var old = configMap("a")
        var new = old
        #expect(Triggers.specification(nil, new))
        #expect(Triggers.specification(old, new))
        old.value.set(1, at: ["metadata", "generation"])
        new.value.set(1, at: ["metadata", "generation"])
        new.value["status"] = ["ready": true]
        #expect(!Triggers.specification(old, new))
        #expect(!Triggers.specificationOrMetadata(old, new))
        new.labels["a"] = "b"
        #expect(Triggers.specificationOrMetadata(old, new))
        #expect(Triggers.labels(old, new) && !Triggers.annotations(old, new))
        #expect(Triggers.any(Triggers.labels, Triggers.annotations)(old, new))
        #expect(!Triggers.all(Triggers.labels, Triggers.annotations)(old, new))
        #expect(Triggers.all(Triggers.labels, Triggers.annotations)(nil, new))
        new.resourceVersion = "2"
        #expect(Triggers.anyChange(old, new) && !Triggers.anyChange(new, new) && Triggers.anyChange(nil, new))
        new.value.set("2026-01-01T00:00:00Z", at: ["metadata", "deletionTimestamp"])
        #expect(Triggers.specification(old, new))
    }
}
