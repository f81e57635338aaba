import ManifestRender
import Testing

/// Schemas of `openapi` and definitions of `crds`, with results that `kubectl kustomize` 5.8.1 gave.
@Suite struct SuppliedSchemaTests {
    private static func pod(_ name: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name)}\nspec: {containers: [{name: a, args: [c]}, {name: d}]}\n"
    }

    private static func patch(_ name: String) -> String {
        "patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: \(name)}, "
            + "spec: {containers: [{name: a, image: i}]}}'}]\n"
    }

    private func build(_ resources: String, schema: String = "definitions: {}") throws -> String {
        try kustomize([
            "kustomization.yaml": "resources: \(resources)\n" + Self.patch("f"),
            "b/kustomization.yaml": "resources: [r.yaml]\nopenapi: {path: s.yaml}\n", "b/r.yaml": Self.pod("f"),
            "b/s.yaml": schema,
            "c/kustomization.yaml": "resources: [r.yaml]\n" + Self.patch("g"), "c/r.yaml": Self.pod("g"),
        ])
    }

    @Test func aSchemaOfABaseStandsForTheBuiltInOneUntilThatWasUsed() throws {
        #expect(!(try build("[b]").contains("args:")))
        #expect(!(try build("[b, c]").contains("args:")))
        #expect(try build("[c, b]").split(separator: "\n").filter { $0.contains("args:") }.count == 2)
    }

    @Test func aKindThatIsNotBuiltInNeedsTheSchema() throws {
        func build(_ apiVersion: String, _ kind: String) throws -> String {
            try kustomize([
                "kustomization.yaml": "resources: [r.yaml, b]\n" + Self.patch("f"),
                "r.yaml": "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: x}\n",
                "b/kustomization.yaml": "resources: [r.yaml]\nopenapi: {path: s.yaml}\n", "b/r.yaml": Self.pod("f"),
                "b/s.yaml": "definitions: {}",
            ])
        }
        #expect(!(try build("networking.k8s.io/v1", "NetworkPolicy").contains("args:")))
        #expect(try build("x.io/v1", "Foo").contains("args:"))
        #expect(try build("autoscaling/v2", "HorizontalPodAutoscaler").contains("args:"))
    }

    @Test func pathsTellWhichKindsHaveNoNamespace() throws {
        let kind = #"{"x-kubernetes-group-version-kind": {"group": "x.io", "version": "v1", "kind": "Foo"}}"#
        func namespaced(_ path: String) throws -> Bool {
            try kustomize([
                "kustomization.yaml": "resources: [r.yaml]\nopenapi: {path: s.json}\nnamespace: ns\n",
                "r.yaml": "apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\n",
                "s.json": #"{"definitions": {}, "paths": {"\#(path)": {"get": \#(kind)}}}"#,
            ]).contains("namespace: ns")
        }
        #expect(try namespaced("/apis/x.io/v1/namespaces/{namespace}/foos/{name}"))
        #expect(!(try namespaced("/apis/x.io/v1/foos/{name}")))
    }

    @Test func aCustomResourceDefinitionIsNoFileOfDefinitions() {
        #expect(throws: RenderError(.malformed, "")) {
            try kustomize([
                "kustomization.yaml": "resources: [r.yaml]\ncrds: [c.yaml]\n", "r.yaml": Self.pod("f"),
                "c.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n",
            ])
        }
    }
}
