import Testing
import Values

@Suite struct JSONBasicsTests {
    @Test func roundTrip() throws {
        let text = #"{"a":[1,-2,1.5,true,null,"x\ny\"é"],"b":{"c":18446744073709551615},"d":1e+21}"#
        #expect(try Value(json: text).jsonText() == text)
    }

    @Test func lastOfEqualKeysWins() throws {
        #expect(try Value(json: #"{"a":1,"b":2,"a":3}"#).jsonText() == #"{"a":3,"b":2}"#)
    }

    @Test func errorsHaveAPlace() {
        #expect(throws: ParseError(.syntax, "", line: 2, column: 3)) { try Value(json: "{\n \"a\" 1}") }
    }

    @Test func patchAndMergePatch() throws {
        let value: Value = ["a": [1, 2], "b": ["c": 1]]
        let patch = try JSONPatch([["op": "add", "path": "/a/-", "value": 3], ["op": "remove", "path": "/b/c"]])
        #expect(try patch.apply(to: value) == ["a": [1, 2, 3], "b": [:]])
        #expect(value.applyingMergePatch(["b": .null]) == ["a": [1, 2]])
    }
}
