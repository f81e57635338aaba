import Testing
import Values

/// Most documents never reach libyaml. Whatever the faster reader accepts must mean what libyaml makes of it; a byte
/// order mark at the start of a text sends it to libyaml as a whole.
@Suite struct TwoReadersTests {
    /// What both readers make of a text: its documents, or the kind of error.
    private func expectAgreement(_ text: [UInt8]) {
        let mark = Array("\u{FEFF}".utf8)
        let quick = Result { () throws(ParseError) in try YAMLDocument.parse(text) }
        let full = Result { () throws(ParseError) in try YAMLDocument.parse(mark + text) }
        #expect(quick == full, "\(String(decoding: text, as: UTF8.self))")
    }

    @Test func writtenValuesAreReadAlike() {
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<1_500 {
            let value = generator.value(depth: 4)
            for style in [YAMLStyle.exact, .go, .goIndented] { expectAgreement(value.yamlBytes(style)) }
        }
    }

    @Test func randomLinesAreReadAlike() {
        var generator = SeededGenerator(seed: 21)
        let starts = [
            "", "", "", "- ", "- - ", "-", "-  ", "a: ", "b: ", "c:", "dd: ", "- e: ", "- f:", "'g': ", "\"h\\n\": ",
            "1: ", "y: ", "<<: ", "k : ", "l:m: ",
        ]
        let ends = [
            "", "", "x", "1", "yes", "~", "'q'", "'it''s'", "\"q\"", "\"a\\tb\"", "\"\\x41\"", "[]", "{}",
            "[a, 'b', 1]", "{a: 1, b: [c]}", "[a,]", "{a}", "[a:b]",
            "|", "|-", "|+", "|2", ">", "| # c", "# c", "x # c", "x#c", "x: y", "x:y", "&a x", "*a", "!t x", "? x",
            "-x", "- x", "--- x", "a b  c ", "'x' y", "\"x\"#", "'x' # c",
            "[a] # c", "[a]#", "é", "x\ty", "\t", "'x", "\"x", "[a", "{a: ", ":", ":x", "?x", "@x", "%x", "`x", ",x",
            "x,", "[-]", "[a b]", "{a: b c}", "{\"a\": 1}", "{\"a\":1}", "-",
        ]
        for _ in 0..<12_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1..<8, using: &generator) {
                let indent = [0, 0, 0, 2, 2, 4, 1, 3, 6].randomElement(using: &generator) ?? 0
                text += String(repeating: " ", count: indent)
                text += (starts.randomElement(using: &generator) ?? "") + (ends.randomElement(using: &generator) ?? "")
                text += Int.random(in: 0..<12, using: &generator) == 0 ? "\n\n" : "\n"
                switch Int.random(in: 0..<40, using: &generator) {
                case 0: text += "---\n"
                case 1: text += "...\n"
                case 2: text += "  \n"
                case 3: text += "--- # c\n"
                case 4: text += " # c\n"
                case 5: text += "%YAML 1.1\n---\n"
                default: break
                }
            }
            if Int.random(in: 0..<4, using: &generator) == 0 { text.removeLast() }
            expectAgreement(Array(text.utf8))
        }
    }

    @Test func literalBlocksAreReadAlike() {
        var generator = SeededGenerator(seed: 22)
        let lines = [
            "x", "x", " x", "  x", "", "", " ", "  ", "   ", "# c", "- x", "a: b", "\tx", "x\ty", "x ", "---", "...",
            "é",
        ]
        for _ in 0..<8_000 {
            let indent = String(repeating: " ", count: Int.random(in: 0..<4, using: &generator))
            var text = ["a:\n  b: ", "- ", "- a: ", "a: ", "a:\n- ", ""].randomElement(using: &generator) ?? ""
            text +=
                (["|", "|-", "|+", "|1", "|-2", "|  ", "| # c", "|# c"].randomElement(using: &generator) ?? "|") + "\n"
            for _ in 0..<Int.random(in: 0..<7, using: &generator) {
                text += indent + (lines.randomElement(using: &generator) ?? "") + "\n"
            }
            text += ["", "c: d\n", "- d\n", "  c: d\n"].randomElement(using: &generator) ?? ""
            if Int.random(in: 0..<4, using: &generator) == 0 { text.removeLast() }
            expectAgreement(Array(text.utf8))
        }
    }

    @Test func mutatedManifestsAreReadAlike() {
        var generator = SeededGenerator(seed: 23)
        let manifest = Array(
            """
            # comment
            apiVersion: v1
            kind: List
            items:
            - kind: ConfigMap
              metadata: {name: a, labels: {x: "y"}}
              data:
                key: value # why
                text: |
                  line
                    indented

                  end
            -   kind: Pod
                args: ["--a=b", 'c d', -e]
                ports:
                  - 80
                  - "443"
                empty:
            ---
            a: 'it''s'
            "b c": "d\\"\\n"
            ---
            - - 1
              - 2
            -
              x: 1
            """.utf8)
        for _ in 0..<6_000 { expectAgreement(generator.mutate(manifest)) }
    }
}
