import Diff
import Testing
import Values

@Suite struct RenderingTests {
    @Test func sidesAreCalledWhatTheyAre() {
        let text = DiffRendering(oldLabel: "v1.0.0", newLabel: "main").render(from: ["a": 1], to: ["a": 2], title: "x")
        #expect(text.hasPrefix("--- v1.0.0 x\n+++ main x\n"))
    }

    @Test func aChangedLineIsShownWithItsSurroundings() {
        let old: Value = ["a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1]
        var new = old
        new["e"] = 2
        let text = DiffRendering(contextLines: 2).render(from: old, to: new, title: "Thing/x")
        #expect(
            text == """
                --- live Thing/x
                +++ desired Thing/x
                @@ -3,5 +3,5 @@
                 c: 1
                 d: 1
                -e: 1
                +e: 2
                 f: 1
                 g: 1

                """)
    }

    @Test func equalDocumentsGiveNothing() {
        #expect(DiffRendering().render(from: ["b": 1, "a": 2], to: ["a": 2, "b": 1]) == "")
    }

    @Test func aDocumentThatComesIsAllAdditions() {
        let text = DiffRendering().render(from: .null, to: ["a": 1])
        #expect(text == "--- live\n+++ desired\n@@ -0,0 +1,1 @@\n+a: 1\n")
    }

    @Test func secretsAreNeverShown() {
        let live: Value = ["apiVersion": "v1", "kind": "Secret", "data": ["p": "b2xk", "q": "c2FtZQ=="]]
        let desired: Value = ["apiVersion": "v1", "kind": "Secret", "stringData": ["p": "new", "q": "same"]]
        let text = DiffRendering().render(from: live, to: desired)
        for secret in ["b2xk", "new", "c2FtZQ", "same", "bmV3"] { #expect(!text.contains(secret)) }
        #expect(text.contains("+  p: ++++++++\n"))
        #expect(text.contains("-  p: ++++++++++++\n"))
    }

    @Test func controlCharactersCannotSteerATerminal() {
        let text = DiffRendering().unified("a\n", "\u{1B}[2Jb\n")
        #expect(!text.contains("\u{1B}"))
    }

    @Test func coloursAreAskedFor() {
        let text = DiffRendering(usesColors: true).unified("a\n", "b\n")
        #expect(text.contains("\u{1B}[31m-a\u{1B}[0m"))
        #expect(text.contains("\u{1B}[32m+b\u{1B}[0m"))
    }

    @Test func anyDifferenceLeadsFromOneTextToTheOther() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<400 {
            let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                "l\(Int.random(in: 0...6, using: &random))"
            }
            var new = old
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let position = Int.random(in: 0...new.count, using: &random)
                if Bool.random(using: &random) || position == new.count {
                    new.insert("n\(Int.random(in: 0...3, using: &random))", at: position)
                } else {
                    new.remove(at: position)
                }
            }
            for steps in [3, 100_000] {
                let rendering = DiffRendering(contextLines: 100, maximumSteps: steps)
                let lines = { (list: [String]) in list.map { $0 + "\n" }.joined() }
                let body = rendering.unified(lines(old), lines(new)).split(separator: "\n").dropFirst(3)
                if old == new {
                    #expect(body.isEmpty)
                    continue
                }
                let before = body.filter { $0.first != "+" }.map { String($0.dropFirst()) }
                let after = body.filter { $0.first != "-" }.map { String($0.dropFirst()) }
                #expect(before == old)
                #expect(after == new)
                if steps > 3 { #expect(body.filter { $0.first != " " }.count <= 8) }
            }
        }
    }

    @Test func hugeDifferencesAreBounded() {
        let old = (0..<20_000).map { "old \($0)\n" }.joined()
        let new = (0..<20_000).map { "new \($0)\n" }.joined()
        let text = DiffRendering(maximumSteps: 100_000).unified(old, new)
        #expect(text.utf8.count > old.utf8.count + new.utf8.count)
    }
}

/// A reproducible source of randomness (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
