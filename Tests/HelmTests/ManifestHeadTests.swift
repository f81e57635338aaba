import ManifestRender
import SourceTrees
import Testing

/// What Helm asks of a document's kind, name and annotations before it orders it.
@Suite struct ManifestHeadTests {
    private func release(_ document: String) throws -> HelmRelease {
        let files = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/t.yaml": document]
        return try HelmRenderer().release(
            HelmChart(RenderSource(MemoryTree(files))), options: HelmOptions(), context: RenderContext())
    }

    @Test func slashesAreNotEscaped() {
        let error = #expect(throws: RenderError.self) { try release("a: 1\nb: \"x\\/y\"\n") }
        #expect(
            error?.message == "YAML parse error on c/templates/t.yaml: error converting YAML to JSON: yaml: line 2: "
                + "found unknown escape character")
    }

    @Test(arguments: [
        ("a: 1\n\n \n---\nb: 2\n\n", ["a: 1", "b: 2\n\n"]), ("---\n---\nb: 1\n", ["---\nb: 1\n"]),
        ("a: 1\n---\n \n---\nb: 2", ["a: 1", "---\nb: 2"]), ("a: 1\n ---\nb: 2", ["a: 1\n ---\nb: 2"]),
        ("a: 1\n---b: 2\n", ["a: 1", "b: 2\n"]), ("\n\n---\n a: 1\n---", ["a: 1"]), ("\n---\n\n", []),
    ])
    func separatorsTakeTheWhiteSpaceAroundThem(text: String, pieces: [String]) throws {
        #expect(try release(text).manifests.map(\.text) == pieces)
    }

    @Test(arguments: [
        ("kind: []", "array into Go struct field SimpleHead.kind of type string"),
        ("apiVersion: {}\nkind: []", "object into Go struct field SimpleHead.apiVersion of type string"),
        (
            "metadata: 1",
            "number into Go struct field SimpleHead.metadata of type struct { Name string \"json:\\\"name\\\"\"; "
                + "Annotations map[string]string \"json:\\\"annotations\\\"\" }"
        ),
        ("metadata: {name: {}}", "object into Go struct field .metadata.name of type string"),
        ("metadata: {annotations: x}", "string into Go struct field .metadata.annotations of type map[string]string"),
        ("metadata: {annotations: {a: []}}", "array into Go struct field .metadata.annotations of type string"),
        ("true", "bool into Go value of type util.SimpleHead"),
    ])
    func mismatches(document: String, told: String) {
        let error = #expect(throws: RenderError.self) { try release(document) }
        #expect(
            error?.message == "YAML parse error on c/templates/t.yaml: error unmarshaling JSON: while decoding JSON: "
                + "json: cannot unmarshal \(told)")
    }

    @Test func namesOfMembersAreMatchedWithoutRegardToCase() throws {
        let release = try release("Kind: Job\nMetadata: {Annotations: {helm.sh/hook: test}}")
        #expect(release.manifests.isEmpty)
        #expect(release.hooks.count == 1)
    }

    @Test func scalarsAreTextWhereTextIsWanted() throws {
        #expect(try release("kind: 1\nmetadata: {name: true, annotations: {a: 2, b: null}}").manifests.count == 1)
    }
}
