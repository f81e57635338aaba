import GoTemplate
import Testing
import Values

/// What functions make of arguments that hardly anybody passes, as Helm shows it.
@Suite struct OddArgumentTests {
    private func run(_ text: String) throws -> String {
        var set = TemplateSet(functions: .helm, missingKey: .zero)
        try set.parse(text, name: "t")
        let data = GoValue(["n": .null, "f": 3], wholeNumbersAsFloats: true)
        return try set.execute("t", data: data)
    }

    private func message(_ text: String) -> String? {
        let error = #expect(throws: TemplateError.self, "\(text)") { try run(text) }
        return error?.root.message
    }

    @Test(arguments: [
        (#"{{ deepCopy .n }}"#, "error calling deepCopy: reflect: call of reflect.Value.Type on zero Value"),
        (#"{{ .f | call }}"#, "error calling call: non-function <float64 Value> of type float64"),
        (#"{{ call .f }}"#, "error calling call: non-function .f of type float64"),
        (#"{{ len (semver "1.2.3") }}"#, "error calling len: len of type semver.Version"),
        (
            #"{{ eq (until 2) (list 7) }}"#,
            "error calling eq: non-comparable type [%!s(int=7)]: []interface {}"
        ),
        (
            #"{{ eq (list 7) (dict "a" 1) }}"#,
            "error calling eq: non-comparable types [%!s(int=7)]: []interface {}, map[string]interface {}: map[a:1]"
        ),
        (#"{{ mustToYaml "\u007f" }}"#, "error calling mustToYaml: yaml: control characters are not allowed"),
        (
            #"{{ mustToYaml (dict "a\u0085b" 1) }}"#,
            "error calling mustToYaml: yaml: line 1: did not find expected ',' or '}'"
        ),
        (
            #"{{ mustToYaml (dict (repeat 1023 "a") 1) }}"#,
            "error calling mustToYaml: yaml: did not find expected ',' or '}'"
        ),
        (#"{{ semverCompare "<1 || >>2 " "1.0" }}"#, #"error calling semverCompare: improper constraint: " >>2 ""#),
        (#"{{ semver "1-01" }}"#, "error calling semver: version segment starts with 0"),
        (
            #"{{ semver "1.99999999999999999999" }}"#,
            "error calling semver: error parsing version segment: strconv.ParseUint: parsing \"99999999999999999999\": "
                + "value out of range"
        ),
        (
            #"{{ mustFromJson "[1e999 x" }}"#,
            "error calling mustFromJson: invalid character 'x' after array element"
        ),
        (
            #"{{ mustToToml (list (dict "a" 1)) }}"#,
            "error calling mustToToml: toml: top-level values must be Go maps or structs"
        ),
    ])
    func failures(template: String, expected: String) { #expect(message(template) == expected) }

    @Test(arguments: [
        (#"{{ initials "日本 x" }}"#, "æx"), (#"{{ eq (regexFindAll "z" "a" -1) nil }}"#, "true"),
        (#"{{ printf "%[5][x]g" 1 }}"#, "%![(BADINDEX)x]g"), (#"{{ printf "%[1].0[1]o" 1 }}"#, "%!o(BADINDEX)"),
        (#"{{ deepCopy (semver "1.2.3") }}"#, "0.0.0"), (#"{{ toYaml (dict (repeat 1022 "é") 1) | len }}"#, "2050"),
        (#"{{ toYamlPretty "a\u2028b" }}"#, "'a\u{2028}  b'"), (#"{{ toYamlPretty "a\u0085b" }}"#, #""a\Nb""#),
        (
            #"{{ toToml (dict "a" (list (dict "z" 1 "y" nil "b" (dict "q" 2)) 1)) }}"#,
            "a = [{z = 1, b = {q = 2}}, 1]\n"
        ),
        (#"{{ toToml (dict "a" (regexFindAll "z" "a" -1)) }}"#, ""),
        (#"{{ (fromToml "[t]\n[]").Error | trunc 32 }}"#, "toml: line 2 (last key \"t\"): une"),
        (#"{{ (fromToml "a = \"\\x41\"").a }}"#, "A"),
        (#"{{ (fromToml "[").Error }}"#, "toml: line 1: unexpected end of table name (table names cannot be empty)"),
    ])
    func results(template: String, expected: String) throws { #expect(try run(template) == expected) }
}
