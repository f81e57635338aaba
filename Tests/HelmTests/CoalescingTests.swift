import ManifestRender
import SourceTrees
import Testing
import Values

/// Values of charts with subcharts: what null, conditions and imports do, as Helm has it.
@Suite struct CoalescingTests {
    private func values(_ files: [String: String], _ given: Value? = nil) throws -> String {
        var all = [
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/t.txt": "{{ .Values | toJson }}",
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
        ]
        all.merge(files) { $1 }
        return try HelmRenderer().text(
            ofTemplate: "templates/t.txt", in: HelmChart(RenderSource(MemoryTree(all))),
            options: HelmOptions(valuesObject: given), context: RenderContext())
    }

    private static func declared(_ more: String = "") -> String {
        "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: sub, version: '*'\(more)}]\n"
    }

    @Test func nullRemovesOnlyADefaultThatIsThere() throws {
        let files = ["values.yaml": "a: {b: null, c: 1}\n", "charts/sub/values.yaml": "global: {}\n"]
        #expect(
            try values(files, ["a": ["b": .null, "c": .null, "d": .null]])
                == #"{"a":{"b":null,"d":null},"sub":{"global":{}}}"#)
    }

    @Test func nullOfADeclaredSubchartStaysBesideWhatIsGiven() throws {
        let files = ["Chart.yaml": Self.declared(), "charts/sub/values.yaml": "a: null\nb: {c: null, d: 1}\n"]
        #expect(try values(files) == #"{"sub":{"b":{"d":1},"global":{}}}"#)
        #expect(
            try values(files, ["sub": ["b": ["z": 1]]]) == #"{"sub":{"b":{"c":null,"d":1,"z":1},"global":{}}}"#)
    }

    @Test(arguments: [
        ("{child: d, parent: p}", #"{"p":{"x":1},"sub":{"d":{"x":1},"global":{}}}"#),
        ("{child: d}", #"{"\u003cnil\u003e":{"x":1},"sub":{"d":{"x":1},"global":{}}}"#),
        ("{child: ., parent: p}", #"{"sub":{"d":{"x":1},"global":{}}}"#),
        ("{child: d, parent: p..q}", #"{"p":{"":{"q":{"x":1}}},"sub":{"d":{"x":1},"global":{}}}"#),
    ])
    func imports(item: String, expected: String) throws {
        let files = [
            "Chart.yaml": Self.declared(", import-values: [\(item)]"), "charts/sub/values.yaml": "d: {x: 1}\n",
        ]
        #expect(try values(files) == expected)
    }

    @Test func conditionsAreNotTrimmedOneByOne() throws {
        let files = ["Chart.yaml": Self.declared(", condition: 'no, sub.run'"), "values.yaml": "sub: {run: false}\n"]
        #expect(try values(files) == #"{"sub":{"global":{},"run":false}}"#)
    }

    @Test func aMapIsExpectedUnderTheNameOfASubchart() throws {
        func message(_ files: [String: String]) throws -> String? {
            (#expect(throws: RenderError.self) { try values(files, ["sub": 1]) })?.message
        }
        let told = "type mismatch on sub: %!t(float64=1); values under the name of a subchart must be a map"
        #expect(try message([:]) == told)
        #expect(try message(["Chart.yaml": Self.declared()]) == "chart dependencies processing failed: \(told)")
    }

    @Test func theSchemaIsAskedBeforeTheVersionOfTheCluster() throws {
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\nkubeVersion: '>99'\n", "values.yaml": "a: 1\n",
            "values.schema.json": #"{"properties":{"a":{"type":"string"}}}"#,
        ]
        let error = #expect(throws: RenderError.self) { try values(files) }
        #expect(error?.message.hasPrefix("values don't meet the specifications") == true)
    }
}
