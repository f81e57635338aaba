import Testing
import Values

@testable import ManifestRender

@Suite struct VariableTests {
    private func expand(_ text: String) -> Value {
        VariableText.expand(text) { name in ["N": .int(8), "S": "text", "B": .bool(true)][name] }
    }

    @Test func aWholeReferenceTakesTheTypeOfTheValue() {
        #expect(expand("$(N)") == 8)
        #expect(expand("$(B)") == true)
        #expect(expand("x$(N)") == "x8")
    }

    @Test func escapesAndWhatIsNoReferenceStay() {
        #expect(expand("$$(S) $(S) $(U) $S $ $( $(S") == "$(S) text $(U) $S $ $( $(S")
        #expect(expand("$(U)") == "$(U)")
        #expect(expand("") == "")
        #expect(expand("$") == "$")
    }

    private let source: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"],
        "data": ["port": 80, "list": [["p": 1]]],
    ]

    private func variable(_ name: String, _ path: String) -> KustomizeVariable {
        KustomizeVariable(
            name: name, object: ResourceID(version: "v1", kind: "ConfigMap", name: "c"), fieldPath: path)
    }

    @Test func aNameMayBeTakenOnce() throws {
        var resources = ResourceMap([KustomizeResource(source)])
        var set = VariableSet()
        try set.merge([variable("V", "")], in: &resources)
        #expect(throws: RenderError.self) { try set.merge([variable("V", "")], in: &resources) }
        var other = VariableSet()
        try other.merge([variable("W", "")], in: &resources)
        try set.merge(other)
        #expect(throws: RenderError.self) { try set.merge(other) }
    }

    @Test func valuesComeFromTheResourceAndItsListsAndUnusedNamesAreTold() throws {
        let target: Value = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "labels": ["a": "$(PORT)", "b": "$(P)!"]],
        ]
        var resources = ResourceMap([KustomizeResource(source), KustomizeResource(target)])
        var set = VariableSet()
        try set.merge(
            [variable("PORT", "data.port"), variable("P", "data.list[0].p"), variable("UNUSED", "")], in: &resources)
        let unused = try set.resolve(in: &resources, fields: [FieldSpec("metadata/labels")])
        #expect(resources[1].value["metadata", "labels"] == ["a": 80, "b": "1!"])
        #expect(unused == ["UNUSED"])
    }
}
