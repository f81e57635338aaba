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
        #expect(first == .create(message: "x"))
        correlator.created(said, name: "e1", now: .zero)
        #expect(correlator.decide(fact("x"), now: .seconds(1)).0 == .count(name: "e1", count: 2, message: "x"))
        #expect(correlator.decide(fact("y"), now: .seconds(1)).0 == .create(message: "y"))
        correlator.vanished(said)
        #expect(correlator.decide(fact("x"), now: .seconds(2)).0 == .create(message: "x"))
    }

    @Test func similarEventsAreCombined() {
        var correlator = EventCorrelator()
        for index in 0..<EventCorrelator.similarLimit {
            let (decision, said) = correlator.decide(fact("m\(index)"), now: .zero)
            #expect(decision == .create(message: "m\(index)"))
            correlator.created(said, name: "e\(index)", now: .zero)
        }
        let (decision, said) = correlator.decide(fact("one more"), now: .zero)
        #expect(decision == .create(message: "(combined from similar events): one more"))
        correlator.created(said, name: "sum", now: .zero)
        #expect(
            correlator.decide(fact("another"), now: .zero).0
                == .count(name: "sum", count: 2, message: "(combined from similar events): another"))
    }

    @Test func floodsAreCut() {
        var correlator = EventCorrelator()
        let decisions = (0..<40).map { _ in correlator.decide(fact("x"), now: .zero).0 }
        #expect(decisions.filter { $0 == .drop }.count == 15)
        #expect(correlator.decide(fact("x", object: "b"), now: .zero).0 != .drop)
        #expect(correlator.decide(fact("x"), now: .seconds(301)).0 != .drop)
    }

    @Test func memoryIsBounded() {
        var correlator = EventCorrelator()
        for index in 0..<20_000 { _ = correlator.decide(fact("m", object: "o\(index)"), now: .zero) }
        #expect(Mirror(reflecting: correlator).children.count == 3)
        #expect(correlator.entryCount <= EventCorrelator.maximumEntries + 3)
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
