import KubeClient
import KubeModel
import KubeSimulator
import Testing
import Values

@Suite struct TypedObjectTests {
    struct Widget: TypedObject, Equatable {
        struct Spec: Codable, Sendable, Equatable {
            enum Size: String, Codable { case small, large }
            var size: Size
            var count: UInt8
            var ratio: Double?
            var tags: [String]?
            var nested: [String: [Int]]?
        }
        static let resource = APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget")
        var metadata: ObjectMetadata
        var spec: Spec
    }

    @Test func typesAreReadAndWritten() throws {
        let widget = Widget(
            metadata: ObjectMetadata(name: "a", namespace: "ns", labels: ["x": "y"]),
            spec: .init(size: .large, count: 200, ratio: 1.5, tags: ["t"], nested: ["k": [1, 2]]))
        let object = try widget.object()
        #expect(
            object.value == [
                "apiVersion": "acme.example/v1", "kind": "Widget",
                "metadata": ["name": "a", "namespace": "ns", "labels": ["x": "y"]],
                "spec": ["size": "large", "count": 200, "ratio": 1.5, "tags": ["t"], "nested": ["k": [1, 2]]],
            ])
        #expect(try Widget(object) == widget)
        var bare = object
        bare.value["spec"] = ["size": "small", "count": 1, "ratio": .null, "unknown": true]
        #expect(try Widget(bare).spec == .init(size: .small, count: 1))
    }

    @Test(
        arguments: [
            (["size": "large"] as Value, "spec: no member \"count\""),
            (["size": "large", "count": 300], "spec.count: the number does not fit UInt8"),
            (["size": "large", "count": "1"], "spec.count: expected a whole number"),
            (["size": "huge", "count": 1], "spec.size"),
            (["size": "large", "count": 1, "tags": ["a", 1]], "spec.tags[1]: expected a string"),
            (["size": "large", "count": 1, "tags": "a"], "spec.tags: expected a list"),
            ("text", "spec: expected an object"),
        ] as [(Value, String)])
    func whatDoesNotFitIsToldWithItsPlace(spec: Value, message: String) {
        var object = KubeObject(Widget.resource.gvk, namespace: "ns", name: "a")
        object.value["spec"] = spec
        let error = #expect(throws: KubeError.self) { try Widget(object) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.message.contains("Widget ns/a") == true)
    }

    @Test func numbersAreExact() throws {
        #expect(try ValueDecoder().decode(UInt64.self, from: .integer(.max)) == .max)
        #expect(try ValueEncoder().encode(UInt64.max) == .integer(.max))
        #expect(try ValueEncoder().encode(Int64.min) == .int(.min))
        #expect(try ValueEncoder().encode(["a": [nil, true]] as [String: [Bool?]]) == ["a": [.null, true]])
        #expect(throws: (any Error).self) { try ValueEncoder().encode(Double.nan) }
        #expect(throws: (any Error).self) { try ValueDecoder().decode(Int.self, from: 1.0) }
        #expect(throws: (any Error).self) { try ValueDecoder().decode([Int].self, from: [1, .null]) }
        #expect(try ValueDecoder().decode([Int?].self, from: [1, .null]) == [1, nil])
    }

    struct Anything: TypedObject {
        struct Spec: Codable, Sendable {
            var template: Value
            var port: Value?
            var since: Timestamp?
        }
        static let resource = APIResource(group: "acme.example", version: "v1", plural: "anythings", kind: "Anything")
        var metadata: ObjectMetadata
        var spec: Spec
    }

    @Test func partsThatAreNotDescribedAreTakenAsTheyAre() throws {
        let spec: Value = [
            "template": ["z": [1, .null, 2.5, "x", true, .integer(.max)], "a": [:]], "port": 80,
            "since": "2026-01-02T03:04:05Z",
        ]
        var object = KubeObject(Anything.resource.gvk, namespace: "ns", name: "a")
        object.value["spec"] = spec
        object.addOwner(OwnerReference(to: KubeObject(Widget.resource.gvk, namespace: "ns", name: "w")))
        object.value.set("2026-01-02T03:04:05Z", at: ["metadata", "creationTimestamp"])
        object.value.set(
            [["apiVersion": "v1", "kind": "K", "name": "n", "uid": "u"]], at: ["metadata", "ownerReferences"])
        let typed = try Anything(object)
        #expect(typed.metadata.ownerReferences?.first?.isController == false)
        #expect(typed.metadata.creationTimestamp == Timestamp("2026-01-02T03:04:05Z"))
        #expect(typed.spec.since == Timestamp("2026-01-02T03:04:05Z"))
        #expect(try typed.object().value["spec"] == spec)
        object.value.set("yesterday", at: ["spec", "since"])
        let error = #expect(throws: KubeError.self) { try Anything(object) }
        #expect(error?.message.contains("spec.since") == true)
    }

    @Test func onlyWhatWasChangedIsWritten() async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        let api = KubeAPI(transport: cluster.transport)
        var map = KubeObject(APIResource.configMaps.gvk, namespace: "default", name: "a")
        map.value["data"] = ["k": "v", "gone": "x"]
        map.value["binaryData"] = ["b": "AA=="]
        try await api.resources(.configMaps, in: "default").create(map)
        let settings = api.resources(Settings.self, in: "default")
        var calls = 0
        let written = try await settings.modify("a") { object in
            calls += 1
            object.data = ["k": "v2"]
        }
        #expect(written.data == ["k": "v2"])
        let stored = try await api.resources(.configMaps, in: "default").get("a")
        #expect(stored.value["binaryData"] == ["b": "AA=="], "the type does not name it")
        cluster.resetRequests()
        try await settings.modify("a") { _ in }
        #expect(cluster.requests.writes == 0)
        cluster.inject(.fail(status: 409), on: RequestPattern(method: "PATCH"), times: 1)
        calls = 0
        try await settings.modify("a") { object in
            calls += 1
            object.data?["k"] = "v3"
        }
        #expect(calls == 2)
        #expect(try await settings.patch("a", .merge(["data": ["k": "v4"]])).data == ["k": "v4"])
    }

    struct Settings: TypedObject {
        static let resource = APIResource.configMaps
        var metadata: ObjectMetadata
        var data: [String: String]?
    }

    @Test func typedObjectsGoToAClusterAndBack() async throws {
        let settings = KubeAPI(transport: SimulatedCluster().transport).resources(Settings.self, in: "default")
        let wanted = Settings(metadata: ObjectMetadata(name: "a", namespace: "default"), data: ["k": "v"])
        let applied = try await settings.apply(wanted, as: "test")
        #expect(applied.metadata.uid?.isEmpty == false)
        #expect(try await settings.get("a").data == ["k": "v"])
        #expect(try await settings.list().contains { $0.metadata.name == "a" })
        try await settings.delete("a")
        #expect(try await settings.find("a") == nil)
    }
}
