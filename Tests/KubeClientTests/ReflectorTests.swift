import KubeModel
import Testing
import Values

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct ReflectorTests {
    private func object(_ name: String, _ version: Int, uid: String? = nil, label: String? = nil) -> KubeObject {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "ns", name: name)
        object.resourceVersion = String(version)
        object.value.set(.string(uid ?? name), at: ["metadata", "uid"])
        if let label { object.labels["app"] = label }
        return object
    }

    private func take(_ count: Int, _ events: StoreEvents) async -> [String] {
        var seen: [String] = []
        for await event in events {
            seen.append(name(event))
            if seen.count == count { break }
        }
        return seen
    }

    private func name(_ event: StoreEvent) -> String {
        switch event {
        case .added(let object): "added \(object.name)@\(object.resourceVersion)"
        case .updated(let old, let new): "updated \(new.name)@\(old.resourceVersion)-\(new.resourceVersion)"
        case .deleted(let object): "deleted \(object.name)@\(object.resourceVersion)"
        case .synced: "synced"
        }
    }

    @Test func readersAreToldDifferencesOnce() async {
        let store = ObjectStore()
        let early = store.events()
        store.replace(with: [object("b", 1), object("a", 1)])
        store.apply(object("a", 1))
        let late = store.events()
        #expect(await take(3, early) == ["added b@1", "added a@1", "synced"])
        #expect(await take(3, late) == ["added a@1", "added b@1", "synced"])
        store.replace(with: [object("a", 1), object("c", 9)])
        store.apply(object("c", 10))
        #expect(await take(2, early) == ["deleted b@1", "added c@10"])
    }

    @Test func slowReadersSeeTheSumOfChanges() async {
        let store = ObjectStore()
        store.replace(with: [])
        let events = store.events()
        #expect(await take(1, events) == ["synced"])
        for version in 1...1_000 { store.apply(object("a", version)) }
        store.apply(object("gone", 5))
        store.remove(object("gone", 6))
        store.apply(object("last", 7))
        #expect(await take(2, events) == ["added a@1000", "added last@7"])
        for version in 1_001...1_010 { store.apply(object("a", version)) }
        #expect(await take(1, events) == ["updated a@1000-1010"])
        store.remove(object("a", 1_011))
        store.apply(object("a", 1_012, uid: "other"))
        #expect(await take(2, events) == ["deleted a@1010", "added a@1012"])
    }

    @Test func indexesFollowChanges() {
        let store = ObjectStore(indexes: ["app": { [$0.label("app")].compactMap { $0 } }])
        store.replace(with: [object("a", 1, label: "x"), object("b", 1, label: "x"), object("c", 1)])
        #expect(store.objects(inIndex: "app", "x").map(\.name) == ["a", "b"])
        store.apply(object("a", 2, label: "y"))
        store.remove(object("b", 2))
        #expect(store.objects(inIndex: "app", "x").isEmpty)
        #expect(store.objects(inIndex: "app", "y").map(\.name) == ["a"])
        #expect(store.objects(inIndex: "none", "y").isEmpty)
        #expect(store.snapshot.count == 2)
    }

    @Test func objectsThatComeAndGoLeaveNothingInASlowReadersBuffer() {
        var buffer = EventBuffer()
        let stays = object("stays", 1)
        buffer.note(stays.key, old: nil, new: stays)
        for index in 0..<100_000 {
            let passing = object("p\(index)", index)
            buffer.note(passing.key, old: nil, new: passing)
            buffer.note(passing.key, old: passing, new: nil)
        }
        buffer.noteSynced()
        #expect(buffer.placeCount < 200)
        guard case .added(let first)? = buffer.next(), case .synced? = buffer.next() else {
            Issue.record("the object that stays is told, then the end")
            return
        }
        #expect(first.name == "stays")
        #expect(buffer.next() == nil)
        #expect(buffer.isEmpty)
    }

    @Test func anObjectThatComesAgainIsToldOnce() {
        var buffer = EventBuffer()
        let one = object("a", 1)
        for _ in 0..<200 {
            buffer.note(one.key, old: nil, new: one)
            buffer.note(one.key, old: one, new: nil)
        }
        buffer.note(one.key, old: nil, new: one)
        guard case .added? = buffer.next() else {
            Issue.record("must be told")
            return
        }
        #expect(buffer.next() == nil)
        #expect(buffer.isEmpty)
    }

    @Test func readersAreReminded() async throws {
        let transport = ScriptedTransport { _, position in
            position == 0
                ? .json(
                    200,
                    #"{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"1","resourceVersion":"2"}}]}"#
                ) : .events([], then: .stayOpen)
        }
        let reflector = Reflector(
            KubeAPI(transport: transport).resources(.configMaps), remindsEvery: .milliseconds(1))
        let events = reflector.store.events()
        let running = Task { await reflector.run() }
        #expect(await take(5, events).filter { $0 == "updated a@2-2" }.count >= 2)
        running.cancel()
        await running.value
        #expect(reflector.statistics.reminders >= 2)
    }

    @Test func tasksThatShareAReaderShareItsEvents() async {
        let store = ObjectStore()
        let events = store.events()
        let tasks = (0..<3).map { _ in Task { await take(1, events) } }
        store.replace(with: [object("a", 1), object("b", 1)])
        var seen: [String] = []
        for task in tasks { seen += await task.value }
        #expect(seen.sorted() == ["added a@1", "added b@1", "synced"])
    }

    @Test func aReaderCanGoOnInAnotherTask() async {
        let store = ObjectStore()
        let events = store.events()
        let first = Task { await take(1, events) }
        first.cancel()
        #expect(await first.value == [])
        let second = Task { await take(2, events) }
        store.replace(with: [object("a", 1)])
        #expect(await second.value == ["added a@1", "synced"])
    }

    @Test func followsAServerThroughARelist() async throws {
        let transport = ScriptedTransport { _, position in
            switch position {
            case 0:
                .json(
                    200,
                    #"{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"1","resourceVersion":"2","managedFields":[]}},{"metadata":{"name":"b","namespace":"ns","uid":"2","resourceVersion":"3"}}]}"#
                )
            case 1:
                .events([#"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}"#])
            case 2:
                .json(
                    200,
                    #"{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"1","resourceVersion":"2"}},{"metadata":{"name":"c","namespace":"ns","uid":"3","resourceVersion":"8"}}]}"#
                )
            default: .events([], then: .stayOpen)
            }
        }
        let reflector = Reflector(
            KubeAPI(transport: transport).resources(.configMaps), clock: InstantClock(),
            trim: { $0.dropManagedFields() })
        let events = reflector.store.events()
        let running = Task { await reflector.run() }
        var known: [String] = []
        for await event in events {
            switch event {
            case .added(let object): known.append(object.name)
            case .deleted(let object): known.removeAll { $0 == object.name }
            case .updated(_, let new): Issue.record("\(new.name) did not change")
            case .synced: break
            }
            if known == ["a", "c"] { break }
        }
        running.cancel()
        await running.value
        #expect(reflector.statistics.lists == 2)
        #expect(reflector.store.snapshot.values.allSatisfy { $0.value["metadata", "managedFields"] == nil })
        let key = ObjectKey(group: "", kind: "ConfigMap", namespace: "ns", name: "c")
        #expect(reflector.store[key]?.uid == "3")
    }
}
