import GoTemplate
import Testing

@Suite struct ParserTests {
    @Test func hello() throws {
        var set = TemplateSet()
        try set.parse("Hello {{ .name | upper }}", name: "t")
        #expect(try set.execute("t", data: .map(GoMap([("name", .string("you"))]))) == "Hello YOU")
    }
}
