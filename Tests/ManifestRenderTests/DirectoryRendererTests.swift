import KubeModel
import ManifestRender
import SourceTrees
import Testing

@Suite struct DirectoryRendererTests {
    private func render(
        _ files: [String: String], path: String = "", options: DirectoryOptions = DirectoryOptions(),
        context: RenderContext = RenderContext()
    ) throws -> RenderedManifests {
        try DirectoryRenderer().render(
            RenderSource(MemoryTree(files), path: path), options: options, context: context)
    }

    private func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n"
    }

    @Test func filesAreReadInTheOrderOfTheirNamesAndDocumentsInTheirs() throws {
        let rendered = try render([
            "b.yml": configMap("b"), "a.yaml": configMap("a1") + "---\n# nothing\n---\n" + configMap("a2"),
            "c.json": #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}"#, "README.md": "# no",
        ])
        #expect(rendered.objects.map(\.name) == ["a1", "a2", "b", "c"])
        #expect(rendered.manifests[1].origin?.file.description == "a.yaml")
        #expect(rendered.manifests[1].origin?.line == 8)
    }

    @Test func foldersBelowAreReadOnlyWhenAsked() throws {
        let files = ["a.yaml": configMap("a"), "b/c.yaml": configMap("c"), "b/d/e.yaml": configMap("e")]
        #expect(try render(files).objects.map(\.name) == ["a"])
        #expect(try render(files, options: .init(recurse: true)).objects.map(\.name) == ["a", "c", "e"])
        #expect(try render(files, path: "b", options: .init(recurse: true)).objects.map(\.name) == ["c", "e"])
    }

    @Test(arguments: [
        ("*.yaml", "", ["a", "b", "c"]),
        ("b/*", "", ["b", "c"]),
        ("", "{a.yaml,b/c*}", ["b"]),
        ("{a,b/b}.yaml", "b/*", ["a"]),
        ("*", "*", []),
    ])
    func globsCrossFolders(include: String, exclude: String, names: [String]) throws {
        let files = ["a.yaml": configMap("a"), "b/b.yaml": configMap("b"), "b/c.yaml": configMap("c")]
        let options = DirectoryOptions(recurse: true, include: include, exclude: exclude)
        #expect(try render(files, options: options).objects.map(\.name) == names)
    }

    @Test func listsAreOpened() throws {
        let rendered = try render([
            "list.yaml": """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
            - {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}]}
            ---
            apiVersion: apps/v1
            kind: DeploymentList
            items:
            - metadata: {name: c}
            ---
            apiVersion: v1
            kind: ConfigMapList
            items: null
            """
        ])
        #expect(rendered.objects.map(\.name) == ["a", "b", "c"])
        #expect(rendered.objects[2].gvk == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
    }

    @Test func markedFilesAndOtherYAMLArePassedOver() throws {
        let rendered = try render([
            "a.yaml": "# +argocd:skip-file-rendering\nkind: [broken",
            "values.yaml": "replicas: 3\nimage: {tag: v1}\n",
            "broken-values.yaml": "a: b: c\n",
            "z.yaml": configMap("z"),
        ])
        #expect(rendered.objects.map(\.name) == ["z"])
    }

    @Test(arguments: [
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n", RenderError.Code.malformed, 4),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\njust text\n", .notAnObject, 5),
        ("apiVersion: v1\nkind:\nmetadata: {name: a}\n", .notAnObject, 1),
        ("kind: ConfigMap\nmetadata: {apiVersion: v1}\n", .notAnObject, 1),
    ])
    func mistakesNameTheirPlace(text: String, code: RenderError.Code, line: Int) throws {
        let error = #expect(throws: RenderError.self) { try render(["dir/a.yaml": text], path: "dir") }
        #expect(error?.code == code)
        #expect(error?.file == "dir/a.yaml")
        #expect(error?.line == line)
    }

    @Test func oneJSONFileHoldsOneObject() {
        let object = #"{"apiVersion": "v1", "kind": "ConfigMap"}"#
        #expect(throws: RenderError(.malformed, "")) { try render(["a.json": object + object]) }
    }

    @Test func imageManifestsAreNoManifests() throws {
        let files = ["manifest.json": #"{"schemaVersion": 2, "config": {}, "layers": []}"#]
        #expect(try render(files).objects.isEmpty)
    }

    @Test func theBudgetCountsAllFilesTogether() throws {
        let files = ["a.yaml": configMap("a"), "b.yaml": configMap("b")]
        let size = configMap("a").utf8.count
        var context = RenderContext(limits: RenderLimits(maximumManifestBytes: 2 * size))
        #expect(try render(files, context: context).objects.count == 2)
        context.limits.maximumManifestBytes -= 1
        #expect(throws: RenderError(.limitExceeded, "")) { try render(files, context: context) }
    }

    @Test func linksAreFollowedInsideTheTreeOnly() throws {
        let tree = try MemoryTree(contents: [
            ("shared/a.yaml", .file(Array(configMap("a").utf8))),
            ("app/a.yaml", .symbolicLink("../shared/a.yaml")),
            ("app/gone.yaml", .symbolicLink("nowhere.yaml")),
        ])
        let rendered = try DirectoryRenderer().render(
            RenderSource(tree, path: "app"), options: .init(), context: .init())
        #expect(rendered.objects.map(\.name) == ["a"])
        #expect(rendered.warnings.count == 1)

        let hostile = try MemoryTree(contents: [("app/a.yaml", .symbolicLink("../../etc/passwd"))])
        #expect(throws: RenderError(.unreadableFile, "")) {
            try DirectoryRenderer().render(RenderSource(hostile, path: "app"), options: .init(), context: .init())
        }
    }

    @Test func byteOrderMarksAreNoContent() throws {
        var utf16: [UInt8] = [0xFF, 0xFE]
        for unit in configMap("wide").utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let tree = try MemoryTree(contents: [
            ("a.yaml", .file([0xEF, 0xBB, 0xBF] + Array(configMap("narrow").utf8))), ("b.yaml", .file(utf16)),
        ])
        let rendered = try DirectoryRenderer().render(RenderSource(tree), options: .init(), context: .init())
        #expect(rendered.objects.map(\.name) == ["narrow", "wide"])
    }
}
