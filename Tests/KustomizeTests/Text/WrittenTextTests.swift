import ManifestRender
import Testing

/// What the tool makes of texts and keys in writing and reading its objects, with results that `kubectl kustomize`
/// 5.8.1 gave.
@Suite struct WrittenTextTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n"

    private func build(_ object: String, _ kustomization: String = "") throws -> String {
        try kustomize(["kustomization.yaml": "resources: [r.yaml]\n" + kustomization, "r.yaml": object])
    }

    @Test(arguments: ["1", "true", "null", "2024-01-01", "", "~"])
    func newKeysThatAreNoTextFail(key: String) {
        #expect(throws: RenderError(.malformed, "")) { try build(Self.map + "  annotations: {\"\(key)\": a}\n") }
        #expect(throws: RenderError(.malformed, "")) { try build(Self.map, "labels: [{pairs: {\"\(key)\": a}}]\n") }
        #expect(throws: RenderError(.malformed, "")) {
            try build("", "configMapGenerator: [{name: a, options: {labels: {\"\(key)\": a}}}]\n")
        }
    }

    @Test func keysThatWereReadAreText() throws {
        #expect(
            try build(Self.map + "  labels: {\"true\": a}\n", "labels: [{pairs: {\"true\": b}}]\n")
                .hasSuffix("  labels:\n    \"true\": b\n  name: m\n"))
    }

    @Test func aMergeKeyIsLostAmongAnnotations() throws {
        #expect(try build(Self.map + "  annotations: {\"<<\": a}\n") == Self.map)
    }

    @Test func newTextsThatBeginWithATabFailWhereTheyAreBlocks() throws {
        #expect(throws: RenderError(.malformed, "")) { try build(Self.map + "  annotations: {a: \"\\tx\\ny\"}\n") }
        #expect(throws: RenderError(.malformed, "")) {
            try build(
                Self.map + "data: {a: \"\\tx\\ny\"}\n",
                #"patches: [{target: {}, patch: '[{"op": "add", "path": "/data/b", "value": "c"}]'}]"#)
        }
        #expect(try build(Self.map + "  annotations: {a: \"\\tx \\ny\"}\n").contains(#"a: "\tx \ny""#))
        #expect(try build(Self.map + "data: {a: \"\\tx\\ny\"}\n").contains(#"a: "\tx\ny""#))
    }

    @Test func foldedTextsKeepTheirLinesAmongAnnotationsAndInQuotes() throws {
        let folded = ">-\n      x\n        y\n"
        #expect(try build(Self.map + "data:\n    a: \(folded)").contains("|-\n    x\n\n      y\n"))
        #expect(try build(Self.map + "  annotations:\n    a: \(folded)").contains("|-\n      x\n        y\n"))
        #expect(try build(Self.map + "data:\n    a: >-\n      x😀\n        y\n").contains(#"a: "x\U0001F600\n  y""#))
    }

    @Test func inBracketsEmptyValuesAndTimesAreText() throws {
        let text = try build(Self.map + "spec: {a: , b: 2024-01-01 10:00:00, c: 2024-01-01, d: ~}\n")
        #expect(
            text.hasSuffix(
                "spec:\n  a: \"\"\n  b: \"2024-01-01 10:00:00\"\n  c: \"2024-01-01T00:00:00Z\"\n  d: null\n"))
        #expect(throws: RenderError(.malformed, "")) { try build(Self.map + "spec: [http://x?y]\n") }
    }

    @Test func annotationsAreTextAsWritten() throws {
        #expect(try build(Self.map + "  annotations: {a: 1}\ndata: {b: +1}\n").contains("a: \"1\"\n"))
    }

    @Test(arguments: [
        ("{a: null, b: 1.50}", "    a: \"null\"\n    b: \"1.50\"\n"), ("null", "    a: x\n"), ("{$patch: delete}", ""),
    ])
    func labelsOfPatchesWithATargetAreText(labels: String, expected: String) throws {
        let patch = "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: \(labels)}}"
        let text = try build(
            Self.map + "  labels: {a: x}\n", "patches: [{target: {kind: ConfigMap}, patch: '\(patch)'}]")
        #expect(
            text == "apiVersion: v1\nkind: ConfigMap\nmetadata:\n"
                + (expected.isEmpty ? "" : "  labels:\n\(expected)") + "  name: m\n")
        #expect(!(try build(Self.map + "  labels: {a: x}\n", "patches: [{patch: '\(patch)'}]").contains("a: x")))
    }

    @Test func labelsOfDeprecatedPatchesAreText() throws {
        let patch =
            "patchesStrategicMerge: ['{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: {a: null, b: 1.50}}}']"
        #expect(
            try build(Self.map + "  labels: {a: x}\n", patch).contains("  labels:\n    a: \"null\"\n    b: \"1.50\"\n"))
    }
}
