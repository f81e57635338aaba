import SourceTrees
import Testing

struct PathGlobTests {
    @Test(arguments: [
        ("*.yaml", "a.yaml", true), ("*.yaml", "d/a.yaml", false), ("**.yaml", "d/a.yaml", true),
        ("*/values.yaml", "a/values.yaml", true), ("*/values.yaml", "values.yaml", false),
        ("**/values.yaml", "values.yaml", false), ("**/values.yaml", "a/b/values.yaml", true),
        ("config-?.json", "config-1.json", true), ("a?b", "a/b", false), ("{a,b{c,d}}x", "bdx", true),
        ("{a,b{c,d}}x", "bx", false), ("{,x}y", "y", true), ("{a,b", "b", true), ("a}", "a}", true),
        ("a,b", "a,b", true),
        ("[abc]", "b", true), ("[!abc]", "b", false), ("[!abc]", "/", true), ("[a-c]x", "bx", true),
        ("[ab-d]", "-", true), ("[ab-d]", "c", false), ("[^a]", "^", true), ("\\*", "*", true), ("\\*", "x", false),
        ("a\\", "a", true), ("[\\]]", "]", true), ("***", "a/b", true), ("", "", true), ("", "a", false),
        ("{*.json,env-usw2/*}", "env-usw2/app.yaml", true), ("é*", "éx", true), ("?", "é", true),
    ])
    func `gobwas with a separator`(pattern: String, text: String, expected: Bool) throws {
        #expect(try PathGlob(pattern).matches(text) == expected, "\(pattern) on \(text)")
    }

    @Test(arguments: [
        ("*.yaml", "d/a.yaml", true), ("?", "/", true), ("*", "", true),
        ("{config.json,env-usw2/*}", "env-usw2/a/b", true),
        ("a*b*c", "a/b/c", true), ("*x", "xy", false),
    ])
    func `gobwas without a separator`(pattern: String, text: String, expected: Bool) throws {
        #expect(try PathGlob(pattern, separator: nil).matches(text) == expected, "\(pattern) on \(text)")
    }

    @Test(arguments: ["[", "[]", "[!]", "[a", "[a-z0-9]", "[z-a]", "[a-"])
    func `gobwas refuses`(pattern: String) {
        #expect(throws: PathGlobError.self) { try PathGlob(pattern) }
    }

    @Test(arguments: [
        ("**", "a/b", true), ("**", "", true), ("**/c", "c", true), ("**/c", "a/b/c", true), ("**/c", "a/bc", false),
        ("a/**", "a", true), ("a/**", "a/b/c", true), ("a/**", "ab", false), ("a/**/c", "a/c", true),
        ("a/**/c", "a/b/b/c", true), ("a/**/c", "ac", false), ("a/**.txt", "a/b.txt", true),
        ("a/**.txt", "a/b/c.txt", false),
        ("a/**/**/c", "a/c", true), ("*", "a/b", false), ("{a,b}/*.yaml", "b/x.yaml", true), ("[a-c0-2]", "1", true),
        ("[^a]", "b", true), ("[!a]", "a", false), ("a[^b]c", "a/c", false),
        ("values-{dev,pr*}.yaml", "values-prod.yaml", true),
        ("{**/a,b}", "x/y/a", true), ("[z-a]", "b", false),
    ])
    func `doublestar`(pattern: String, text: String, expected: Bool) throws {
        #expect(try PathGlob(pattern, syntax: .doublestar).matches(text) == expected, "\(pattern) on \(text)")
    }

    @Test(arguments: ["[", "[]", "{a", "a}", "a\\", "[a-]", "[-a]"])
    func `doublestar refuses`(pattern: String) {
        #expect(throws: PathGlobError.self) { try PathGlob(pattern, syntax: .doublestar) }
    }

    @Test(arguments: [
        ("apps/*", "apps/a", true), ("apps/*", "apps/a/b", false), ("**", "a/b", false), ("**", "ab", true),
        ("{a,b}", "{a,b}", true), ("[^a-c]", "d", true), ("\\[x]", "[x]", true),
    ])
    func `segments`(pattern: String, text: String, expected: Bool) throws {
        #expect(try PathGlob(pattern, syntax: .segments).matches(text) == expected, "\(pattern) on \(text)")
    }

    @Test func `time is bounded whatever the pattern`() throws {
        let pattern = String(repeating: "*a", count: 40) + "b"
        let text = String(repeating: "a", count: 4_000)
        let glob = try PathGlob(pattern, separator: nil)
        let time = ContinuousClock().measure { #expect(!glob.matches(text)) }
        #expect(time < .seconds(20))
        let braces = String(repeating: "{a,aa}", count: 60)
        #expect(try !PathGlob(braces).matches(String(repeating: "a", count: 130)))
        #expect(try PathGlob(braces).matches(String(repeating: "a", count: 90)))
    }

    @Test func `depth and length are bounded`() {
        let deep = String(repeating: "{", count: 10_000)
        #expect(throws: PathGlobError.self) { try PathGlob(deep) }
        let long = String(repeating: "a", count: PathGlob.maximumLength + 1)
        #expect(throws: PathGlobError.self) { try PathGlob(long) }
    }

    @Test func `an error tells the place`() throws {
        let error = #expect(throws: PathGlobError.self) { try PathGlob("ab[z-a]") }
        #expect(error?.description.contains("'ab[z-a]'") == true)
    }

    /// Compares with the plainest matcher there is, on small alphabets where mistakes show.
    @Test func `agrees with a backtracking matcher`() throws {
        func matches(_ pattern: Substring, _ text: Substring) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            let rest = pattern.dropFirst()
            if first == "*", rest.first == "*" {
                return text.indices.contains { matches(rest.dropFirst(), text[$0...]) } || matches(rest.dropFirst(), "")
            }
            if first == "*" {
                if matches(rest, text) { return true }
                return text.first.map { $0 != "/" && matches(pattern, text.dropFirst()) } ?? false
            }
            guard let next = text.first, first == "?" ? next != "/" : first == next else { return false }
            return matches(rest, text.dropFirst())
        }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let pattern = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab/**?".randomElement(using: &random) ?? "a" })
            let text = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab/".randomElement(using: &random) ?? "a" })
            #expect(try PathGlob(pattern).matches(text) == matches(pattern[...], text[...]), "\(pattern) on \(text)")
        }
    }

    @Test func `no text traps the parser`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let pattern = String(
                (0..<Int.random(in: 0...10, using: &random)).map { _ in
                    "[]{}!^-\\,*?a/".randomElement(using: &random) ?? "a"
                })
            for syntax in [PathGlob.Syntax.gobwas, .doublestar, .segments] {
                _ = try? PathGlob(pattern, syntax: syntax).matches("a/-b]")
            }
        }
    }
}
