import Testing
import Values

@Suite struct YAMLBasicsTests {
    @Test func scalarsResolveAsGoDoes() throws {
        let cases: [(String, Value)] = [
            ("yes", true), ("off", false), ("Y", true), ("~", .null), ("", .null), ("NULL", .null), ("nil", "nil"),
            ("0777", 511), ("0o17", 15), ("0x1F", 31), ("0b11", 3), ("-0b11", -3), ("1_000", 1000), ("08", 8.0),
            ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("12:30:45", "12:30:45"), ("2020-01-01", "2020-01-01"),
            ("18446744073709551615", .unsigned(.max)), ("18446744073709551616", 18446744073709551616.0),
            ("-9223372036854775808", .int(.min)), ("+5", 5), ("0x", "0x"), ("1e400", "1e400"), ("yEs", "yEs"),
            ("!!str 5", "5"), ("!!int '5'", 5), ("!!float 5", 5.0), ("!foo 5", "5"), ("! 5", "5"), ("'5'", "5"),
            ("!!binary aGk=", "hi"), ("0x1FFFFFFFFFFFFFFFFF", 590295810358705651711.0), ("-", [.null]), ("+", "+"),
        ]
        for (text, value) in cases { #expect(try Value(yaml: text) == value, "\(text)") }
        #expect(throws: ParseError.self) { try Value(yaml: ".inf") }
        #expect(throws: ParseError.self) { try Value(yaml: "!!int foo") }
    }

    @Test func documentsAnchorsAndMergeKeys() throws {
        let documents = try YAMLDocument.parse("# c\n---\n---\na: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n---\n- 1\n")
        #expect(documents.map(\.isEmpty) == [true, false, false])
        #expect(documents.map(\.line) == [2, 4, 9])
        #expect(documents[1].value == ["a": ["b": 1, "c": 2], "d": ["b": 1, "c": 3]])
        #expect(documents[2].value == [1])
    }

    @Test func keysBecomeStrings() throws {
        #expect(
            try Value(yaml: "{true: 1, 2: 2, 0.5: 3, .inf: 4, 1e6: 5}")
                == ["true": 1, "2": 2, "0.5": 3, ".inf": 4, "1e+06": 5])
        #expect(throws: ParseError(.unsupported, "", line: 1, column: 1)) { try Value(yaml: "~: 5") }
        #expect(throws: ParseError(.duplicateKey, "", line: 1, column: 1)) { try Value(yaml: "{yes: 5, on: 3}") }
    }

    @Test func laughsAreNotExpanded() throws {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(throws: ParseError(.limitExceeded, "", line: 0, column: 0)) { try Value(yaml: text) }
    }

    @Test func textIsLaidOutAsGoDoes() throws {
        let value: Value = [
            "a": [1, [2, 3], ["x": 1, "y": [:]]], "b": "multi\nline", "c": "true", "d": "it's", "e": "a: b", "f": "",
            "g": "tab\there", "h": "2020-01-01", "i": "12:30:45", "j": " x\ny\n\n", "k": ["l": ["m": .null]],
            "yes": 1.0, "z": "\u{1F600}",
        ]
        let text = value.yamlText()
        #expect(
            text == """
                a:
                - 1
                - - 2
                  - 3
                - x: 1
                  "y": {}
                b: |-
                  multi
                  line
                c: "true"
                d: it's
                e: 'a: b'
                f: ""
                g: "tab\\there"
                h: "2020-01-01"
                i: "12:30:45"
                j: |2+
                   x
                  y

                k:
                  l:
                    m: null
                "yes": 1.0
                z: "\\U0001F600"

                """)
        #expect(try Value(yaml: text) == value)
    }
}
