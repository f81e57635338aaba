import GoTemplate
import Testing
import Values

/// Texts that cannot be read, in the words of Go's libraries, and values at the edges of the formats.
@Suite struct EncodingTests {
    private func text(_ template: String, _ input: String) throws -> String {
        var set = TemplateSet(functions: .helm, missingKey: .zero)
        try set.parse(template, name: "t")
        return try set.execute("t", data: .string(input))
    }

    @Test(arguments: [
        ("[a, b", "yaml: line 1: did not find expected ',' or ']'"),
        ("- a\nb: c", "yaml: line 1: did not find expected '-' indicator"),
        ("k: a\nb", "yaml: line 3: could not find expected ':'"),
        ("a: |\n\tx", "yaml: line 2: found a tab character where an indentation space is expected"),
        ("a: b: c", "yaml: mapping values are not allowed in this context"),
        ("x: 1\na: b: c", "yaml: line 2: mapping values are not allowed in this context"),
        ("a: *b", "yaml: unknown anchor 'b' referenced"), ("a: &b [*b]", "yaml: anchor 'b' value contains itself"),
        ("<<: 1", "yaml: map merge requires map or sequence of maps as the value"),
        ("a: !!null x", "yaml: cannot decode !!str `x` as a !!null"),
        ("a: {{ x }}", "yaml: invalid map key: map[interface {}]interface {}{\"x\":interface {}(nil)}"),
        ("? [a, 1]\n: c", "yaml: invalid map key: []interface {}{\"a\", 1}"),
        ("a: .inf", "json: unsupported value: +Inf"), ("a: -.inf", "json: unsupported value: -Inf"),
        ("null: \"c\"", "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"c\""),
        ("a: {{ x }}\nb: [", "yaml: line 2: did not find expected node content"),
    ])
    func yaml(input: String, message: String) throws {
        let told = try text("{{ (fromYaml .).Error }}", input)
        #expect(told == "error converting YAML to JSON: " + message)
    }

    @Test func onlyTheFirstDocumentIsRead() throws {
        #expect(try text("{{ fromYaml . | toJson }}", "a: 1\n...\nb: 2") == #"{"a":1}"#)
    }

    @Test(arguments: [
        ("-", "invalid character ' ' in numeric literal"),
        ("tru", "invalid character ' ' in literal true (expecting 'e')"),
        (#"{"a":1."#, "invalid character ' ' after decimal point in numeric literal"),
        (#"{"a":"#, "unexpected end of JSON input"),
    ])
    func json(input: String, message: String) throws { #expect(try text("{{ (fromJson .).Error }}", input) == message) }

    @Test(arguments: [
        ("a: 1", "toml: line 1: expected '.' or '=', but got ':' instead"),
        ("a = tru", #"toml: line 1 (last key "a"): expected value but found "tru" instead"#),
        ("[t]\na = 01", #"toml: line 2 (last key "t.a"): Invalid integer "01": cannot have leading zeroes"#),
        ("a = 0xZ", #"toml: line 1 (last key "a"): not a hexadecimal number: '0xZ'"#),
        ("a = 5.", #"toml: line 1 (last key "a"): Invalid float "5.": '.' must be followed by one or more digits"#),
        ("a = 25:00:00", #"toml: line 1 (last key "a"): invalid datetime: "25:00:00""#),
        ("[]", "toml: line 1: unexpected end of table name (table names cannot be empty)"),
        ("a = 99999999999999999999", #"toml: line 1 (last key "a"): 99999999999999999999 is out of range for int64"#),
    ])
    func toml(input: String, message: String) throws { #expect(try text("{{ (fromToml .).Error }}", input) == message) }

    @Test func timesWithoutAZoneStaySo() throws {
        let written = "a = 2024-01-01\nb = 12:30:00.5\nc = 2024-01-01T00:00:00\nd = 2024-01-01T00:00:00Z\n"
        #expect(try text("{{ fromToml . | toToml }}", written) == written)
        #expect(try text("{{ fromToml . | toJson }}", "a = {b = 1,\n}") == #"{"a":{"b":1}}"#)
    }

    @Test func prettyYAMLHasNumbersAsGoPrintsThem() throws {
        let values = #"{"a":1000000,"b":123456789,"c":1e21,"d":0.1,"e":100000,"f":9007199254740993}"#
        #expect(
            try text("{{ fromJson . | toYamlPretty }}", values)
                == "a: 1e+06\nb: 1.23456789e+08\nc: 1e+21\nd: 0.1\ne: 100000\nf: 9.007199254740992e+15")
        #expect(
            try text("{{ fromJson . | toYaml }}", values)
                == "a: 1000000\nb: 123456789\nc: 1e+21\nd: 0.1\ne: 100000\nf: 9007199254740992")
        #expect(try text(#"{{ dict "a" (fromJson "null") | toYamlPretty }}"#, "") == "a: {}")
    }
}
