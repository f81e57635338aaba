import KubeModel
import KubeSimulator
import Testing
import Values

@testable import KubeClient

@Suite struct EventTests {
    private func fact(_ message: String, _ reason: String = "Scaled", object: String = "a") -> EventCorrelator.Fact {
        EventCorrelator.Fact(
            objectUID: object, object: ObjectKey(group: "", kind: "Pod", namespace: "ns", name: object), type: "Normal",
            reason: reason, message: message)
    }

    @Test func equalEventsAreCounted() {
        var correlator = EventCorrelator()
        let (first, said) = correlator.decide(fact("x"), now: .zero)
        #expect(first == .create(message: "x", count: 1))
        correlator.created(said, name: "e1")
        #expect(correlator.decide(fact("x"), now: .seconds(1)).0 == .count(name: "e1", count: 2, message: "x"))
        #expect(correlator.decide(fact("y"), now: .seconds(1)).0 == .create(message: "y", count: 1))
        correlator.vanished(said)
        #expect(correlator.decide(fact("x"), now: .seconds(2)).0 == .create(message: "x", count: 3))
    }

    @Test func similarEventsAreCombinedFromTheTenthOn() {
        var correlator = EventCorrelator()
        for index in 1..<EventCorrelator.similarLimit {
            let (decision, said) = correlator.decide(fact("m\(index)"), now: .zero)
            #expect(decision == .create(message: "m\(index)", count: 1))
            correlator.created(said, name: "e\(index)")
        }
        let (decision, said) = correlator.decide(fact("one more"), now: .zero)
        #expect(decision == .create(message: "(combined from similar events): one more", count: 1))
        correlator.created(said, name: "sum")
        #expect(
            correlator.decide(fact("another"), now: .zero).0
                == .count(name: "sum", count: 2, message: "(combined from similar events): another"))
        #expect(correlator.decide(fact("m3"), now: .zero).0 == .count(name: "e3", count: 2, message: "m3"))
        #expect(correlator.decide(fact("x", "Other"), now: .zero).0 == .create(message: "x", count: 1))
    }

    @Test func similarEventsAreToldSinglyAgainAfterARest() {
        var correlator = EventCorrelator()
        for index in 0..<20 { _ = correlator.decide(fact("m\(index)"), now: .zero) }
        #expect(correlator.decide(fact("late"), now: .seconds(601)).0 == .create(message: "late", count: 1))
    }

    @Test func floodsAreCutAndCountedAllTheSame() {
        var correlator = EventCorrelator()
        let (_, said) = correlator.decide(fact("x"), now: .zero)
        correlator.created(said, name: "e")
        let decisions = (0..<39).map { _ in correlator.decide(fact("x"), now: .zero).0 }
        #expect(decisions.filter { $0 == .drop }.count == 15)
        #expect(correlator.decide(fact("x", object: "b"), now: .zero).0 != .drop)
        #expect(correlator.decide(fact("x"), now: .seconds(301)).0 == .count(name: "e", count: 41, message: "x"))
    }

    @Test func memoryIsBounded() {
        var correlator = EventCorrelator()
        for index in 0..<20_000 {
            _ = correlator.decide(fact("m", object: "o\(index)"), now: .milliseconds(index))
        }
        #expect(correlator.entryCount <= 3 * EventCorrelator.maximumEntries)
        for _ in 0..<10_000 {
            _ = correlator.decide(fact("m", object: "o\(UInt64.random(in: 0 ... .max))"), now: .zero)
        }
        #expect(correlator.entryCount <= 3 * EventCorrelator.maximumEntries)
    }

    @Test func messagesAreCutBetweenCharacters() {
        let long = String(repeating: "é", count: 600)
        #expect(EventRecorder.cut(long, toBytes: 1_023).utf8.count == 1_022)
        #expect(EventRecorder.cut("short", toBytes: 1_024) == "short")
    }

    @Test func eventsAtTheSameTimeAreCountedOnOneObject() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let api = KubeAPI(transport: cluster.transport)
        let role = try await api.resources(
            APIResource(
                group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles", kind: "ClusterRole",
                isNamespaced: false)
        ).create(
            KubeObject(
                GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole"), name: "system:odd"))
        let recorder = EventRecorder(api, component: "shop")
        let written = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { await recorder.record(role, reason: "Seen", message: "again") } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(written == 10)
        let events = try await api.resources(.events, in: "default").list().items
        #expect(events.map { $0.value["count"] } == [10])
        #expect(events.first?.name.hasPrefix("event.") == true)
    }

    @Test(.timeLimit(.minutes(10))) func whoIsToldToStopDoesNotWaitForAnEvent() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        cluster.inject(.delay(.seconds(3_600)))
        let recorder = EventRecorder(KubeAPI(transport: cluster.transport), component: "shop")
        let object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "default", name: "a")
        let tasks = (0..<3).map { _ in Task { await recorder.record(object, reason: "Seen", message: "x") } }
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await !task.value) }
    }

    @Test func eventsReachTheCluster() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let api = KubeAPI(transport: cluster.transport)
        let map = try await api.resources(.configMaps, in: "default").create(
            KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "default", name: "a"))
        let recorder = EventRecorder(api, component: "shop", instance: "shop-0", random: FixedGenerator(number: 0xABC))
        #expect(await recorder.record(map, .warning, reason: "Broken", message: "it broke"))
        #expect(await recorder.record(map, .warning, reason: "Broken", message: "it broke"))
        let event = try await api.resources(.events, in: "default").get("a.abc").value
        #expect(event["count"] == 2)
        #expect(event["type"] == "Warning")
        #expect(event["involvedObject", "uid"] == .string(map.uid))
        #expect(event["source", "component"] == "shop")
        cluster.inject(.fail(status: 500))
        #expect(await !recorder.record(map, reason: "Other", message: "lost"))
    }
}
