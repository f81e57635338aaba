import Testing
import Values

/// Resources as version 3 of Go's library reads them, and what differs from `sigs.k8s.io/yaml`.
@Suite struct YAMLDialectTests {
    private func read(_ text: String, _ dialect: YAMLDialect = .go3) throws -> Value {
        try YAMLDocument.first(in: Array(text.utf8), dialect: dialect)?.value ?? .null
    }

    @Test func wordsOfOldAreText() throws {
        #expect(
            try read("[yes, No, on, OFF, y, n, true, False, TRUE, ~, null]") == [
                "yes", "No", "on", "OFF", "y", "n", true, false, true, .null, .null,
            ])
    }

    @Test func numbers() throws {
        #expect(
            try read("[0755, 0o17, -0x1F, 0b101, 1_000, 1e3, 089, 0x1FFFFFFFFFFFFFFFFF, 18446744073709551615]") == [
                493, 15, -31, 5, 1000, 1000.0, 89.0, "0x1FFFFFFFFFFFFFFFFF", .unsigned(.max),
            ])
    }

    @Test(arguments: [
        ("2024-01-01", "2024-01-01T00:00:00Z"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"),
        ("2001-1-4 1:2:3", "2001-01-04T01:02:03Z"), ("2001-12-14T23:59:43+00:00", "2001-12-14T23:59:43Z"),
        ("2001-02-30", "2001-02-30"), ("'2024-01-01'", "2024-01-01"),
    ])
    func datesBecomePointsInTime(text: String, expected: String) throws {
        #expect(try read("a: \(text)\n") == ["a": .string(expected)])
        #expect(try read("a: \(text)") == ["a": .string(expected)])
    }

    @Test(arguments: [
        "1: a", "true: a", "null: a", "2024-01-01: a", "1.5: a", "{<<: *x, a: 1}", "x: &x 1\ny: {<<: *x}",
    ])
    func keysAreTextAndMergesAreMappings(text: String) {
        #expect(throws: ParseError.self) { try read(text) }
    }

    @Test func ownKeysWinOverMergedOnesWhereverTheyStand() throws {
        let value = try read("x: &x {a: 1, b: 2}\ny: &y {a: 3, c: 4}\nd: {a: 9, <<: *x}\ne: {<<: [*x, *y], c: 0}\n")
        #expect(value["d"] == ["a": 9, "b": 2])
        #expect(value["e"] == ["a": 1, "b": 2, "c": 0])
        #expect(throws: ParseError.self) { try read("x: &x {a: 1}\nd: {<<: *x, <<: *x}\n") }
    }

    @Test func textsOfScalars() throws {
        #expect(
            try read("a: 0755\nb: ~\nc:\nd: [1.50, 'x', !!int \"3\"]\n", .text) == [
                "a": "0755", "b": "~", "c": "", "d": ["1.50", "x", "3"],
            ])
    }

    @Test(arguments: [
        ("a: 1\n", false), ("a: 01\n", true), ("a: null\n", false), ("a:\n", true), ("- \n", true), ("a: True\n", true),
        ("a: 1.5\n", true), ("a: text\nb: \"0755\"\n", false), ("{a: 2024-01-01}", true), ("a: &x 0x1\n", true),
    ])
    func unusualSpellingsAreTold(text: String, expected: Bool) throws {
        #expect(try YAMLDocument.first(in: Array(text.utf8), dialect: .go3)?.hasUnusualSpellings == expected)
    }

    @Test func plainScalars() {
        #expect(Value(plainYAMLScalar: "0755", dialect: .go3) == 493)
        #expect(Value(plainYAMLScalar: "yes", dialect: .go3) == "yes")
        #expect(Value(plainYAMLScalar: "yes", dialect: .kubernetes) == true)
        #expect(Value(plainYAMLScalar: ".inf", dialect: .go3) == ".inf")
        #expect(Value(plainYAMLScalar: "", dialect: .go3) == Value.null)
    }

    @Test(arguments: [
        ("a\u{2028}b", "k: 'a\u{2028}  b'\n"), ("a\u{85}\u{85}b", "k: |-\n  a\n  b\n"), ("\u{85}a", "k: ' a'\n"),
        ("\u{FEFF}a b", "k: \"\\uFEFF\\x61\\x20\\x62\"\n"), ("a\u{FEFF}b", "k: \"a\\uFEFFb\"\n"),
        ("99999999999999999999{", "k: 99999999999999999999{\n"), ("a\u{2028}\nb", "k: |-\n  a\u{2028}\n  b\n"),
    ])
    func rareCharactersAsGoPrintsThem(text: String, expected: String) {
        #expect(Value.object(["k": .string(text)]).yamlText(.go) == expected)
    }
}
