import Testing
import Values

@testable import ManifestRender

@Suite struct ReplacementTests {
    private func replaced(
        _ value: Value, _ path: String, in object: Value, _ options: ReplacementOptions = ReplacementOptions()
    ) throws -> Value {
        var copy = object
        try ReplacementWriter(path, value: ReplacementValue(value), options: options).write(to: &copy)
        return copy
    }

    @Test func aFieldKeepsItsType() throws {
        #expect(try replaced("80", "a", in: ["a": 1]) == ["a": 80])
        #expect(try replaced(80, "a", in: ["a": "x"]) == ["a": "80"])
        #expect(try replaced(true, "a", in: ["a": "x"]) == ["a": "true"])
        #expect(throws: RenderError.self) { try replaced("x", "a", in: ["a": 1]) }
        #expect(throws: RenderError.self) { try replaced("x", "a", in: ["a": .null]) }
    }

    @Test func listsAndObjectsAreReplacedWhole() throws {
        #expect(try replaced("x", "a", in: ["a": ["b": 1]]) == ["a": "x"])
        #expect(try replaced(["c": 1], "a", in: ["a": [1, 2]]) == ["a": ["c": 1]])
        #expect(try replaced(["c": 1], "a", in: ["a": "text"]) == ["a": ""])
    }

    @Test func aNewFieldHasTheTypeItsTextTells() throws {
        let create = ReplacementOptions(create: true)
        #expect(try replaced("80", "a.b", in: [:], create) == ["a": ["b": 80]])
        #expect(try replaced("text", "a.b", in: [:], create) == ["a": ["b": "text"]])
        #expect(throws: RenderError.self) { try replaced("80", "a.b", in: [:]) }
    }

    @Test func theFieldThatAnElementIsMadeWithHasNoTypeYet() throws {
        let create = ReplacementOptions(create: true)
        #expect(try replaced("text", "a.[x=1].x", in: ["a": []], create) == ["a": [["x": "text"]]])
        #expect(throws: RenderError.self) { try replaced("text", "a.[x=1].x", in: ["a": [["x": 1]]], create) }
    }

    @Test func aDateIsMadeAPointInTime() throws {
        let create = ReplacementOptions(create: true)
        #expect(try replaced("2024-01-01", "a", in: [:], create) == ["a": "2024-01-01T00:00:00Z"])
    }

    @Test(arguments: [(-1, "new-a-b"), (0, "new-b"), (1, "a-new"), (9, "a-b-new")])
    func partsOfATextAreReplacedByPosition(_ index: Int64, expected: String) throws {
        let options = ReplacementOptions(delimiter: "-", index: index)
        #expect(try replaced("new", "x", in: ["x": "a-b"], options) == ["x": .string(expected)])
    }

    @Test func jsonInATextIsWrittenAnew() throws {
        let object: Value = ["a": #"{"z": 1, "b": {"c": "<x>", "n": 5}}"#]
        #expect(try replaced("y", "a.b.c", in: object) == ["a": #"{"b":{"c":"y","n":5},"z":1}"#])
        #expect(try replaced("y", "a.z", in: object) == object)
        #expect(
            try replaced("y", "a.b.c", in: ["a": "{\n  \"b\": {\"c\": 1, \"c2\": \"&\"}\n}"]) == [
                "a": "{\n  \"b\": {\"c\": 1, \"c2\": \"&\"}\n}"
            ])
    }

    @Test func yamlInATextKeepsWhatIsAroundTheField() throws {
        let text = "# head\n\n# of x\nx: \"1\"  # line\n\nlist:\n    - a: 'q'\n    # before\n    - {b: 2}\n"
        let expected = "# head\n\n# of x\nx: \"new\" # line\nlist:\n- a: 'q'\n# before\n- {b: 2}"
        #expect(try replaced("new", "t.x", in: ["t": .string(text)]) == ["t": .string(expected)])
    }

    @Test func aPathBelowATextThatIsNoStructureFails() {
        #expect(throws: RenderError.self) { try replaced("new", "t.x", in: ["t": "just text"]) }
        #expect(throws: RenderError.self) { try replaced("new", "t.x", in: ["t": ""]) }
    }
}
