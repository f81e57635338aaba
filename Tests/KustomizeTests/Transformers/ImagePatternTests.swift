import Testing

@testable import ManifestRender

@Suite struct ImagePatternTests {
    @Test func plainNamesMatchAsTheirExpressionsDo() throws {
        let names = ["nginx", "a.b/c", "reg.io:5000/a", "x", "a-b_c"]
        let tails = ["", ":1.2", "@sha256:ab", ":1@sha256:ab", ":", ":a:b", "@sha1:ab", "/x", ":{v}", " "]
        for name in names {
            let plain = try ImagePattern(name)
            let expression = try ImagePattern("(\(name))")
            for image in names + ["aXb/c", "nginxx", "ngin", "a\u{E9}b/c"] {
                for tail in tails {
                    #expect(plain.matches(image + tail) == expression.matches(image + tail), "\(name) \(image)\(tail)")
                }
            }
        }
    }

    @Test func aNameThatIsNoExpressionFails() {
        #expect(throws: RenderError.self) { try ImagePattern("a(") }
    }
}
