import SourceTrees
import Testing
import Values

@testable import ManifestRender

/// Whole builds with patches, with results that `kubectl kustomize` 5.8.1 gave.
@Suite struct PatchTransformerTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

    private func build(_ patches: String, base: String, patch: String = "") throws -> String {
        let tree = try MemoryTree([
            "kustomization.yaml": "resources: [r.yaml]\npatches:\n" + patches, "r.yaml": base, "p.yaml": patch,
        ])
        return try KustomizeRenderer().text(
            of: RenderSource(tree), options: KustomizeOptions(), context: RenderContext()
        ).text
    }

    @Test func writtenNullsStayAndLeftOutValuesGo() throws {
        let text = try build(
            "- path: p.yaml\n", base: Self.map + "data: {a: null, b: ~, c: {d: null}}\nspec:\n  e:\n  f: 1\n",
            patch: Self.map + "data: {q: {r: null}}\n")
        #expect(
            text == "apiVersion: v1\ndata:\n  a: null\n  b: null\n  c:\n    d: null\n  q: {}\n"
                + "kind: ConfigMap\nmetadata:\n  name: a\nspec:\n  f: 1\n")
    }

    @Test func whatReplacesAQuotedTextIsText() throws {
        let text = try build(
            "- path: p.yaml\n", base: Self.map + "data: {a: \"x\", b: x1, c: '1'}\n",
            patch: Self.map + "data: {a: 0755, b: 8080, c: true}\n")
        #expect(text.contains("  a: \"0755\"\n  b: 8080\n  c: \"true\"\n"))
    }

    @Test func quotesStayThroughSeveralPatches() throws {
        func values(_ base: String, _ patches: String...) throws -> String {
            let entries = patches.map {
                "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: \($0)}'\n"
            }
            return try build(entries.joined(), base: Self.map + "data: \(base)\n")
        }
        #expect(try values("{a: \"x\"}", "{a: y}", "{a: 5}").contains("a: \"5\"\n"))
        #expect(try values("{a: x}", "{a: \"8080\"}", "{a: 5}").contains("a: 5\n"))
        #expect(try values("{b: x}", "{a: \"z\"}", "{a: 5}").contains("a: \"5\"\n"))
    }

    @Test func replacingAWholeObjectDoesNothing() throws {
        let text = try build(
            "- path: p.yaml\n", base: Self.map + "data: {a: x}\n", patch: Self.map + "$patch: replace\ndata: {b: y}\n")
        #expect(text.contains("data:\n  a: x\n"))
    }

    @Test func deletesObjectsAndFailsWithoutATarget() throws {
        #expect(try build("- path: p.yaml\n", base: Self.map, patch: Self.map + "$patch: delete\n").isEmpty)
        #expect(throws: RenderError.self) {
            try build("- path: p.yaml\n", base: Self.map, patch: Self.map.replacing("name: a", with: "name: b"))
        }
        #expect(throws: RenderError.self) {
            try build("- patch: '[{\"op\": \"remove\", \"path\": \"/x\"}]'\n", base: Self.map)
        }
    }

    @Test func operationsFindAnnotationsThatAreNotThere() throws {
        let patch =
            "- target: {name: a.*}\n  patch: '[{\"op\": \"add\", \"path\": \"/metadata/annotations/x\", \"value\": 1}]'\n"
        #expect(try build(patch, base: Self.map).contains("  annotations:\n    x: \"1\"\n"))
    }
}
