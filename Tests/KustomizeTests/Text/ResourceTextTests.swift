import Testing
import Values

@testable import ManifestRender

/// Resource files in, and documents out.
@Suite struct ResourceTextTests {
    private func values(_ text: String) throws -> [Value] {
        try KustomizeYAML.resources(Array(text.utf8), file: "r.yaml")
    }

    @Test func filesAreCutBeforeTheyAreRead() throws {
        #expect(
            try values("a: 1\n--- # more\nb: 2\r\n---\n# nothing\n---\nnull\n---\nc: 3\n...\nd: 4\n") == [
                ["a": 1], ["b": 2], ["c": 3],
            ])
        #expect(throws: RenderError.self) { try values("a: 1\n--- b\nc: 2\n") }
        #expect(throws: RenderError.self) { try values("a: 1\n----\nc: 2\n") }
    }

    @Test func annotationsBecomeTheirOwnSpelling() throws {
        let text =
            "metadata:\n  annotations: {a: 0755, b: ~, c: 2024-01-01, d: 1.0, e: [1], f: \"2024-01-02T00:00:00Z\"}\n"
        #expect(
            try values(text).first?["metadata"]?["annotations"] == [
                "a": "0755", "b": "~", "c": "2024-01-01", "d": "1.0", "e": "", "f": "2024-01-02T00:00:00Z",
            ])
        #expect(try values("metadata: {annotations: {}, name: x}\n") == [["metadata": ["name": "x"]]])
    }

    @Test func slashesAreNotEscaped() {
        #expect(throws: RenderError.self) { try values(#"{"a": "é", "b": "x\/y"}"#) }
        #expect(throws: RenderError.self) { try values(#"a: "x\/y""#) }
        #expect(throws: RenderError.self) { try values(#""x\/y": 1"#) }
        #expect(throws: Never.self) { try values(#"{"a": "é\\/", "b": 'x\/y'}"#) }
    }

    @Test func foldedBlocksGainLinesBeforeIndentedOnes() throws {
        #expect(
            try values("a: >\n  one\n\n    indented\n  two\n  three\n").first?["a"]
                == "one\n\n\n  indented\ntwo three\n")
    }

    @Test func someCharactersCannotBePrinted() {
        for text in ["\u{7F}", "\u{81}", "\u{FFFE}"] {
            #expect(throws: RenderError.self) { try KustomizeYAML.text([["a": .string(text)]]) }
        }
    }
}
