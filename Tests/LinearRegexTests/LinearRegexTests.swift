import LinearRegex
import Testing

@Suite struct LinearRegexTests {
    private func find(_ pattern: String, _ text: String) throws -> String? {
        try RegexPattern(pattern).firstMatch(in: text)?.text
    }

    @Test func leftmostFirst() throws {
        #expect(try find("a|ab|abc", "xabc") == "a")
        #expect(try find("abc|ab|a", "xabc") == "abc")
        #expect(try find("a+?", "aaa") == "a")
        #expect(try find("(?U)<.+>", "<a><b>") == "<a>")
        #expect(try find("a{2,}?", "aaaa") == "aa")
        #expect(try find("(a*)*b", "aaab") == "aaab")
        #expect(try find("(|a)*", "aa")?.isEmpty == true)
        #expect(try find("(a|b){2,3}c", "abac") == "abac")
    }

    @Test func classesAndFlags() throws {
        #expect(try find("[[:alpha:]_]+", "12ab_c3") == "ab_c")
        #expect(try find(#"\pL+"#, "1éa日2") == "éa日")
        #expect(try find(#"[^\d\s]+"#, "1 x-y 2") == "x-y")
        #expect(try find("(?i)straße", "STRAßE") == "STRAßE")
        #expect(try find("(?i)[k]", "\u{212A}") == "\u{212A}")
        #expect(try find("(?s)a.b", "a\nb") == "a\nb")
        #expect(try find("a.b", "a\nb") == nil)
        #expect(try find("(?m)^b$", "a\nb\nc") == "b")
        #expect(try find(#"\bfoo\b"#, "afoo foo") == "foo")
        #expect(try find("x{a}", "x{a}") == "x{a}")
        #expect(try find(#"[\p{Greek}]+"#, "aβγ") == "βγ")
        #expect(try find(#"\Qa.b\E+"#, "a.bb") == "a.bb")
    }

    @Test func groupsByName() throws {
        let match = try #require(try RegexPattern(#"(?P<user>\w+)@(?<host>\w+)(x)?"#).firstMatch(in: "to bob@home"))
        #expect(match.text(of: "user") == "bob")
        #expect(match.text(of: "host") == "home")
        #expect(match.text(of: 3) == nil)
    }

    @Test func replacement() throws {
        #expect(try RegexPattern("").replacingMatches(in: "abc", with: ".") == ".a.b.c.")
        #expect(try RegexPattern("a(x*)b").replacingMatches(in: ".ab.axxb.", with: "$1W") == "...")
        #expect(try RegexPattern("a(x*)b").replacingMatches(in: ".ab.axxb.", with: "${1}W") == ".W.xxW.")
        #expect(try RegexPattern("b*").replacingMatches(in: "abc", with: "x") == "xaxcx")
        #expect(try RegexPattern("b").replacingMatches(in: "abc", with: "$$") == "a$c")
        #expect(RegexPattern.quoted("a.b[c]") == #"a\.b\[c\]"#)
    }

    @Test func allMatchesAndSplit() throws {
        #expect(try RegexPattern("").allMatches(in: "ab") == ["", "", ""])
        #expect(try RegexPattern("a|b").allMatches(in: "abcab", limit: 3) == ["a", "b", "a"])
        let bytes = Array("buzzfizz".utf8)
        let pieces = try RegexPattern("z+").split(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(pieces == ["bu", "fi", ""])
        let two = try RegexPattern("z").split(bytes, limit: 2).map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(two == ["bu", "zfizz"])
    }

    @Test(arguments: [
        ("(", "missing closing ): `(`"), ("a)", "unexpected ): `a)`"), ("[", "missing closing ]: `[`"),
        ("*", "missing argument to repetition operator: `*`"), ("a**", "invalid nested repetition operator: `**`"),
        (#"\8"#, #"invalid escape sequence: `\8`"#), ("(?=x)", "invalid or unsupported Perl syntax: `(?=`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"), ("[z-a]", "invalid character class range: `z-a`"),
        (#"\"#, "trailing backslash at end of expression: ``"), ("a{1001}", "invalid repeat count: `{1001}`"),
        ("((a{100}){100}){100}", "invalid repeat count: `{100}`"),
        ("{2}?", "missing argument to repetition operator: `{2}?`"), ("(?i){1001}", "invalid repeat count: `{1001}`"),
    ])
    func mistakes(pattern: String, message: String) {
        let error = #expect(throws: RegexError.self) { try RegexPattern(pattern) }
        #expect(error?.description == "error parsing regexp: " + message)
    }

    @Test func switchesStandBetweenAThingAndItsRepetition() throws {
        #expect(try find("a(?i)+b", "xaaB") == "aaB")
        #expect(try find("a(?i)*(?s)?b", "ab") == "ab")
    }

    @Test func groupsMayShareAName() throws {
        let pattern = try RegexPattern("(?P<n>a)|(?P<n>b)")
        #expect(pattern.replacingMatches(in: "ab", with: "[${n}]") == "[a][b]")
    }

    @Test func deepNestingCompilesInLinearTime() throws {
        for repeated in [")*", ")+", ")?", "|b)*?"] {
            let text = String(repeating: "(?:", count: 200) + "a" + String(repeating: repeated, count: 200)
            #expect(try find(text, "xaa") != nil)
        }
        #expect(throws: RegexError.self) { try RegexPattern(String(repeating: "(", count: 251)) }
    }

    @Test func hostilePatternsStayLinear() throws {
        let text = String(repeating: "a", count: 10_000) + "b"
        #expect(try !RegexPattern("^(a+)+$").matches(text))
        #expect(try RegexPattern("(a|aa)+b").matches(text))
        #expect(throws: RegexError.self) { try RegexPattern(String(repeating: "(", count: 100_000)) }
        #expect(throws: RegexError.self) { try RegexPattern(String(repeating: "(?:a{30}){30}", count: 200)) }
    }

    @Test func bothMachinesAgree() throws {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = ["a", "b", "a*", "(a|b)", "b+?", "(ab)*", "^", "$", ".", "[^a]", "(|a)", "a{1,2}", "|"]
        for _ in 0..<60 {
            let pattern = (0..<(1 + random(5))).map { _ in pieces[random(pieces.count)] }.joined()
            guard let compiled = try? RegexPattern(pattern) else { continue }
            let text = (0..<random(8)).map { _ in ["a", "b", "c"][random(3)] }.joined()
            // Padding that cannot match makes the text too long for the short-text matcher.
            let short = compiled.firstMatch(in: Array((text + "\u{1}").utf8))
            let long = compiled.firstMatch(in: Array((text + String(repeating: "\u{1}", count: 30_000)).utf8))
            if pattern.contains("$") || pattern.contains(".") || pattern.contains("[^") { continue }
            #expect(short == long, "\(pattern) on \(text)")
        }
    }
}
