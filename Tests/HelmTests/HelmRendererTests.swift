import KubeModel
import ManifestRender
import SourceTrees
import Testing
import Values

@Suite struct HelmRendererTests {
    private static let configMap =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  v: {{ .Values.v | toJson | quote }}\n"

    private func render(
        _ files: [String: String], options: HelmOptions = HelmOptions(), context: RenderContext = RenderContext()
    ) throws -> RenderedManifests {
        var all = ["Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n"]
        all.merge(files) { $1 }
        return try HelmRenderer().render(RenderSource(MemoryTree(all)), options: options, context: context)
    }

    private func value(_ options: HelmOptions, _ more: [String: String] = [:]) throws -> String? {
        var files = ["templates/cm.yaml": Self.configMap, "values.yaml": "v: chart\n"]
        files.merge(more) { $1 }
        return try render(files, options: options).objects.first?.value["data", "v"]?.stringValue
    }

    @Test func valuesComeInTheirOrder() throws {
        #expect(try value(HelmOptions()) == "\"chart\"")
        var options = HelmOptions(valueFiles: [.path("prod.yaml")])
        let files = ["prod.yaml": "v: file\n"]
        #expect(try value(options, files) == "\"file\"")
        options.values = "v: text"
        #expect(try value(options, files) == "\"text\"")
        options.valuesObject = ["v": ["a": 1]]
        #expect(try value(options, files) == "{\"a\":1}")
        options.parameters = [HelmParameter(name: "v.b", value: "x,y")]
        #expect(try value(options, files) == "{\"a\":1,\"b\":\"x,y\"}")
        options.parameters = [HelmParameter(name: "v", value: "007", forceString: true)]
        #expect(try value(options, files) == "\"007\"")
        options.parameters = []
        options.fileParameters = [HelmFileParameter(name: "v", path: "prod.yaml")]
        #expect(try value(options, files) == "\"v: file\\n\"")
    }

    @Test func valueFilesCanBePatternsAndMissing() throws {
        let files = ["env/a.yaml": "v: a\n", "env/b.yaml": "v: b\n"]
        #expect(try value(HelmOptions(valueFiles: [.path("env/*.yaml")]), files) == "\"b\"")
        #expect(throws: RenderError.self) { try value(HelmOptions(valueFiles: [.path("no.yaml")])) }
        let options = HelmOptions(valueFiles: [.path("no.yaml")], ignoresMissingValueFiles: true)
        #expect(try value(options) == "\"chart\"")
    }

    @Test func valueFilesOfOtherSources() throws {
        let other = try RenderSource(MemoryTree(["deep/v.yaml": "v: other\n"]))
        let renderer = HelmRenderer(references: ["values": other])
        let tree = try MemoryTree([
            "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "templates/cm.yaml": Self.configMap,
        ])
        let rendered = try renderer.render(
            RenderSource(tree), options: HelmOptions(valueFiles: [.path("$values/deep/v.yaml")]),
            context: RenderContext())
        #expect(rendered.objects.first?.value["data", "v"]?.stringValue == "\"other\"")
    }

    @Test func whatIsPassedOverAndWhatFails() throws {
        let rendered = try render([
            "templates/NOTES.txt": "hello {{ .Values.x }}", "templates/_h.tpl": "{{ fail \"no\" }}",
            "templates/empty.yaml": "{{ if false }}x{{ end }}", "README.md": "{{",
        ])
        #expect(rendered.objects.isEmpty)
        let error = #expect(throws: RenderError.self) {
            try render(["templates/a.yaml": "a: {{ required \"say x\" .Values.x }}"])
        }
        #expect(error?.message == "execution error at (shop/templates/a.yaml:1:6): say x")
        #expect(error?.file == "shop/templates/a.yaml")
        #expect(error?.line == 1)
    }

    @Test func expressionsThatAreNone() {
        for text in [
            "a[-1]=x", "a[99999999]=x", "a[x]=1", "a", "a={1,2", String(repeating: "a.", count: 60) + "b=1",
        ] {
            #expect(throws: RenderError.self) { try value(HelmOptions(set: [text])) }
        }
    }

    @Test func archivesThatAreNone() throws {
        for bytes: [UInt8] in [[], [0x1F, 0x8B], [UInt8](repeating: 0x1F, count: 100), Array("text".utf8)] {
            let tree = try MemoryTree(contents: [("c.tgz", .file(bytes))])
            #expect(throws: RenderError.self) { try HelmChart(RenderSource(tree, path: "c.tgz")) }
        }
    }

    @Test func aChartIsReadOnceAndRenderedOften() throws {
        let chart = try HelmChart(
            RenderSource(
                MemoryTree([
                    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "templates/cm.yaml": Self.configMap,
                ])))
        for index in 0..<5 {
            let rendered = try HelmRenderer().render(
                chart, options: HelmOptions(releaseName: "r\(index)", set: ["v=\(index)"]), context: RenderContext())
            #expect(rendered.objects.first?.name == "r\(index)")
        }
    }
}
