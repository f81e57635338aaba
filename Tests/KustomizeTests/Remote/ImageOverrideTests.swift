import Testing

@testable import ManifestRender

@Suite struct ImageOverrideTests {
    @Test(arguments: [
        ("a:1", ImageRule(name: "a", newTag: "1")), ("a=b", ImageRule(name: "a", newName: "b")),
        ("a=b:2", ImageRule(name: "a", newName: "b", newTag: "2")),
        ("a@sha256:x", ImageRule(name: "a", digest: "sha256:x")),
        ("a=h:5000/b", ImageRule(name: "a", newName: "h:5000/b")),
        ("a=b:1@sha256:x", ImageRule(name: "a", newName: "b:1", digest: "sha256:x")),
        ("h:5000/a:2", ImageRule(name: "h:5000/a", newTag: "2")),
    ])
    func forms(_ text: String, expected: ImageRule) throws {
        #expect(try ImageOverride.rule(text) == expected)
    }

    @Test(arguments: ["a", "a=", "", "a=b=c"])
    func otherFormsFail(_ text: String) {
        #expect(throws: RenderError.self) { try ImageOverride.rule(text) }
    }

    @Test func anAsteriskKeepsWhatTheFileHas() throws {
        let file = [ImageRule(name: "b", newName: "old", newTag: "1"), ImageRule(name: "c", newTag: "3")]
        let overrides = [try ImageOverride.rule("b=*:2"), try ImageOverride.rule("a=x:*")]
        #expect(
            ImageOverride.merge(overrides, into: file) == [
                ImageRule(name: "a", newName: "x"), ImageRule(name: "b", newName: "old", newTag: "2"),
                ImageRule(name: "c", newTag: "3"),
            ])
    }
}
