import Foundation
import GoTemplate
import Testing
import Values

/// Templates that would take all time or memory end with an error that says so.
@Suite struct LimitTests {
    private func run(_ template: String, _ limits: TemplateLimits, data: Value = .null) throws(TemplateError) -> String
    {
        var set = TemplateSet(functions: .helm, limits: limits, missingKey: .zero)
        try set.parse(template, name: "t")
        return try set.execute("t", data: GoValue(data, wholeNumbersAsFloats: true))
    }

    private static let small = TemplateLimits(maximumOutput: 1 << 20, maximumDepth: 200, maximumSteps: 200_000)

    private static let doublingDefinitions: String = {
        let bodies = (0..<60).map {
            #"{{ define "d\#($0)" }}{{ include "d\#($0 + 1)" . }}{{ include "d\#($0 + 1)" . }}{{ end }}"#
        }
        return bodies.joined() + #"{{ define "d60" }}x{{ end }}{{ include "d0" . }}"#
    }()

    @Test(arguments: [
        doublingDefinitions,
        #"{{ define "r" }}{{ tpl "{{ include \"r\" . }}" . }}{{ end }}{{ include "r" . }}"#,
        #"{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}"#,
        #"{{ range until 100 }}{{ repeat 100000 "x" }}{{ end }}"#,
        #"{{ $x := "ab" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}"#,
        #"{{ $x := "ab" }}{{ range until 60 }}{{ $x = cat $x $x $x }}{{ end }}"#,
        #"{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}"#,
        #"{{ $x := list 1 }}{{ range until 200 }}{{ $x = list $x $x }}{{ end }}{{ $x }}"#,
        #"{{ $x := dict }}{{ range until 200 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toJson $x | len }}"#,
        #"{{ $x := dict }}{{ range until 40 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ mustToYaml $x }}"#,
        #"{{ printf (repeat 400 "%1000000[1]d") 1 }}"#, #"{{ printf "%.1000000f%.1000000f" 1.5 1.5 }}"#,
        #"{{ join (repeat 100000 "x") (until 1000) }}"#, #"{{ replace "a" (repeat 10000 "b") (repeat 10000 "a") }}"#,
        #"{{ regexReplaceAll "a*" (repeat 100000 "b") (repeat 100000 "x") }}"#,
        #"{{ regexReplaceAll "^.*$" (repeat 100 "a") (repeat 20000 "$0") | len }}"#,
        #"{{ until 100000000 | len }}"#, #"{{ seq 1 100000000 }}"#, #"{{ untilStep 0 9223372036854775807 1 }}"#,
        #"{{ range 100000000 }}{{ end }}"#, #"{{ indent 1000000 "a\nb" }}"#, #"{{ repeat 9223372036854775807 "ab" }}"#,
        #"{{ $l := until 2000 }}{{ range $l }}{{ $x := uniq $l }}{{ end }}"#,
        #"{{ $l := until 20000 }}{{ range $l }}{{ $x := has "no" $l }}{{ end }}"#,
    ])
    func bombs(template: String) {
        let error = #expect(throws: TemplateError.self) {
            _ = try run(template, LimitTests.small)
        }
        #expect(error?.root.code == .limitExceeded, "\(String(error?.description.prefix(300) ?? ""))")
    }

    @Test func ordinaryWorkIsFarFromTheLimits() throws {
        #expect(try run("{{ range until 20000 }}x{{ end }}", .standard).utf8.count == 20000)
        #expect(try run(#"{{ until 100000 | join "," | len }}"#, .standard) == "588889")
        let text = Value.string(String(repeating: "a: b\n", count: 200_000))
        let template = #"{{ replace "b" (repeat 200 "c") . | len }} {{ regexReplaceAll "(?m)^a: " . "$0$0" | len }}"#
        #expect(try run(template, .standard, data: text) == "40800000 1600000")
    }

    private static let nested: [(String, String)] = [
        ("parentheses", String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)),
        ("parentheses within the bound", String(repeating: "(", count: 390) + "1" + String(repeating: ")", count: 390)),
        ("unclosed", String(repeating: "(", count: 100_000)),
        ("blocks", String(repeating: "{{ if true }}", count: 5000)),
        ("elses", "{{ if true }}" + String(repeating: "{{ else if true }}", count: 50_000) + "{{ end }}"),
        ("ranges", String(repeating: "{{ range .x }}", count: 300) + String(repeating: "{{ end }}", count: 300)),
        ("pipes", "{{ 1" + String(repeating: " | print", count: 20_000) + " }}"),
        ("fields", "{{ ." + String(repeating: "a.", count: 20_000) + "b }}"),
        ("arguments", "{{ list" + String(repeating: " 1", count: 50_000) + " | len }}"),
        ("json", "{{ fromJson `" + String(repeating: "[", count: 100_000) + "` }}"),
        ("yaml", "{{ fromYaml `" + String(repeating: "[", count: 100_000) + "` }}"),
        ("toml", "{{ fromToml `a = " + String(repeating: "[", count: 100_000) + "` }}"),
        (
            "tpl",
            "{{ $t := `{{ . }}` }}{{ range until 300 }}{{ $t = print `{{ tpl ` ($t | quote) ` . }}` | trunc 5000 }}{{ end }}{{ tpl $t . }}"
        ),
        ("regex", "{{ regexMatch `" + String(repeating: "(a", count: 5000) + "` `a` }}"),
        (
            "deep",
            "{{ $x := list }}{{ range until 3000 }}{{ $x = list $x }}{{ end }}{{ $x }}{{ toJson $x }}{{ deepCopy $x | len }}"
        ),
    ]

    /// A host may render on any thread: half a megabyte of stack must do, and more where frames are not optimised.
    @Test func deepNestingFitsASmallStack() {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            for (name, template) in LimitTests.nested {
                let text = name.hasPrefix("parentheses") || name == "unclosed" ? "{{ \(template) }}" : template
                _ = try? LimitTests().run(text, LimitTests.small)
            }
            done.signal()
        }
        #if DEBUG
            thread.stackSize = 4 << 20
        #else
            thread.stackSize = 512 << 10
        #endif
        thread.start()
        #expect(done.wait(timeout: .now() + 300) == .success)
    }
}
