import Testing
import Values

@testable import ManifestRender

@Suite struct FieldSpecTests {
    private func edited(_ yaml: String, _ spec: FieldSpec, created: FieldSpecEditor.Created = .text) throws -> Value {
        var value = try Value(yaml: yaml)
        try FieldSpecEditor(spec, created: created).edit(&value) { node in node = .string("new") }
        return value
    }

    @Test func listsOnTheWayAreEntered() throws {
        let value = try edited("a:\n- b: 1\n- b: 2\n- c: 3\n", FieldSpec("a/b"))
        #expect(value == ["a": [["b": "new"], ["b": "new"], ["c": 3]]])
    }

    @Test func missingFieldsAreMadeOnlyWhereTheSpecSaysSo() throws {
        #expect(try edited("a: {}", FieldSpec("a/b/c")) == ["a": [:]])
        #expect(try edited("a: {}", FieldSpec("a/b/c", create: true)) == ["a": ["b": ["c": "new"]]])
        #expect(try edited("a: null", FieldSpec("a/b", create: true)) == ["a": ["b": "new"]])
        #expect(try edited("a: {}", FieldSpec("a/b[]/c", create: true)) == ["a": [:]])
    }

    @Test func aSlashInAKeyIsEscaped() throws {
        #expect(try edited("a: {b/c: 1}", FieldSpec(#"a/b\/c"#)) == ["a": ["b/c": "new"]])
    }

    @Test func aPathThroughAScalarFails() {
        #expect(throws: RenderError.self) { try edited("a: text", FieldSpec("a/b")) }
        #expect(throws: RenderError.self) { try edited("a: 1", FieldSpec("")) }
    }

    @Test func aSpecGivenWithAndWithoutCreateConflicts() throws {
        var specs = [FieldSpec("spec/x", kind: "Deployment", create: true)]
        try specs.merge(FieldSpec("spec/x", kind: "Deployment", create: true))
        #expect(specs.count == 1)
        try specs.merge(FieldSpec("spec/x", kind: "Service"))
        #expect(specs.count == 2)
        #expect(throws: RenderError.self) { try specs.merge(FieldSpec("spec/x", kind: "Deployment")) }
    }

    @Test func tablesKeepTheOrderOfSpecsOfAnyKindAndOfOne() throws {
        let table = FieldSpecTable([
            FieldSpec("a"), FieldSpec("b", kind: "X"), FieldSpec("a"), FieldSpec("c", kind: "Y"),
        ])
        var object: Value = ["kind": "X", "a": 1, "b": 2, "c": 3]
        var seen: [Value] = []
        try table.edit(&object, as: ResourceID(kind: "X")) { seen.append($0) }
        #expect(seen == [1, 2, 1])
    }
}
