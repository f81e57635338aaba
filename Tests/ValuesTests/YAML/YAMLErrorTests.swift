import Testing
import Values

@Suite struct YAMLErrorTests {
    /// What is wrong, and where.
    @Test(
        arguments: [
            ("a: b: c", ParseError.Code.syntax, 1, 5), ("a: [1, 2", .syntax, 2, 1), ("a: {b", .syntax, 2, 1),
            ("a: 'b", .syntax, 1, 6),
            ("a: \"\\q\"", .syntax, 1, 5), ("a: \"x\\/y\"", .syntax, 1, 6), ("a: {\"\\/\": 1}", .syntax, 1, 6),
            ("b: 1\na: \"é\n  x\\/\"", .syntax, 3, 4), ("a:\n\t- b", .syntax, 2, 1), ("a: 1\n b: 2", .syntax, 2, 3),
            ("a: *x", .syntax, 1, 4), ("a: &x [*x]", .syntax, 1, 8), ("a: @b", .syntax, 1, 4),
            ("a: `b`", .syntax, 1, 4), ("%a b\n", .syntax, 1, 3),
            ("? [a]\n: b", .unsupported, 1, 3), ("? {a: 1}\n: b", .unsupported, 1, 3), ("~: b", .unsupported, 1, 1),
            ("18446744073709551615: b", .unsupported, 1, 1), ("a: .inf", .unsupported, 1, 4),
            ("a: -.INF", .unsupported, 1, 4),
            ("a: .NaN", .unsupported, 1, 4), ("a: !!int x", .syntax, 1, 4), ("a: !!float x", .syntax, 1, 4),
            ("a: !!bool x", .syntax, 1, 4),
            ("a: !!null x", .syntax, 1, 4), ("a: !!binary x", .syntax, 1, 4), ("a: !!timestamp x", .syntax, 1, 4),
            ("a: 1\nb: 2\na: 3", .duplicateKey, 3, 1), ("a: 1\n'a': 3", .duplicateKey, 2, 1),
            ("1: 1\n'1': 3", .duplicateKey, 2, 1),
            ("x:\n  - a: 1\n    \"a\": 3", .duplicateKey, 3, 5), ("<<: 1", .syntax, 1, 1), ("<<: [1]", .syntax, 1, 1),
            ("a: \u{1}", .encoding, 1, 4), ("a: b\n\u{7}", .encoding, 2, 1),
        ] as [(String, ParseError.Code, Int, Int)])
    func errorsNameThePlace(text: String, code: ParseError.Code, line: Int, column: Int) {
        #expect { try Value(yaml: text) } throws: { error in
            guard let error = error as? ParseError else { return false }
            return error.code == code && error.line == line && error.column == column && !error.message.isEmpty
        }
    }

    @Test func duplicateKeysNameBothPlaces() {
        #expect { try Value(yaml: "a: 1\nb:\n  cd: 1\n  e: 2\n  cd: 3\n") } throws: { error in
            "\(error)" == "5:3: the key `cd` stands here and at 3:3; keep one of them"
        }
        let keys = (0..<50).map { "key\($0): 1" } + ["key7: 2"]
        #expect(throws: ParseError(.duplicateKey, "", line: 51, column: 1)) {
            try Value(yaml: keys.joined(separator: "\n"))
        }
    }

    @Test func theLastOfEqualKeysCountsWhereAsked() throws {
        let text = "a: 1\nb: 2\na: 3\nyes: 4\non: 5\n"
        #expect(try Value(yaml: text, keepingLastOfEqualKeys: true) == ["a": 3, "b": 2, "true": 5])
        #expect(
            try YAMLDocument.parse(text, keepingLastOfEqualKeys: true).map(\.value) == [["a": 3, "b": 2, "true": 5]])
    }

    @Test(arguments: [[0xFF], [0x61, 0xC3], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], [0x22, 0xF8, 0x22]] as [[UInt8]])
    func invalidUTF8IsRefused(bytes: [UInt8]) {
        #expect(throws: ParseError(.encoding, "", line: 1, column: 1)) { try Value(yaml: bytes) }
    }
}

@Suite struct YAMLAliasTests {
    @Test func laughsAreRefusedWithoutBeingExpanded() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 10).joined(separator: ",") + "]\n"
        }
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(yaml: text) }
        }
        #expect(time < .seconds(30))
    }

    @Test func aLongTextRepeatedByAliasesIsBounded() {
        let text =
            "a: &a " + String(repeating: "x", count: 100_000) + "\nb: [" + String(repeating: "*a,", count: 90) + "]\n"
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(yaml: text, limits: ParseLimits(maximumBytes: 1_000_000))
        }
        #expect(throws: Never.self) { try Value(yaml: text) }
    }

    @Test func aliasesNestAsDeepAsIfTheyWereWrittenOut() throws {
        let (open, close) = (String(repeating: "[", count: 200), String(repeating: "]", count: 200))
        let two = "a: &a \(open)\(close)\nb: &b \(open)*a\(close)\n"
        #expect(try Value(yaml: two).nodeCount == 601)
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(yaml: two + "c: \(open)*b\(close)\n")
        }
    }

    @Test func anchorsHoldWithinTheirDocument() throws {
        #expect(try Value(yaml: "a: &x 1\nb: *x\nc: &x 2\nd: *x") == ["a": 1, "b": 1, "c": 2, "d": 2])
        #expect(try Value(yaml: "&k a: *k") == ["a": "a"])
        #expect(try Value(yaml: "a: &k b\n*k : 1") == ["a": "b", "b": 1])
        #expect(throws: ParseError(.syntax, "", line: 1, column: 1)) { try YAMLDocument.parse("a: &x 1\n---\nb: *x") }
    }

    @Test func mergedKeysYieldToWhatStandsLater() throws {
        #expect(try Value(yaml: "a: &a {x: 1, w: 2}\nb: {<<: *a, w: 3, z: 4}")["b"] == ["x": 1, "w": 3, "z": 4])
        #expect(try Value(yaml: "b: {w: 3, <<: {x: 1, w: 2}}")["b"] == ["x": 1, "w": 2])
        #expect(try Value(yaml: "b: {<<: [{x: 1}, {x: 2, w: 2}]}")["b"] == ["x": 1, "w": 2])
        #expect(try Value(yaml: "b: {'<<': {x: 1}}")["b"] == ["<<": ["x": 1]])
        #expect(try Value(yaml: "b: {!!merge <<: {x: 1}}")["b"] == ["x": 1])
        let many = (0..<60).map { "k\($0): \($0)" }.joined(separator: ", ")
        #expect(try Value(yaml: "{<<: {\(many)}, k7: x}").objectValue?.count == 60)
        #expect(try Value(yaml: "{<<: {\(many)}, k7: x}")["k7"] == "x")
    }
}
