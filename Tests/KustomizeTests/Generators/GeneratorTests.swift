import SourceTrees
import Testing

@testable import ManifestRender

/// Generators, with results that `kubectl kustomize` 5.8.1 gave.
@Suite struct GeneratorTests {
    private func build(_ kustomization: String, _ files: [String: String] = [:]) throws -> String {
        let tree = try MemoryTree(files.merging(["kustomization.yaml": kustomization]) { $1 })
        return try KustomizeRenderer().text(
            of: RenderSource(tree), options: KustomizeOptions(), context: RenderContext()
        ).text
    }

    @Test(arguments: ["null", "~", "true", "123", "1.5", "0x1F", ".inf", "2024-01-01", "<<"])
    func keysThatMeanSomethingElseThanTextFail(key: String) {
        #expect(throws: RenderError(.malformed, "")) {
            try build("configMapGenerator: [{name: a, literals: ['\(key)=v']}]")
        }
        #expect(throws: RenderError(.malformed, "")) {
            try build("secretGenerator: [{name: a, files: ['\(key)=f']}]", ["f": "x"])
        }
    }

    @Test func wordsOfYAML11AreKeys() throws {
        let text = try build(
            "configMapGenerator: [{name: a, literals: [yes=v, on=w], options: {disableNameSuffixHash: true}}]")
        #expect(text.contains("data:\n  \"on\": w\n  \"yes\": v\n"))
    }

    @Test func hashesAreTheToolsOwn() throws {
        #expect(try build("configMapGenerator: [{name: a, literals: [k=v]}]").contains("name: a-bdg947hgcc\n"))
        #expect(try build("configMapGenerator: [{name: a}]").contains("name: a-6ct58987ht\n"))
    }

    @Test func aLineWithoutAKeyIsLost() throws {
        let text = try kustomize([
            "e.env": "=z\na=1\n=y\n",
            "kustomization.yaml":
                "configMapGenerator:\n- {name: c, envs: [e.env], options: {disableNameSuffixHash: true}}\n",
        ])
        #expect(text == "apiVersion: v1\ndata:\n  a: \"1\"\nkind: ConfigMap\nmetadata:\n  name: c\n")
    }
}
