import Testing
import Values

@testable import ManifestRender

@Suite struct NamespaceTests {
    private func transformed(_ objects: [Value], _ transformer: NamespaceTransformer) throws -> [Value] {
        var resources = ResourceMap(objects.map { KustomizeResource($0) })
        try transformer.transform(&resources)
        return resources.resources.map(\.value)
    }

    private func object(_ apiVersion: String, _ kind: String, _ namespace: String? = nil) -> Value {
        var value: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "x"]]
        if let namespace { value.set(.string(namespace), at: ["metadata", "namespace"]) }
        return value
    }

    @Test func onlyKindsKnownToBelongToNoNamespaceGetNone() throws {
        let values = try transformed(
            [object("v1", "Node"), object("example.com/v1", "Node"), object("v1", "Service", "old")],
            NamespaceTransformer(NamespaceEditor("new", fieldSpecs: [])))
        #expect(values.map { $0["metadata", "namespace"] } == [nil, "new", "new"])
    }

    @Test func aNamespaceThatIsThereStaysWhereOnlyUnsetOnesAreMeant() throws {
        let values = try transformed(
            [object("v1", "Service", "old"), object("v1", "Secret")],
            NamespaceTransformer(NamespaceEditor("new", fieldSpecs: [], unsetOnly: true)))
        #expect(values.map { $0["metadata", "namespace"] } == ["old", "new"])
    }

    @Test func equalNamesOfTwoNamespacesMeet() {
        let objects = [object("v1", "Service", "a"), object("v1", "Service", "b")]
        #expect(throws: RenderError.self) {
            try transformed(objects, NamespaceTransformer(NamespaceEditor("b", fieldSpecs: [])))
        }
    }

    @Test(arguments: [
        (NamespaceEditor.Subjects.defaultOnly, ["n", nil]), (.allServiceAccounts, [nil, "n"]),
        (.none, [nil, nil]),
    ])
    func subjectsFollowByTheirModes(_ mode: NamespaceEditor.Subjects, expected: [Value?]) throws {
        var binding = object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")
        binding["subjects"] = [["kind": "User", "name": "default"], ["kind": "ServiceAccount", "name": "other"]]
        let value = try transformed(
            [binding], NamespaceTransformer(NamespaceEditor("n", fieldSpecs: [], subjects: mode)))[0]
        #expect([value["subjects"]?[0]?["namespace"], value["subjects"]?[1]?["namespace"]] == expected)
    }
}
