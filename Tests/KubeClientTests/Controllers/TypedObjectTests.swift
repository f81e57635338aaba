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
