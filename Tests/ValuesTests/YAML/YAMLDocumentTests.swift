import Testing
import Values

@Suite struct YAMLDocumentTests {
    @Test func documentsKnowTheirLine() throws {
        let documents = try YAMLDocument.parse(
            "# c\n---\n---\na: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n---\n# d\n\n- 1\n")
        #expect(documents.map(\.isEmpty) == [true, false, false])
        #expect(documents.map(\.line) == [2, 4, 11])
        #expect(documents[1].value == ["a": ["b": 1, "c": 2], "d": ["b": 1, "c": 3]])
        #expect(documents[2].value == [1])
    }

    @Test func aTextOfCommentsHasNoDocument() throws {
        for text in ["", "\n", "# c\n", "  \n\n", "\u{FEFF}", "\u{FEFF}# c\n"] {
            #expect(try YAMLDocument.parse(text).isEmpty)
            #expect(try Value(yaml: text) == .null)
        }
        #expect(try YAMLDocument.parse("---").map(\.isEmpty) == [true])
        #expect(try YAMLDocument.parse("--- null").map(\.isEmpty) == [false])
        #expect(try YAMLDocument.parse("--- ''").map(\.isEmpty) == [false])
    }

    @Test func lineBreaksOfEverySystemAreRead() throws {
        let expected: Value = ["a": [1, "x"], "b": "c\nd\n"]
        for lineBreak in ["\n", "\r\n", "\r"] {
            let text = ["a:", "- 1", "- x", "b: |", "  c", "  d", ""].joined(separator: lineBreak)
            #expect(try Value(yaml: text) == expected)
        }
    }

    @Test func otherEncodingsAreRead() throws {
        #expect(try Value(yaml: "\u{FEFF}a: é") == ["a": "é"])
        var bigEndian: [UInt8] = [0xFE, 0xFF]
        var littleEndian: [UInt8] = [0xFF, 0xFE]
        for unit in "a: é".utf16 {
            bigEndian += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            littleEndian += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        #expect(try Value(yaml: bigEndian) == ["a": "é"])
        #expect(try Value(yaml: littleEndian) == ["a": "é"])
    }

    @Test func onlyTheFirstDocumentOfAValueIsRead() throws {
        #expect(try Value(yaml: "a: 1\n---\nb: 2\n") == ["a": 1])
    }

    @Test func documentsMayEndWithDots() throws {
        #expect(try YAMLDocument.parse("a: 1\n...\n---\nb: 2\n...\n").map(\.value) == [["a": 1], ["b": 2]])
        #expect(try YAMLDocument.parse("%YAML 1.1\n---\na: 1\n").map(\.value) == [["a": 1]])
    }

    @Test func everyStyleOfScalarIsRead() throws {
        let text = """
            plain: two
              lines
            single: 'it''s
              folded'
            double: "a\\tb\\x41\\u00e9\\U0001F600 \\
              joined"
            literal: |
              a
               b

              c
            stripped: |-
              a
            kept: |+
              a

            folded: >
              a
              b

              c
            indented: |2
                a
            flow: {a: [1, {b: c}], "d": e, f}
            ? long
            : value
            empty:
            """
        #expect(
            try Value(yaml: text) == [
                "plain": "two lines", "single": "it's folded", "double": "a\tbA\u{e9}\u{1F600} joined",
                "literal": "a\n b\n\nc\n",
                "stripped": "a", "kept": "a\n\n", "folded": "a b\nc\n", "indented": "  a\n",
                "flow": ["a": [1, ["b": "c"]], "d": "e", "f": .null], "long": "value", "empty": .null,
            ])
    }
}
