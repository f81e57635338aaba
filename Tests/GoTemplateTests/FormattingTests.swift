import GoTemplate
import Testing
import Values

/// What `printf` and its kin write, where the rules are easy to get wrong.
@Suite struct FormattingTests {
    private func text(_ template: String, _ data: Value = ["l": [1, "a", .null]]) throws -> String {
        var set = TemplateSet(functions: .helm, missingKey: .zero)
        try set.parse(template, name: "t")
        return try set.execute("t", data: GoValue(data, wholeNumbersAsFloats: true))
    }

    @Test(arguments: [
        (#"{{ printf "%#x" 2.5 }}"#, "0x1.4000p+01"), (#"{{ printf "%#X" 2.5 }}"#, "0X1.4P+01"),
        (#"{{ printf "%05x|" "" }}"#, "00000|"), (#"{{ printf "%8.3T|" nil }}"#, "   <nil>|"),
        (#"{{ printf "%*d" (int64 4) 7 }}"#, "   7"), (#"{{ printf "%.*f" (int64 1) 2.25 }}"#, "2.2"),
        (#"{{ printf "%*d" 1.5 7 }}"#, "%!(BADWIDTH)7"),
        (#"{{ printf "%w" .l }}"#, "%!w([]interface {}=[1 a <nil>])"), (#"{{ printf "%+w" 3 }}"#, "%!w(int=3)"),
        (#"{{ printf "%d" (semver "1.2.3") }}"#, "&{1 2 3 %!d(string=) %!d(string=) %!d(string=1.2.3)}"),
        (
            #"{{ toDate "2006-01-02" "2024-02-29" | printf "%#v" }}"#,
            "time.Date(2024, time.February, 29, 0, 0, 0, 0, time.Local)"
        ),
        (#"{{ fromJson "null" | printf "%#v" }}"#, "map[string]interface {}(nil)"),
    ])
    func verbs(template: String, expected: String) throws { #expect(try text(template) == expected) }

    @Test(arguments: [
        (#"{{ html "a" .nope 1 }}"#, "a&lt;no value&gt;1"), (#"{{ js nil (list) }}"#, #"\u003Cno value\u003E[]"#),
        (#"{{ urlquery 1 nil }}"#, "1%3Cno+value%3E"),
    ])
    func missingValuesAreTextToEscapes(template: String, expected: String) throws {
        #expect(try text(template) == expected)
    }

    @Test(arguments: [
        (#"{{ call .l }}"#, "error calling call: non-function .l of type []interface {}"),
        (#"{{ "x" | call }}"#, "error calling call: non-function x of type string"),
        (#"{{ call (index .l 0) 1 }}"#, "error calling call: non-function index .l 0 of type float64"),
        (#"{{ dig 1 2 3 }}"#, "interface {} is int, not map[string]interface {}"),
        (
            #"{{ mustDateModify "1é" (toDate "2006" "2024") }}"#,
            #"time: unknown unit "\xc3\xa9" in duration "1\xc3\xa9""#
        ),
        (#"{{ index (semver "1.2.3") 1 }}"#, "can't index item of type semver.Version"),
    ])
    func mistakes(template: String, message: String) throws {
        let error = #expect(throws: TemplateError.self) { try text(template) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func nilIsNoDataToAnIncludedTemplate() throws {
        let define = #"{{ define "a" }}[{{ .x.y }}{{ if eq . nil }}nil{{ end }}]{{ end }}"#
        #expect(try text(define + #"{{ include "a" nil }}{{ include "a" .nope }}"#) == "[<no value>nil][<no value>nil]")
        #expect(try text(#"{{ tpl "{{ .a.b }}-" .nope }}"#) == "-")
    }
}
