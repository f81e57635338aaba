import KubeModel
import KubeSimulator
import Synchronization
import Testing
import Values

@testable import KubeClient

/// The client against an API server's semantics.
@Suite(.timeLimit(.minutes(10))) struct SimulatedClusterTests {
    private func configMap(_ name: String, _ text: String = "") -> KubeObject {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "default", name: name)
        object.value["data"] = ["k": .string(text)]
        return object
    }

    @Test func theVerbsWork() async throws {
        let api = KubeAPI(transport: SimulatedCluster().transport)
        let maps = api.resources(.configMaps, in: "default")
        let created = try await maps.create(configMap("a", "1"))
        #expect(!created.uid.isEmpty)
        await #expect(throws: KubeError.self) { try await maps.create(configMap("a")) }
        do { try await maps.create(configMap("a")) } catch let error as KubeError { #expect(error.isAlreadyExists) }
        var stale = created
        try await maps.patch("a", .merge(["data": ["k": "2"]]))
        stale.value["data"] = ["k": "3"]
        do {
            try await maps.update(stale)
            Issue.record("must conflict")
        } catch let error as KubeError {
            #expect(error.isConflict)
        }
        try await maps.modify("a") { $0.value["data"] = ["k": "4"] }
        let dry = try await maps.patch("a", .merge(["data": ["k": "5"]]), options: WriteOptions(isDryRun: true))
        #expect(dry.value["data", "k"] == "5")
        #expect(try await maps.get("a").value["data", "k"] == "4")
        do {
            try await maps.apply(configMap("a", "6"), as: "someone")
            Issue.record("must conflict")
        } catch let error as KubeError {
            #expect(error.applyConflicts.map(\.field) == [".data.k"])
        }
        try await maps.apply(configMap("a", "6"), as: "someone", force: true)
        try await maps.patch("a", .json([["op": "replace", "path": "/data/k", "value": "7"]]))
        try await maps.patch("a", .strategicMerge(["metadata": ["labels": ["x": "y"]]]))
        #expect(try await maps.list(ListOptions(labelSelector: "x=y")).items.map(\.name) == ["a"])
        do {
            try await maps.delete("a", options: DeleteOptions(uid: "other"))
            Issue.record("must conflict")
        } catch let error as KubeError {
            #expect(error.isConflict)
        }
        #expect(try await maps.deleteIfPresent("a"))
        #expect(try await !maps.deleteIfPresent("a"))
    }

    @Test func discoveryFindsWhatTheServerServes() async throws {
        let api = KubeAPI(transport: SimulatedCluster().transport)
        let deployments = try await api.discovery.resource(named: "deploy")
        #expect(deployments.gvk == GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        #expect(deployments.hasStatus)
        #expect(try await api.discovery.current().failures.isEmpty)
    }

    @Test func listsArePaged() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let maps = KubeAPI(transport: cluster.transport).resources(.configMaps, in: "default")
        for index in 0..<25 { try await maps.create(configMap("m\(100 + index)")) }
        cluster.resetRequests()
        let list = try await maps.list(ListOptions(pageSize: 10))
        #expect(list.items.map(\.name) == (0..<25).map { "m\(100 + $0)" })
        #expect(cluster.requests.total == 3)
        #expect(
            try await maps.metadataOnly.list().items.allSatisfy { $0.kind == "ConfigMap" && $0.value["data"] == nil })
    }

    /// A server that has forgotten a token makes the plugin run again, and the caller does not notice.
    @Test func expiredCredentialsAreRenewed() async throws {
        struct Counting: CredentialSource {
            let count = Counter()
            func credential() -> Credential { .bearer(Secret("token-\(count.value.withLock { $0 })")) }
            func wasRefused(_ credential: Credential) { count.value.withLock { $0 += 1 } }
        }
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let source = Counting()
        let maps = KubeAPI(transport: AuthenticatedTransport(cluster.transport, source: source))
            .resources(.configMaps, in: "default")
        try await maps.create(configMap("a"))
        let reflector = Reflector(maps)
        let running = Task { await reflector.run() }
        try await reflector.store.waitUntilSynced()
        for round in 0..<5 {
            cluster.inject(.fail(status: 401), times: 1)
            try await maps.patch("a", .merge(["data": ["k": .string("\(round)")]]))
            cluster.inject(.fail(status: 401), on: RequestPattern(method: "GET"), times: 1)
            cluster.dropWatches()
            _ = try await maps.get("a")
        }
        for await _ in reflector.store.events()
        where reflector.store[configMap("a").key]?.value["data", "k"] == "4" { break }
        running.cancel()
        await running.value
        #expect(source.count.value.withLock { $0 } >= 5)
        #expect(reflector.statistics.lists == 1)
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    @Test func objectsAreWaitedFor() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let maps = KubeAPI(transport: cluster.transport).resources(.configMaps, in: "default")
        let ready = Task { try await maps.wait(for: "a") { $0?.value["data", "k"] == "ready" } }
        try await maps.create(configMap("a"))
        try await maps.create(configMap("b", "ready"))
        cluster.dropWatches()
        try await maps.patch("a", .merge(["data": ["k": "ready"]]))
        #expect(try await ready.value?.name == "a")
        #expect(try await maps.wait(for: "a") { $0 != nil }?.name == "a", "what is there need not change")
        let gone = Task { try await maps.wait(for: "a") { $0 == nil } }
        try await maps.delete("a")
        #expect(try await gone.value == nil)
        #expect(try await maps.wait(for: "never") { $0 == nil } == nil)
        await #expect(throws: KubeError(.timeout, "")) {
            try await maps.wait(for: "b", timeout: .milliseconds(20)) { $0 == nil }
        }
        cluster.inject(.fail(status: 403))
        let refusal = await #expect(throws: KubeError.self) { try await maps.wait(for: "b") { $0 == nil } }
        #expect(refusal?.isForbidden == true)
    }

    @Test func evictionsRespectBudgetsAndLogsAreRead() async throws {
        let cluster = SimulatedCluster()
        let pods = KubeAPI(transport: cluster.transport).resources(.pods, in: "default")
        try await cluster.apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: default
              labels: {app: web}
              annotations: {simulator.swift-gitops.dev/log: "one\\ntwo\\n"}
            spec: {nodeName: node, containers: [{name: c, image: i}]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: default}
            spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
            """)
        var lines: [String] = []
        for try await line in try pods.logs("web", LogOptions(container: "c", follows: true)) { lines.append(line) }
        #expect(lines == ["one", "two"])
        let unknown = try #require(
            await #expect(throws: KubeError.self) {
                for try await _ in try pods.logs("web", LogOptions(container: "other")) {}
            })
        #expect(unknown.httpStatus == 400)
        let refusal = try #require(await #expect(throws: KubeError.self) { try await pods.evict("web") })
        #expect(refusal.isTooManyRequests)
        #expect(refusal.status?.causes.first?.reason == "DisruptionBudget")
        try await cluster.delete("policy/v1", "PodDisruptionBudget", "default/web")
        try await pods.evict("web", options: DeleteOptions(gracePeriodSeconds: 0))
        #expect(try await pods.find("web") == nil)
    }

    /// Random writes, while watches break, requests fail and history is forgotten: the copy ends up equal to the cluster.
    @Test(arguments: [UInt64(1), 2, 3], [WatchOptions.InitialList.paged, .streamed])
    func aReflectorEndsUpEqualToTheCluster(seed: UInt64, initialList: WatchOptions.InitialList) async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(seed: seed, controllers: [], historyLimit: 40))
        let maps = KubeAPI(transport: cluster.transport).resources(.configMaps, in: "default")
        let writer = KubeAPI(transport: cluster.transport).resources(.configMaps, in: "default")
        let options = WatchOptions(
            pageSize: 7, initialList: initialList,
            backoff: BackoffPolicy(initial: .microseconds(10), maximum: .microseconds(100)))
        let reflector = Reflector(maps, options: options)
        let running = Task { await reflector.run() }
        let known = Mutex<[String: String]>([:])
        let reader = Task {
            for await event in reflector.store.events() {
                known.withLock { known in
                    switch event {
                    case .added(let object):
                        #expect(known[object.name] == nil)
                        known[object.name] = object.resourceVersion
                    case .updated(let old, let new):
                        #expect(known[new.name] == old.resourceVersion)
                        known[new.name] = new.resourceVersion
                    case .deleted(let object): #expect(known.removeValue(forKey: object.name) != nil)
                    case .synced: break
                    }
                }
            }
        }
        var generator = SeededGenerator(seed: seed)
        for step in 0..<600 {
            let name = "m\(Int.random(in: 0..<30, using: &generator))"
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: cluster.dropWatches()
            case 1: cluster.inject(.fail(status: 500), on: RequestPattern(method: "GET"), times: 2)
            case 2: cluster.inject(.drop, on: RequestPattern(method: "GET"), times: 1)
            case 3: cluster.inject(.fail(status: 410), on: RequestPattern(method: "GET"), times: 1)
            case 4...7: try await writer.deleteIfPresent(name)
            default: try await writer.apply(configMap(name, "\(step)"), as: "test", force: true)
            }
            if step % 10 == 0 { await Task.yield() }
        }
        cluster.clearFaults()
        let wanted = Dictionary(
            uniqueKeysWithValues: try await writer.list().items.map { ($0.name, $0.resourceVersion) })
        for await _ in reflector.store.events()
        where reflector.store.snapshot.values.reduce(into: [:], { $0[$1.name] = $1.resourceVersion }) == wanted {
            break
        }
        while known.withLock({ $0 != wanted }) { await Task.yield() }
        running.cancel()
        reader.cancel()
        await running.value
        #expect(reflector.statistics.lists >= 1)
    }
}
