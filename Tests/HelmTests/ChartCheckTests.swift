import ManifestRender
import SourceTrees
import Testing

/// What is refused before anything is rendered, in Helm's words.
@Suite struct ChartCheckTests {
    private func message(_ files: [String: String], options: HelmOptions = HelmOptions()) throws -> String? {
        do {
            _ = try text(files, options: options)
            return nil
        } catch let error as RenderError {
            return error.message
        }
    }

    private func text(_ files: [String: String], options: HelmOptions = HelmOptions()) throws -> String {
        var all = [
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/t.txt": "{{ .Values | toJson }}",
        ]
        all.merge(files) { $1 }
        let chart = try HelmChart(RenderSource(MemoryTree(all)))
        return try HelmRenderer().text(
            ofTemplate: "templates/t.txt", in: chart, options: options, context: RenderContext())
    }

    @Test(arguments: [
        ("name: c\n", "validation: chart.metadata.version is required"),
        ("name: c\nversion: x\n", "validation: chart.metadata.version \"x\" is invalid"),
        ("name: ../c\nversion: 1.0.0\n", "validation: chart.metadata.name \"../c\" is invalid"),
        ("name: c\nversion: 1.0.0\ntype: t\n", "validation: chart.metadata.type must be application or library"),
        (
            "name: c\nversion: 1.0.0\nmaintainers: [null]\n",
            "validation: maintainers must not contain empty or null nodes"
        ),
        (
            "name: c\nversion: 1.0.0\ndependencies: [{name: x, alias: 'a b'}]\n",
            "validation: dependency \"x\" has disallowed characters in the alias"
        ),
        (
            "name: c\nversion: 1.0.0\ndependencies: [{name: x}, {name: x}]\n",
            "validation: more than one dependency with name or alias \"x\""
        ),
        (
            "name: c\nversion: 1.0.0\nkeywords: k\n",
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go "
                + "struct field Metadata.keywords of type []string"
        ),
        (
            "a: [",
            "cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content"
        ),
    ])
    func metadata(chart: String, expected: String) throws { #expect(try message(["Chart.yaml": chart]) == expected) }

    @Test func documentsOfAValuesFileLieOverEachOther() throws {
        let files = ["values.yaml": "a: {b: 1, c: 2}\n--- # more\na: {b: 3}\n---\nd: x\n"]
        #expect(try text(files) == #"{"a":{"b":3,"c":2},"d":"x"}"#)
        #expect(
            try message(["values.yaml": "- x"])
                == "cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: "
                + "json: cannot unmarshal array into Go value of type map[string]interface {}")
    }

    @Test func textsOfAChartAreMadePrintable() throws {
        let chart =
            "apiVersion: v2\nname: c\nversion: 1.0.0\ndescription: \"a\\nb\\u0001c\"\nannotations: {a: \"x\\ny\"}\n"
        let template = "{{ .Chart.Description }}|{{ .Chart.Annotations.a }}"
        #expect(try text(["Chart.yaml": chart, "templates/t.txt": template]) == "a bc|x\ny")
    }

