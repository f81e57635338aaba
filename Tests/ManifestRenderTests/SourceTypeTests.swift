import ManifestRender
import SourceTrees
import Testing
import Values

@Suite struct SourceTypeTests {
    @Test(arguments: [
        (["Chart.yaml", "kustomization.yaml"], SourceType.helm),
        (["kustomization.yml"], .kustomize),
        (["Kustomization"], .kustomize),
        (["kustomization.json"], .directory),
        (["sub/Chart.yaml"], .directory),
    ])
    func filesTellTheType(files: [String], type: SourceType) throws {
        let tree = try MemoryTree(Dictionary(uniqueKeysWithValues: files.map { ("app/\($0)", "") }))
        #expect(try SourceType.detect(in: RenderSource(tree, path: "app")) == type)
    }

    @Test func aMissingFolderIsAnError() throws {
        let tree = try MemoryTree(["a.yaml": ""])
        #expect(throws: RenderError(.sourceNotFound, "")) { try SourceType.detect(in: RenderSource(tree, path: "b")) }
        #expect(throws: RenderError(.sourceNotFound, "")) {
            try SourceType.detect(in: RenderSource(tree, path: "a.yaml"))
        }
    }

    @Test func overridesOfTheFolderAreMergedInOrder() throws {
        let tree = try MemoryTree([
            "app/.argocd-source.yaml": "path: elsewhere\nhelm: {releaseName: common, skipCrds: true}\n",
            "app/.argocd-source-shop.yaml": "helm: {releaseName: shop, skipCrds: null}\n",
        ])
        let declared: Value = ["repoURL": "https://example.com/a.git", "path": "app"]
        let merged = try SourceOverrides.merged(
            into: declared, from: RenderSource(tree, path: "app"), applicationName: "shop")
        #expect(merged == ["repoURL": "https://example.com/a.git", "path": "app", "helm": ["releaseName": "shop"]])
    }
}

@Suite struct BuildEnvironmentTests {
    @Test(arguments: [
        ("$ARGOCD_APP_NAME-${ARGOCD_APP_NAME}", "shop-shop"), ("$$ARGOCD_APP_NAME", "$ARGOCD_APP_NAME"),
        ("$UNKNOWN!", "!"), ("cost: 5$", "cost: 5$"), ("${ARGOCD_APP_NAME", "ARGOCD_APP_NAME"), ("a${}b$", "ab$"),
        ("$1st", "st"),
    ])
    func variablesAreReplaced(text: String, result: String) {
        #expect(BuildEnvironment(["ARGOCD_APP_NAME": "shop"]).substitute(in: text) == result)
    }
}
