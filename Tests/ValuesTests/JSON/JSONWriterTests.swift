import Testing
import Values

@Suite struct JSONWriterTests {
    /// Go's `encoding/json`: plain from 1e-6 up to 1e21, an exponent without padding otherwise.
    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (0.1, "0.1"), (-1.5, "-1.5"), (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-9, "1.25e-9"),
            (123456789.125, "123456789.125"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (0.30000000000000004, "0.30000000000000004"),
            (9007199254740993.0, "9007199254740992"), (4.35, "4.35"), (100.0, "100"), (123e18, "123000000000000000000"),
        ] as [(Double, String)])
    func doublesPrintAsGoPrintsThem(number: Double, text: String) {
        #expect(Value.double(number).jsonText() == text)
    }

    @Test func numbersThatJSONCannotSayAreNull() {
        #expect(Value.array([.double(.infinity), .double(-.infinity), .double(.nan)]).jsonText() == "[null,null,null]")
    }

    @Test func integersAreExact() {
        let value: Value = [.int(.min), .int(.max), .unsigned(.max), 0, -1, 10, 99, 100]
        #expect(
            value.jsonText()
                == "[-9223372036854775808,9223372036854775807,18446744073709551615,0,-1,10,99,100]")
    }

    @Test func stringsAreEscaped() {
        let text: Value = "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é<>&\u{2028}\u{2029}\u{1F600}"
        #expect(
            text.jsonText()
                == #""\u0000\u0001\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é<>&\u{2028}\u{2029}\u{1F600}\"")
        #expect(
            text.jsonText(.go)
                == #""\u0000\u0001\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é" + #"\u003c\u003e\u0026\u2028\u2029"#
                + "\u{1F600}\"")
    }

    @Test func prettyTextHasOneMemberALine() {
        let value: Value = ["b": [1, [:], []], "a": ["x": .null]]
        #expect(
            value.jsonText(.pretty(indent: 2))
                == """
                {
                  "b": [
                    1,
                    {},
                    []
                  ],
                  "a": {
                    "x": null
                  }
                }
                """)
        #expect(value.jsonText(sortedKeys: true) == #"{"a":{"x":null},"b":[1,{},[]]}"#)
        #expect(value.description == value.jsonText())
    }

    @Test func keysAreSortedByTheirBytes() {
        let value: Value = ["b": 1, "B": 2, "é": 3, "aa": 4, "a": 5, "\u{10000}": 6, "\u{FFFD}": 7]
        #expect(
            value.jsonText(sortedKeys: true)
                == "{\"B\":2,\"a\":5,\"aa\":4,\"b\":1,\"é\":3,\"\u{FFFD}\":7,\"\u{10000}\":6}")
    }
}
