import Testing
import Values

@Suite struct YAMLScalarTests {
    /// What plain scalars mean to `sigs.k8s.io/yaml`.
    @Test(
        arguments: [
            ("yes", Value.bool(true)), ("Yes", true), ("YES", true), ("y", true), ("Y", true), ("on", true),
            ("On", true), ("ON", true),
            ("true", true), ("True", true), ("TRUE", true), ("no", false), ("No", false), ("NO", false), ("n", false),
            ("N", false),
            ("off", false), ("Off", false), ("OFF", false), ("false", false), ("False", false), ("FALSE", false),
            ("yEs", "yEs"), ("tRUE", "tRUE"), ("oN", "oN"), ("t", "t"), ("f", "f"), ("o", "o"), ("yess", "yess"),
            ("nope", "nope"),
            ("~", .null), ("", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nil", "nil"),
            ("nULL", "nULL"), ("~a", "~a"),
            ("0", 0), ("-0", 0), ("+0", 0), ("00", 0), ("0_", 0), ("7", 7), ("-7", -7), ("+7", 7), ("1_000", 1000),
            ("1__0", 10), ("1_", 1),
            ("-_1", -1), ("_1", "_1"), ("+", "+"), ("--1", "--1"), ("1-", "1-"), ("1 2", "1 2"), ("1a", "1a"),
            ("0777", 511), ("-0777", -511), ("0o17", 15), ("0O17", 15), ("-0o17", -15), ("0o8", "0o8"), ("08", 8.0),
            ("09.5", 9.5), ("0_7", 7),
            ("0x1F", 31), ("0X1f", 31), ("-0x1F", -31), ("0x_F", 15), ("0x", "0x"), ("0xg", "0xg"), ("0x1.8", "0x1.8"),
            ("0x1p3", "0x1p3"),
            ("0b11", 3), ("0B11", 3), ("-0b11", -3), ("+0b11", 3), ("0b2", "0b2"), ("0b", "0b"),
            ("9223372036854775807", .int(.max)), ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
            ("18446744073709551615", .unsigned(.max)), ("18446744073709551616", 18446744073709551616.0),
            ("+18446744073709551615", 18446744073709551615.0), ("-9223372036854775808", .int(.min)),
            ("-9223372036854775809", -9223372036854775809.0), ("0xFFFFFFFFFFFFFFFF", .unsigned(.max)),
            ("0x1FFFFFFFFFFFFFFFFF", 590295810358705651711.0), ("-0x1FFFFFFFFFFFFFFFFF", "-0x1FFFFFFFFFFFFFFFFF"),
            ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("-.5", -0.5), ("+.5", 0.5), ("1e3", 1000.0), ("1E3", 1000.0),
            ("1e+3", 1000.0), ("1e-3", 0.001),
            ("1.5e3", 1500.0), ("1_0.5", 10.5), (".5_5", 0.55), ("._5", "._5"), (".5_", ".5_"), ("1e", "1e"),
            ("1e+", "1e+"), ("1.5.", "1.5."),
            ("1.2.3", "1.2.3"), (".", "."), ("..", ".."), (".e5", ".e5"), ("-.", "-."), ("1e400", "1e400"),
            ("-1e400", "-1e400"), ("1e-400", 0.0),
            (".inf1", ".inf1"), (".iNF", ".iNF"), ("inf", "inf"), ("nan", "nan"), ("+.nan", "+.nan"),
            ("Infinity", "Infinity"),
            ("12:30:45", "12:30:45"), ("1:30", "1:30"), ("2020-01-01", "2020-01-01"),
            ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
            ("2020-01-01 10:00:00", "2020-01-01 10:00:00"), ("=", "="), ("<<", "<<"), ("v1", "v1"), ("100m", "100m"),
            ("1Gi", "1Gi"),
            ("0.0.0.0", "0.0.0.0"), ("1,000", "1,000"), ("0xDEADBEEF", 3_735_928_559), ("1e5m", "1e5m"), ("0.1", 0.1),
            ("-0.0", -0.0),
        ] as [(String, Value)])
    func plainScalarsMeanWhatTheyMeanToGo(text: String, value: Value) throws {
        #expect(try Value(yaml: text) == value)
        #expect(try Value(yaml: "a: \(text)\n") == ["a": value])
        #expect(try Value(yaml: "- \(text)\n- 1\n") == [value, 1])
        if !text.contains(","), !text.isEmpty { #expect(try Value(yaml: "[\(text), 1]") == [value, 1]) }
        #expect(try Value(yaml: "'\(text)'") == .string(text))
        #expect(try Value(yaml: "\"\(text)\"") == .string(text))
        #expect(try Value(yaml: "!!str \(text)\n") == .string(text))
    }

    @Test(
        arguments: [
            ("!!str 5", Value.string("5")), ("!!int '5'", 5), ("!!int 0x10", 16), ("!!float 5", 5.0),
            ("!!float '1.5'", 1.5), ("!!bool 'yes'", true),
            ("!!null ''", .null), ("!!null '~'", .null), ("!!timestamp 2020-01-01", "2020-01-01"), ("!foo 5", "5"),
            ("! 5", "5"), ("!<tag:x> yes", "yes"),
            ("!!binary aGk=", "hi"), ("!!binary |\n  aG\n  k=", "hi"), ("!!set {a, b}", ["a": .null, "b": .null]),
            ("!!map {a: 1}", ["a": 1]),
            ("!foo [1]", [1]), ("!!seq [1]", [1]), ("!!python/tuple [1]", [1]), ("!!binary /w==", "\u{FFFD}"),
        ] as [(String, Value)])
    func tagsSayWhatAScalarIs(text: String, value: Value) throws {
        #expect(try Value(yaml: text) == value)
    }

    @Test func keysBecomeStrings() throws {
        #expect(
            try Value(
                yaml:
                    "{true: 1, 2: 2, 0.5: 3, .inf: 4, 1e6: 5, -.INF: 6, .nan: 7, 0x10: 8, 010: 9, 2020-01-01: 10, '~': 11}"
            ) == [
                "true": 1, "2": 2, "0.5": 3, ".inf": 4, "1e+06": 5, "-.inf": 6, ".nan": 7, "16": 8, "8": 9,
                "2020-01-01": 10, "~": 11,
            ])
        #expect(try Value(yaml: "yes: a\nn: b") == ["true": "a", "false": "b"])
        // Go prints a key that is a floating-point number with the digits of a single-precision one.
        #expect(try Value(yaml: "16777217.0: a") == ["1.6777216e+07": "a"])
        #expect(throws: ParseError(.duplicateKey, "", line: 1, column: 1)) { try Value(yaml: "{yes: 5, on: 3}") }
    }
}
