import GoTemplate
import Testing
import Values

/// Random templates from a fixed seed: whatever they are, they end, and without a trap.
@Suite struct FuzzTests {
    private struct Generator {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }

    private static let pieces = [
        "{{", "}}", "{{-", "-}}", " ", "\n", "if ", "else", "end", "range ", "$x := ", "$x", "$", ".", ".a", ".b.c",
        "(", ")",
        "|", "1", "-9223372036854775808", "1.5", "0x1F", "\"s\"", "`r`", "'c'", "nil", "true", "printf ",
        "\"%5.3v|%x|%*d\"",
        "index ", "slice ", "eq ", "and ", "default ", "list ", "dict ", "until ", "substr ", "trunc ", "div ", "mod ",
        "repeat ",
        "include \"t\" .", "tpl ", "define \"d\"", "template \"t\"", "break", "continue", "with ", "toYaml ",
        "fromYaml ",
        "regexReplaceAll ", "date ", "semverCompare ", "round ", "int ", "/*", "*/", "é", "\u{0}",
    ]

    private func run(_ text: String) {
        var set = TemplateSet(
            functions: .helm, limits: TemplateLimits(maximumOutput: 10_000, maximumDepth: 20, maximumSteps: 2000),
            missingKey: .zero)
        let data = GoValue(["a": [1, "two", .null, 2.5], "b": ["c": "d"]])
        guard (try? set.parse(text, name: "t")) != nil else { return }
        _ = try? set.execute("t", data: data)
    }

    @Test func piecesInAnyOrder() {
        var generator = Generator(state: 42)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<(1 + generator.next(24)) { text += Self.pieces[generator.next(Self.pieces.count)] }
            run(text)
        }
    }

    @Test func everyFunctionWithAnyArguments() {
        var generator = Generator(state: 7)
        let arguments = [
            "1", "-1", "0", "9223372036854775807", "1.5", "-0.0", "\"\"", "\"abc\"", "\"日本\"", "nil", "true", ".a",
            ".b", "(list)",
            "(dict)", "now", "(list 1 \"a\" nil)", "1000000", "\"(\"", "\"-5h\"", "\"2006\"",
        ]
        let skipped: Set<String> = ["derivePassword", "bcrypt", "htpasswd"]
        for name in FunctionTable.helm.names where !skipped.contains(name) {
            for _ in 0..<4 {
                let list = (0..<generator.next(5)).map { _ in arguments[generator.next(arguments.count)] }
                run("{{ \(name) \(list.joined(separator: " ")) }}")
            }
        }
    }
}
