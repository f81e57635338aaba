import Testing
import Values

@testable import KubeSimulator

/// The Common Expression Language, as rules and policies speak it.
@Suite struct ExpressionTests {
    private func evaluate(_ source: String, _ value: Value = .null, type: CELType = .dyn) throws -> CELValue {
        let program = try CELProgram(source, variables: ["self": type])
        var evaluator = CELEvaluator(["self": CELValue(value, type)])
        return try evaluator.evaluate(program.root)
    }

    @Test(arguments: [
        "1 + 2 * 3 == 7", "-7 / 2 == -3 && -7 % 2 == -1", "1 < 2 ? true : 1 / 0 == 0", "!(1 > 2) && 'a' < 'b'",
        "[1, 2, 3].all(x, x > 0)", "[1, 2, 3].exists(x, x == 2) && [1, 2].exists_one(x, x == 1)",
        "[1, 2, 3].filter(x, x > 1) == [2, 3]", "[1, 2].map(x, x * 2) == [2, 4]", "[1, 2].map(x, x > 1, x * 2) == [4]",
        "{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])", "{'a': 1}['a'] == 1 && 'a' in {'a': 1}",
        "['x', 'y'].all(i, v, i < 2 && v != '')", "size('häuser') == 6 && 'a,b'.split(',').size() == 2",
        "'abc'.substring(1, 2) == 'b' && 'abc'.indexOf('c') == 2 && 'aXbX'.replace('X', '-') == 'a-b-'",
        "'A1'.lowerAscii() == 'a1' && ' x '.trim() == 'x' && ['a', 'b'].join('/') == 'a/b'",
        "'web-1'.matches('^[a-z]+-[0-9]$') && 'a1b2'.findAll('[0-9]') == ['1', '2']",
        "false && 1 / 0 == 0 || true", "quantity('1Gi').isGreaterThan(quantity('500Mi'))",
        "quantity('1500m').asApproximateFloat() == 1.5 && isQuantity('1Ki') && !isQuantity('x')",
        "url('https://a.example:8443/p?x=1').getPort() == '8443'", "cidr('10.0.0.0/8').containsIP('10.1.2.3')",
        "ip('::1').family() == 6 && !isIP('1.2.3')", "semver('1.2.3').isLessThan(semver('1.10.0'))",
        "duration('1h').getMinutes() == 60 && timestamp('2026-01-02T03:04:05Z').getDate() == 2",
        "timestamp('2026-01-01T00:00:00Z') + duration('1h') == timestamp('2026-01-01T01:00:00Z')",
        "[?optional.of(1), ?optional.none(), 2] == [1, 2] && {'a': 1}.?b.orValue(3) == 3",
        "optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2", "cel.bind(x, 2, x * x) == 4",
        "[3, 1, 2].sort() == [1, 2, 3] && [1, 2].sum() == 3 && [1, 2].isSorted() && [4, 2].min() == 2",
        "sets.contains([1, 2], [1]) && math.greatest(1, 3) == 3", "'%s is %d'.format(['a', 1]) == 'a is 1'",
        "type(1) == int && type('') == string", "b'ab'.size() == 2 && r'\\d' == '\\\\d'",
        "1u + 2u == 3u && dyn(1) == 1.0",
        "int('4') + int(2.9) == 6 && string(4) == '4' && double(1) / 2.0 == 0.5", "0x10 == 16 && 1e3 == 1000.0",
    ])
    func holds(_ source: String) throws {
        guard case .bool(true) = try evaluate(source) else {
            Issue.record("\(source) does not hold")
            return
        }
    }

    @Test func fieldsOfObjectsAreFoundUnderEscapedNames() throws {
        let value: Value = ["a-b": 1, "namespace": "n", "x.y": true, "gone": .null]
        let escaped = try evaluate("self.a__dash__b == 1 && self.__namespace__ == 'n' && self.x__dot__y", value)
        guard case .bool(true) = escaped else { return #expect(Bool(false), "names are not unescaped") }
        guard case .bool(false) = try evaluate("has(self.gone) || has(self.other)", value) else {
            return #expect(Bool(false), "null is not absent")
        }
    }

    @Test(arguments: [
        ("self +", "1:7: Syntax error: mismatched input '<EOF>'"), ("nope", "1:1: undeclared reference to 'nope'"),
        ("1 + 'a'", "found no matching overload for '_+_' applied to '(int, string)'"),
        ("'a'.startsWith(1)", "found no matching overload for 'startsWith' applied to 'string.(int)'"),
        ("1.exists(x, x)", "expression of type 'int' cannot be range of a comprehension"),
        ("'a'.b", "type 'string' does not support field selection"), ("has(1)", "invalid argument to has() macro"),
        ("'open", "token recognition error"), ("1 @ 2", "token recognition error at: '@'"),
        ("if", "reserved identifier: if"), ("(1", "mismatched input '<EOF>' expecting ')'"),
    ])
    func isRefused(_ source: String, _ why: String) {
        #expect {
            _ = try CELProgram(source, variables: ["self": .dyn])
        } throws: { error in
            (error as? CELError)?.message.contains(why) == true
        }
    }