    @Test func linesOfMistakesInValuesAreCountedAsHelmReadsThem() throws {
        #expect(
            try message(["values.yaml": "a: \"unclosed"])
                == "cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: "
                + "found unexpected end of stream")
    }

    @Test(arguments: [
        ("{bad", "invalid character 'b' looking for beginning of object key string"), ("", "EOF"),
        ("{\"a\":", "unexpected EOF"),
    ])
    func aSchemaThatIsNoJSON(text: String, told: String) throws {
        #expect(try schema(text, "a: 1\n") == told + "\n")
    }

    @Test func aVersionPassedOnLosesItsMethods() throws {
        let options = HelmOptions(kubeVersion: "1.30.2")
        let shown =
            "{{ .Capabilities.KubeVersion }} {{ print .Capabilities.KubeVersion }} {{ with .Capabilities.KubeVersion }}{{ . }}{{ end }}"
        #expect(try text(["templates/t.txt": shown], options: options) == "v1.30.2 {v1.30.2 v1.30.2 1 30} v1.30.2")
        let json = #"{{ .Capabilities.KubeVersion | toJson }}{{ (dict "v" .Capabilities.KubeVersion).v.Minor }}"#
        #expect(
            try text(["templates/t.txt": json], options: options)
                == #"{"Version":"v1.30.2","Major":"1","Minor":"30"}30"#)
    }

    private func schema(_ schema: String, _ values: String) throws -> String? {
        try message(["values.schema.json": schema, "values.yaml": values])?
            .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).joined(separator: "\n")
    }

    @Test(arguments: [
        (#"{"properties":{"a":{"type":["string","null"]}}}"#, "- at '/a': got number, want null or string\n"),
        (
            #"{"properties":{"a":{"anyOf":[{"type":"string"},{"const":null}]}}}"#,
            "- at '/a': 'anyOf' failed\n  - at '/a': got number, want string\n  - at '/a': value must be <nil>\n"
        ),
        (
            #"{"properties":{"a":{"allOf":[{"maximum":0},{}]}}}"#,
            "- at '/a': 'allOf' failed\n  - at '/a': maximum: got 1, want 0\n"
        ),
        (#"{"properties":{"a":{"not":{"type":"integer"}}}}"#, "- at '/a': 'not' failed\n"),
        (
            #"{"properties":{"b":{"contains":{"type":"string"}}}}"#,
            "- at '/b': no items match contains schema\n  - at '/b/0': got number, want string\n  - at '/b/1': got number, want string\n"
        ),
        (
            #"{"properties":{"b":{"items":{"type":"string"}}}}"#,
            "- at '/b/0': got number, want string\n- at '/b/1': got number, want string\n"
        ),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"minimum":"x"}}}"#,
            "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-07/schema#'\n- at '/properties/a/minimum': got string, want number"
        ),
        (
            ##"{"properties":{"a":{"$ref":"#/nope"}}}"##,
            "json-pointer in \"file:///values.schema.json#/nope\" not found"
        ),
    ])
    func schemas(schema: String, findings: String) throws {
        #expect(try self.schema(schema, "a: 1\nb: [1, 2]\n") == findings)
    }

    @Test func aSchemaIsToldAllThatIsWrongWithIt() throws {
        let draft4 = #"{"$schema":"http://json-schema.org/draft-04/schema#","#
        let told = try schema(
            draft4 + #""unevaluatedItems":false,"properties":{"a":{"exclusiveMinimum":1},"b":{"uniqueItems":1}}}"#,
            "a: 1\n")
        #expect(
            told?.split(separator: "\n").dropFirst().joined(separator: "\n")
                == "- at '/properties/a/exclusiveMinimum': got number, want boolean\n"
                + "- at '/properties/a': properties 'minimum' required, if 'exclusiveMinimum' exists\n"
                + "- at '/properties/b/uniqueItems': got number, want boolean")
        #expect(try schema(draft4 + #""unevaluatedItems":false,"additionalItems":false}"#, "a: 1\n") == nil)
        #expect(
            try schema(draft4 + #""additionalProperties":false}"#, "a: 1\n")
                == "- at '': additional properties 'a' not allowed\n")
        #expect(try schema(#"{"properties":{"a":{"const":[1]}}}"#, "a: 1\n") == "- at '/a': 'const' failed\n")
    }

    @Test(arguments: [
        ("date", "2023-02-29", "2024-02-29"), ("date", "2020-13-01", "2020-12-31"), ("duration", "x", "P1DT2H"),
        ("duration", "P", "P3W"), ("time", "25:00:00Z", "23:59:60Z"), ("json-pointer", "a", "/a"),
    ])
    func formats(name: String, wrong: String, right: String) throws {
        let text = #"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"format":"\#(name)"}}}"#
        #expect(try schema(text, "a: '\(right)'\n") == nil)
        #expect(try schema(text, "a: '\(wrong)'\n")?.hasPrefix("- at '/a': '\(wrong)' is not valid \(name)") == true)
    }

    @Test func keywordsOfLaterDraftsMeanNothing() throws {
        let draft7 = #"{"$schema":"http://json-schema.org/draft-07/schema#","#
        #expect(try schema(draft7 + #""properties":{"b":{"prefixItems":[{"type":"string"}]}}}"#, "b: [1]\n") == nil)
        #expect(try schema(#"{"properties":{"b":{"prefixItems":[{"type":"string"}]}}}"#, "b: [1]\n") != nil)
        #expect(
            try schema(
                draft7 + ##""properties":{"a":{"$ref":"#/definitions/d","type":"string"}},"definitions":{"d":{}}}"##,
                "a: 1\n") == nil)
    }
}
