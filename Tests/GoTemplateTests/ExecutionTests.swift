import GoTemplate
import Testing
import Values

@Suite struct ExecutionTests {
    private func run(
        _ text: String, _ data: GoValue = .null, limits: TemplateLimits = .standard,
        missingKey: TemplateSet.MissingKey = .zero, host: TemplateHost = TemplateHost()
    ) throws -> String {
        var set = TemplateSet(functions: .helm, limits: limits, missingKey: missingKey)
        try set.parse(text, name: "t")
        return try set.execute("t", data: data, host: host)
    }

    private func failure(_ text: String, limits: TemplateLimits = .standard) -> TemplateError? {
        #expect(throws: TemplateError.self) { try run(text, limits: limits) }
    }

    @Test func mapsAreVisitedInTheOrderOfTheirKeys() throws {
        let data = GoValue(["b": 1, "10": 2, "9": 3, "A": 4])
        #expect(try run("{{ range $k, $v := . }}{{ $k }}={{ $v }} {{ end }}", data) == "10=2 9=3 A=4 b=1 ")
    }

    @Test func assignmentReachesOut() throws {
        #expect(try run("{{ $x := 0 }}{{ range until 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}") == "3")
        #expect(try run("{{ $x := 0 }}{{ if false }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}") == "0")
    }

    @Test func placesAreTold() {
        let error = failure("ab\n{{ upper (list 1) }}")
        #expect(
            error?.description
                == "template: t:2:15: executing \"t\" at <1>: wrong type for value; expected string; got []interface {}"
        )
        #expect(error?.column == 15)
    }

    @Test func timeAndRandomnessComeFromTheHost() throws {
        let host = TemplateHost(now: { (1_700_000_000, 0) }, random: { 7 })
        #expect(try run(#"{{ now | date "2006-01-02" }}"#, host: host) == "2023-11-14")
        #expect(try run(#"{{ randNumeric 3 }}"#, host: host) == "777")
    }

    @Test func missingKeysCanBeErrors() throws {
        #expect(throws: TemplateError.self) { try run("{{ .x }}", .map(GoMap()), missingKey: .error) }
        #expect(try run("{{ .x }}", .map(GoMap()), missingKey: .invalid) == "<no value>")
    }

    @Test func bytesThatAreNoTextSurvive() throws {
        #expect(try run(#"{{ "é" | trunc 1 | b64enc }}"#) == "ww==")
        #expect(try run(#"{{ "/4A=" | b64dec | b64enc }} {{ "/4A=" | b64dec | len }}"#) == "/4A= 2")
    }

    @Test func boundsHold() {
        let few = TemplateLimits(maximumOutput: 1000, maximumDepth: 50, maximumSteps: 5000)
        #expect(failure("{{ range until 100000 }}x{{ end }}", limits: few)?.code == .limitExceeded)
        #expect(failure(#"{{ repeat 100000 "x" }}"#, limits: few)?.code == .limitExceeded)
        #expect(
            failure(#"{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}"#, limits: few)?.code
                == .limitExceeded)
        #expect(failure(#"{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}"#)?.code == .limitExceeded)
        #expect(
            failure(#"{{ define "u" }}{{ tpl "{{ include \"u\" . }}" . }}{{ end }}{{ include "u" . }}"#)?.code
                == .limitExceeded)
    }

    @Test func aMapInsideItselfDoesNoHarm() throws {
        _ = try run(#"{{ $m := dict "a" 1 }}{{ $_ := set $m "m" $m }}{{ $m | toString | len }}"#)
        for function in ["toJson", "toYaml", "deepCopy"] {
            _ = try? run("{{ $m := dict \"a\" 1 }}{{ $_ := set $m \"m\" $m }}{{ \(function) $m | len }}")
        }
        #expect(failure(#"{{ $m := dict }}{{ $_ := set $m "m" $m }}{{ toJson $m }}"#)?.root.code == .limitExceeded)
    }

    @Test func functionsCanBeAdded() throws {
        let shout = TemplateFunction("shout", "s") { call in .string(call.string(0) + "!") }
        var set = TemplateSet(functions: FunctionTable.builtins.adding([shout]))
        try set.parse(#"{{ shout "hi" }}"#, name: "t")
        #expect(try set.execute("t", data: .null) == "hi!")
    }

    @Test func oneSetServesManyThreads() async throws {
        var set = TemplateSet(functions: .helm)
        try set.parse(
            #"{{ define "d" }}{{ . | upper }}{{ end }}{{ include "d" .x }} {{ tpl "{{ .x }}" . }}"#, name: "t")
        let shared = set
        try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<50 {
                group.addTask { try shared.execute("t", data: GoValue(["x": .string("a\(index)")])) }
            }
            var seen: Set<String> = []
            for try await text in group { seen.insert(text) }
            #expect(seen.count == 50)
            #expect(seen.contains("A7 a7"))
        }
    }
}
