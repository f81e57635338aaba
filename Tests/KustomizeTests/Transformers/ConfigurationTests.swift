import ManifestRender
import Testing

/// Files of `configurations`, with results that `kubectl kustomize` 5.8.1 gave.
@Suite struct ConfigurationTests {
    private func build(_ configuration: String, _ kustomization: String) throws -> String {
        try kustomize([
            "kustomization.yaml": "resources: [r.yaml]\nconfigurations: [c.yaml]\n" + kustomization,
            "r.yaml": "apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\nspec: {a: x}\n", "c.yaml": configuration,
        ])
    }

    @Test(arguments: ["foo: 1", "namePrefix: [{path: a, foo: 1}]", "nameReference: [{kind: A, foo: 1}]"])
    func unknownFieldsFail(configuration: String) {
        #expect(throws: RenderError(.malformed, "")) { try build(configuration, "namePrefix: a-") }
    }

    @Test func aSpecOfAnyKindMeetsThoseOfKindsThatComeFirst() throws {
        #expect(throws: RenderError(.invalidOptions, "")) {
            try build("namespace: [{path: metadata/name}]", "namespace: ns")
        }
        #expect(try build("namespace: [{path: spec/a}]", "namespace: ns").contains("spec:\n  a: ns\n"))
    }
}
