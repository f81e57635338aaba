import Testing
import Values

@testable import ManifestRender

@Suite struct FieldPathTests {
    @Test(arguments: [
        ("a.b.c", ["a", "b", "c"]), (".a.b", ["a", "b"]), (#"a.b\.c/d.e"#, ["a", "b.c/d", "e"]),
        ("a.[b.c/d].e", ["a", "b.c/d", "e"]), ("a.[name=b.c].d", ["a", "[name=b.c]", "d"]), ("a.0.*", ["a", "0", "*"]),
        ("a.[open.x", ["a", "open.x"]), ("", [""]),
    ])
    func parts(_ text: String, expected: [String]) {
        #expect(FieldPath(text).parts == expected)
    }

    private let object: Value = [
        "list": [["name": "a", "v": 1], ["name": "ab", "v": 2]], "texts": ["x", "y"], "map": ["k": "v"], "none": .null,
    ]

    @Test func lookUpsCompareExactly() throws {
        #expect(try FieldPath("list.[name=a].v").lookup(in: object) == 1)
        #expect(try FieldPath("list.-.v").lookup(in: object) == 2)
        #expect(try FieldPath("list.7.v").lookup(in: object) == nil)
        #expect(try FieldPath("none.x").lookup(in: object) == nil)
        #expect(throws: RenderError.self) { try FieldPath("map.k.x").lookup(in: object) }
        #expect(throws: RenderError.self) { try FieldPath("map.0").lookup(in: object) }
        #expect(throws: RenderError.self) { try FieldPath("list.[name].v").lookup(in: object) }
    }

    private func search(_ path: String, creating created: Value? = nil) throws -> (count: Int, object: Value) {
        var copy = object
        let count = try FieldSearch(FieldPath(path).parts, creating: created).edit(&copy) { node, _ in node = "new" }
        return (count, copy)
    }

    @Test func searchesTakePatternsThatMatchAnywhere() throws {
        #expect(try search("list.[name=a].v").count == 2)
        #expect(try search("list.[name=^a$].v").count == 1)
        #expect(try search("list.*.v").count == 2)
        #expect(try search("texts.[=x]").object["texts"] == ["new", "y"])
        #expect(throws: RenderError.self) { try search("list.[name=(].v") }
        #expect(throws: RenderError.self) { try search("map.*") }
    }

    @Test func whatIsMissingIsMadeOnRequest() throws {
        #expect(try search("map.new").count == 0)
        #expect(try search("map.new.deep", creating: "").object["map"] == ["k": "v", "new": ["deep": "new"]])
        #expect(try search("texts.2", creating: "").object["texts"] == ["x", "y", "new"])
        #expect(try search("more.0.k", creating: "").object["more"] == [["k": "new"]])
        #expect(
            try search("list.[name=z].v", creating: "").object["list"]
                == [["name": "a", "v": 1], ["name": "ab", "v": 2], ["name": "z", "v": "new"]])
        #expect(throws: RenderError.self) { try search("texts.3", creating: "") }
        #expect(throws: RenderError.self) { try search("list.[name=z].deep.*.v", creating: "") }
    }
}
