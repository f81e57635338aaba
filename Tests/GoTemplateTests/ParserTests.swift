import GoTemplate
import Testing

@Suite struct ParserTests {
    private func failure(_ text: String) -> TemplateError? {
        var set = TemplateSet()
        return #expect(throws: TemplateError.self) { try set.parse(text, name: "t.tpl") }
    }

    @Test(arguments: [
        ("{{ if true }}", "unexpected EOF"), ("{{ .a..b }}", "unexpected <.> in operand"),
        ("{{ nosuch }}", "function \"nosuch\" not defined"), ("{{ $x }}", "undefined variable \"$x\""),
        ("{{ 1_ }}", "illegal number syntax: \"1_\""), ("{{/* x }}", "unclosed comment"),
        ("{{ break }}", "{{break}} outside {{range}}"), ("{{ end }}", "unexpected {{end}}"),
        ("{{ 1 | 2 }}", "non executable command in pipeline stage 2"), ("{{", "unclosed action"),
    ])
    func mistakesHaveGosWords(text: String, message: String) {
        #expect(failure(text)?.description == "template: t.tpl:1: " + message)
    }

    @Test func linesAreCounted() {
        #expect(failure("a\n{{ `x\ny` }}\n{{ nosuch }}")?.line == 4)
    }

    /// A block opens a scope of its own, which must be left also when its text ends too soon.
    @Test func blocksInsideOthersEndTooSoon() {
        #expect(failure(#"{{ $x := 1 }}{{ if $y := $x }}{{ block "b" . }}{{ $z := 1 }}"#)?.message == "unexpected EOF")
        let error = failure("{{ if true }}{{ block \"b\" . }}\n{{ else }}")
        #expect(error?.description == "template: t.tpl:1: unexpected {{else}} in block clause")
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "{{ if true }}", count: 5000)
        #expect(failure(text) != nil)
        #expect(failure("{{ " + String(repeating: "(", count: 5000) + " }}") != nil)
    }

    @Test func delimitersCanBeChosen() throws {
        var set = TemplateSet(delimiters: ("<<", ">>"))
        try set.parse("{{ << .x >> }}", name: "t")
        #expect(try set.execute("t", data: .map(GoMap([("x", .int(1))]))) == "{{ 1 }}")
    }
}
