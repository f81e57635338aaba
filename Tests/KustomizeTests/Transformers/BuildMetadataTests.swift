import SourceTrees
import Testing

@testable import ManifestRender

/// What `buildMetadata` records, as `kubectl kustomize` 5.8.1 does.
@Suite struct BuildMetadataTests {
    private func build(_ kustomization: String) throws -> String {
        let tree = try MemoryTree([
            "kustomization.yaml": "buildMetadata: [transformerAnnotations]\nresources: [r.yaml]\n" + kustomization,
            "r.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
        ])
        return try KustomizeRenderer().text(
            of: RenderSource(tree), options: KustomizeOptions(), context: RenderContext()
        ).text
    }

    @Test(arguments: [
        ("labels: [{pairs: {a: b}}]", 2), ("labels: [{pairs: {a: b}}, {pairs: {c: d}}]", 3),
        ("commonLabels: {a: b}", 1), ("labels: [{pairs: {a: b}}]\ncommonLabels: {c: d}", 2),
        ("labels: []", 0), ("commonLabels: {}", 0), ("labels: [{pairs: {}}]", 2),
    ])
    func labelsAreRecordedAsOftenAsTheToolAppliesThem(_ kustomization: String, count: Int) throws {
        let records = try build(kustomization).split(separator: "\n").filter { $0.contains("kind: LabelTransformer") }
        #expect(records.count == count)
    }
}
