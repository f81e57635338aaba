import KubeClient
import KubeModel
import KubeSimulator
import Synchronization
import Testing
import Values

@Suite(.timeLimit(.minutes(1))) struct ControllerTests {
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
        new.value.set("2026-01-01T00:00:00Z", at: ["metadata", "deletionTimestamp"])
        #expect(Triggers.specification(old, new))
    }
}
