import Jsonnet
import Testing

/// What go-jsonnet answers where arguments are unusual, each asked of it.
@Suite struct ReferenceTests {
    private func outcome(_ program: String) -> String {
        do throws(JsonnetError) {
            return try JsonnetVM().evaluate(snippet: program).split(separator: "\n").map { $0.drop { $0 == " " } }
                .joined(separator: " ")
        } catch { return error.message }
    }

    @Test(arguments: [
        ("std.sin(2.5)", "0.59847214410395644"), ("std.cos(1e15)", "-0.51319373778697019"),
        ("std.tan(1)", "1.5574077246549021"), ("std.atan(1e15)", "1.5707963267948954"),
        ("std.log(3)", "1.0986122886681096"), ("std.log2(1.5)", "0.58496250072115619"),
        ("std.log10(3)", "0.47712125471966232"), ("std.atan2(1e17, 1e15)", "1.5607966601082313"),
        ("'%.17g' % 1e100", "\"0.9999999999999998e+100\""), ("std.pow(-8, 3)", "-512"), ("std.pow(2, -2)", "0.25"),
        ("std.exp(0)", "1"), ("std.mantissa(-3)", "-0.75"), ("std.exponent(5e-324)", "-1073"),
    ]) func numbers(_ program: String, _ expected: String) { #expect(outcome(program) == expected) }

    @Test(arguments: [
        ("std.range(0, 1234567.5)", "RUNTIME ERROR: Expected an integer, but got 1.2345675e+06"),
        (
            "9007199254740992 | 0",
            "RUNTIME ERROR: Bitwise operator argument 9.007199254740992e+15 outside of range "
                + "[-9007199254740991, 9007199254740991]"
        ),
        ("1 << -0.5", "RUNTIME ERROR: Shift by negative exponent."),
        (
            #"{ ["a\n\"b"]: 1, ["a\n\"b"]: 2 }"#, #"RUNTIME ERROR: Duplicate field name: "a\n\"b""#
        ),
        ("[1e400]", "RUNTIME ERROR: overflow"), ("local x = 1e400; 5", "5"),
        ("'%*d' % ['x']", "RUNTIME ERROR: Not enough values to format: 1, expected more than 1"),
        ("'%*d' % []", "RUNTIME ERROR: Not enough values to format: 0, expected at least 0"),
        ("1 */ 2", "snippet.jsonnet:1:4-5 Not a unary operator: /"),
        (
            "importstr 'a\\nb'",
            "RUNTIME ERROR: couldn't open import \"a\\nb\": no match locally or in the Jsonnet library paths"
        ),
        ("[1, 2][:[]]", "RUNTIME ERROR: Unexpected type number, expected array"),
        ("[1, 2][1e300:]", "[ ]"), ("[1, 2][-1e300:]", "[ 1, 2 ]"),
    ]) func messages(_ program: String, _ expected: String) { #expect(outcome(program) == expected) }

    @Test(arguments: [
        ("std.asciiUpper(['a', 'b'])", "\"AB\""), ("std.asciiLower(1)", "RUNTIME ERROR: Unexpected type number"),
        ("std.uniq('aab')", "[ \"a\", \"b\" ]"), ("std.flattenArrays('ab')", "\"[ ]ab\""),
        ("std.lines(0)", "RUNTIME ERROR: Unexpected type array, expected number"),
        ("std.resolvePath('a/b', null)", "\"a\""), ("std.stringChars({})", "[ ]"),
        ("std.setUnion('ab', ['c'])", "[ \"a\", \"b\", \"c\" ]"),
        ("std.setInter([1], 'a')", "RUNTIME ERROR: Unexpected type string, expected number"),
        ("std.setMember([1], [null])", "RUNTIME ERROR: Unexpected type null, expected array"),
        ("std.setMember(3, [3, 1, 2])", "true"), ("std.setUnion([{ a: 1 }], [{ a: 1 }])", "[ { \"a\": 1 } ]"),
        ("std.startsWith([1], 'abc')", "false"), ("std.mergePatch(error 'e', 1)", "1"),
        ("std.count([], error 'e')", "0"), ("std.find(error 'e', [])", "[ ]"),
        ("std.foldl(function(a, b) b, [1], error 'e')", "RUNTIME ERROR: e"),
        ("std.manifestXmlJsonml([['a', 'b'], 'c'])", "\"<ab>c</ab>\""),
    ]) func argumentsOfOtherTypes(_ program: String, _ expected: String) { #expect(outcome(program) == expected) }

    @Test(arguments: [
        ("|\\n  x", "\"x\\n\""), ("a: 1\\n---\\nb: 2", "[ { \"a\": 1 }, { \"b\": 2 } ]"), ("---\\n1", "[ 1 ]"),
        ("1\\n---\\n", "[ 1, null ]"),
        ("---\\n\\n--- b\\n", "[ null, \"b\" ]"),
        ("  a: 1\\n b: 2", "{ \"a\": 1 }"),
        (
            "a: *x",
            "RUNTIME ERROR: failed to parse YAML: error converting YAML to JSON: yaml: unknown anchor 'x' referenced"
        ),
        (
            "a: @x",
            "RUNTIME ERROR: failed to parse YAML: error converting YAML to JSON: yaml: found character that cannot start "
                + "any token"
        ),
    ]) func yaml(_ text: String, _ expected: String) { #expect(outcome("std.parseYaml('\(text)')") == expected) }
}
