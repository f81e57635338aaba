import ManifestRender
import Testing

@Suite struct EqualIDsTests {
    private let objects = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: b}

        """
    private let rename = """
        patches:
        - target: {kind: ConfigMap, name: a}
          patch: '[{"op": "replace", "path": "/metadata/name", "value": "b"}]'

        """

    @Test func aPatchMayNotGiveTwoResourcesOneName() {
        let files = ["r.yaml": objects, "kustomization.yaml": "resources: [r.yaml]\n" + rename]
        let error = #expect(throws: RenderError.self) { try kustomize(files) }
        #expect(error?.message.contains("already registered id: ConfigMap.v1.[noGrp]/b") == true)
    }

    @Test func norMayThoseOfABaseHaveOne() {
        let files = [
            "base/r.yaml": objects, "base/kustomization.yaml": "resources: [r.yaml]\n" + rename,
            "kustomization.yaml": "resources: [base]\n",
        ]
        #expect(throws: RenderError.self) { try kustomize(files) }
    }

    @Test func whatIsForTheBuildAloneDoesNotCount() throws {
        let local = objects.replacing(
            "{name: a}", with: "{name: a, annotations: {config.kubernetes.io/local-config: x}}")
        let files = ["r.yaml": local, "kustomization.yaml": "resources: [r.yaml]\n" + rename]
        #expect(try kustomize(files).contains("name: b"))
    }
}