    @Test(arguments: [
        ("{'a': 1}['b'] == 1", "no such key: b"), ("[1][5] == 1", "index out of bounds: 5"),
        ("1 / 0 == 1", "division by zero"), ("9223372036854775807 + 1 > 0", "integer overflow"),
        ("self.x == 1", "no such key: x"),
    ])
    func fails(_ source: String, _ why: String) {
        #expect(throws: CELError(why)) { try evaluate(source, [:]) }
    }

    /// Rules in the manner of widely used definitions.
    @Test(arguments: [
        "self.all(a, self.exists_one(b, a.kind == b.kind && ((!has(a.__namespace__) || a.__namespace__ == '') == (!has(b.__namespace__) || b.__namespace__ == ''))))",
        "self.all(x, x.kind in ['A', 'B'] ? x.path.startsWith('/') : true)",
        "self.filter(x, x.kind == 'A').size() <= 1 // a comment\n && size(self) > 0",
        "self.all(x, has(x.ports) != has(x.path)) || self[0].ports.all(p, p.number > 0)",
        "self.all(x, !has(x.labels) || x.labels.all(k, k.size() < 64 && x.labels[k] != ''))",
        "self.all(x, !has(x.amount) || (type(x.amount) == string ? x.amount.matches('^[0-9]+%$') : int(x.amount) >= 0))",
        "self.all(x, !has(x.every) || x.every >= duration('1s')) && self.map(x, x.kind).isSorted()",
        "self.all(x, !has(x.since) || x.since < timestamp('2100-01-01T00:00:00Z'))",
        "self.all(x, isQuantity(string(x.amount)) && quantity(string(x.amount)).sign() >= 0)",
        "['A', 'B'].exists(prefix, self.all(x, x.kind.startsWith(prefix))) || self.exists(x, x.?path.orValue('') != '')",
        "self == oldSelf || self.size() >= oldSelf.size() && oldSelf.all(o, self.exists(n, n.kind == o.kind))",
        "self.all(x, x.weight <= 100 && x.weight * 2.0 >= 0.5)",
    ])
    func usualRulesAreRead(_ rule: String) throws {
        let schema = try Value(
            yaml: """
                type: array
                items:
                  type: object
                  properties:
                    kind: {type: string}
                    namespace: {type: string}
                    path: {type: string}
                    ports: {type: array, items: {type: object, properties: {number: {type: integer}}}}
                    labels: {type: object, additionalProperties: {type: string}}
                    amount: {x-kubernetes-int-or-string: true}
                    every: {type: string, format: duration}
                    since: {type: string, format: date-time}
                    weight: {type: number}
                """)
        let type = CELType(schema: schema)
        _ = try CELProgram(rule, variables: ["self": type, "oldSelf": type], result: .bool)
    }

    @Test func anExpressionCannotRunForever() {
        let list = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"
        let deep = (0..<8).reduce("true") { inner, index in "\(list).all(x\(index), \(inner))" }
        #expect(throws: CELError.costExceeded) { try evaluate(deep) }
    }

    @Test(arguments: [
        String(repeating: "(", count: 5000), String(repeating: "[", count: 5000) + "1",
        String(repeating: "!", count: 100_000) + "true", String(repeating: "1+", count: 50_000) + "1",
        "self" + String(repeating: ".a", count: 50_000), String(repeating: "true ? ", count: 5000) + "1",
        String(repeating: "-", count: 9999) + "1", "'" + String(repeating: "\\", count: 9999),
    ])
    func deepTextsAreRefusedOrRead(_ source: String) {
        // Either is right, as long as nothing overflows.
        _ = try? CELProgram(source, variables: ["self": .dyn])
    }
}
