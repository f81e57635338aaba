import Diff
import Testing
import Values

@Suite struct PathExpressionTests {
    private static let object: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": "web", "labels": ["a": "1", "b.c/d": "2"]],
        "spec": [
            "replicas": 3,
            "containers": [
                [
                    "name": "web", "image": "web:1",
                    "env": [["name": "A", "value": "1"], ["name": "B", "value": "2"]],
                ],
                ["name": "side", "image": "side:1"],
            ],
        ],
        "data": ["config.json": #"{"auth":"x","keep":1}"#],
    ]

    private static func deleted(_ text: String) throws -> Value { try PathExpression(text).deleted(from: object) }

    @Test(arguments: [
        (".spec.replicas", ["spec", "replicas"]), (#".metadata.labels["b.c/d"]"#, ["metadata", "labels", "b.c/d"]),
        (#".metadata.labels."b.c/d""#, ["metadata", "labels", "b.c/d"]), (#".["spec"]"#, ["spec"]),
        (".spec | .replicas", ["spec", "replicas"]), ("getpath([\"spec\",\"replicas\"])", ["spec", "replicas"]),
        (".spec.replicas // .spec.other", ["spec", "replicas"]),
        (".metadata.labels | .a", ["metadata", "labels", "a"]),
        ("if .kind == \"Deployment\" then .spec.replicas else .data end", ["spec", "replicas"]),
        ("first(.spec.replicas, .data)", ["spec", "replicas"]),
        ("reduce (\"spec\", \"replicas\") as $k (.; .[$k])", ["spec", "replicas"]),
        ("def f(k): .[k]; f(\"spec\") | f(\"replicas\")", ["spec", "replicas"]),
    ])
    func pathsLeadToFields(_ test: (text: String, path: [String])) throws {
        var expected = Self.object
        expected.set(nil, at: test.path)
        #expect(try Self.deleted(test.text) == expected)
    }

    @Test func itemsAreSelected() throws {
        let rest = try Self.deleted(#".spec.containers[] | select(.name == "side")"#)
        #expect(rest["spec"]?["containers"]?.arrayValue?.count == 1)
        let names = try Self.deleted(#".spec.containers[0].env[] | select(.name | test("^[AB]$"))"#)
        #expect(names["spec"]?["containers"]?[0]?["env"] == [])
        let last = try Self.deleted(".spec.containers[-1:]")
        #expect(last["spec"]?["containers"]?.arrayValue?.map { $0["name"] } == ["web"])
        let several = try Self.deleted(".spec.containers[].image, .spec.replicas")
        #expect(several["spec"]?["containers"]?[1] == ["name": "side"])
        let recursive = try Self.deleted(#".. | select(type == "object" and has("value")) | .value"#)
        #expect(recursive["spec"]?["containers"]?[0]?["env"] == [["name": "A"], ["name": "B"]])
        let byKey = try Self.deleted(
            #".metadata.labels | with_entries(select(.key | startswith("b"))) | keys[] as $k | "x""#.isEmpty
                ? "." : #".metadata.labels | keys[] as $k | select($k | startswith("b")) | .[$k]"#)
        #expect(byKey["metadata"]?["labels"] == ["a": "1"])
    }

    @Test func whatClosesTheParenthesisEarlyIsEvaluated() throws {
        let changed = try Self.deleted(#".nothing) | .data["config.json"] |= (fromjson | del(.auth) | tojson"#)
        #expect(changed["data"]?["config.json"] == #"{"keep":1}"#)
    }

    @Test(arguments: [
        ".spec.[", "", ".a |", "select(", "{", "\"x", ".a as | .b", "if . then", ".[1:2:3]", "|", "1 +", "@",
    ])
    func malformedExpressionsAreErrors(_ text: String) {
        #expect(throws: DiffError.self) { try PathExpression(text) }
    }

    @Test(arguments: [
        ".spec.replicas[]", ".spec.none.x[]", "to_entries[]", "error(\"x\")", "nosuchfunction", "1", "$x",
        ".spec.replicas.x",
    ])
    func failuresAreErrorsAndTellNoValues(_ text: String) throws {
        let expression = try PathExpression(text)
        let error = #expect(throws: DiffError.self) { try expression.deleted(from: Self.object) }
        #expect(error?.code == .expression)
        #expect(error?.message.contains("web:1") == false)
    }

    @Test(arguments: [
        "recurse(.)", "[range(1e18)] | .[]", "def f: f; f", "[limit(1e9; repeat_(1))]?", "last(range(1e12))",
        "reduce range(1e15) as $i (.; .)",
    ])
    func endlessEvaluationsEnd(_ text: String) throws {
        let limits = PathExpressionLimits(maximumSteps: 50_000, maximumDepth: 100)
        _ = try? PathExpression(text, limits: limits).deleted(from: Self.object)
    }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "(", count: 10_000) + "." + String(repeating: ")", count: 10_000)
        #expect(throws: DiffError.self) { try PathExpression(text) }
        #expect(throws: DiffError.self) { try PathExpression(String(repeating: "-", count: 100_000) + "1") }
        #expect(throws: DiffError.self) { try PathExpression(String(repeating: "[", count: 5_000)) }
        #expect(throws: DiffError.self) { try PathExpression(String(repeating: "{a:", count: 5_000)) }
        #expect(throws: DiffError.self) { try PathExpression(String(repeating: "if 1 then ", count: 5_000)) }
    }

    @Test func anyTextIsAnswered() {
        var random = SeededRandom(seed: 11)
        let words = [
            ".", "..", ".spec", ".containers", "[]", "[0]", "[-1]", "?", "|", ",", "(", ")", "select(", "==", "\"web\"",
            "1",
            "+", "-", "//", "|=", "del(", "map(", "keys", "not", "and", "$x", "as $x |", "if", "then", "else", "end",
            "reduce",
            "{a:1}", "{", "}", "test(\"a\")", "to_entries", "recurse", "try", "catch", "def f: .;", "f", "path(",
            "first(", "*", "/", "%", "<", ".[1:]", "\"\\(", "limit(2;",
        ]
        let limits = PathExpressionLimits(maximumSteps: 5_000, maximumDepth: 64)
        var evaluated = 0
        for _ in 0..<6_000 {
            let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in words.randomElement(using: &random) ?? ""
            }.joined(separator: " ")
            guard let expression = try? PathExpression(text, limits: limits) else { continue }
            if (try? expression.deleted(from: Self.object)) != nil { evaluated += 1 }
        }
        #expect(evaluated > 20)
    }
}
