import SourceTrees
import Testing

struct OverlayTreeTests {
    private let lower: MemoryTree = [
        "values.yaml": "1", "templates/a.yaml": "a", "templates/b.yaml": "b", "templates/tests/t.yaml": "t",
        "deep/x/y": "y",
    ]

    @Test func `the upper tree wins, folders merge`() throws {
        let tree = OverlayTree(upper: ["values.yaml": "2", "templates/c.yaml": "c"] as MemoryTree, lower: lower)
        #expect(try tree.readText("values.yaml") == "2")
        #expect(try tree.list("templates").map(\.name) == ["a.yaml", "b.yaml", "c.yaml", "tests"])
        #expect(try tree.readText("templates/a.yaml") == "a")
        #expect(try tree.list().map(\.name) == ["deep", "templates", "values.yaml"])
    }

    @Test func `whiteouts hide the lower tree with everything below`() throws {
        let tree = OverlayTree(
            upper: ["deep/x/new": "n"] as MemoryTree, lower: lower,
            whiteouts: ["templates/tests", "templates/b.yaml", "deep/x"])
        #expect(try tree.list("templates").map(\.name) == ["a.yaml"])
        #expect(try tree.entry(at: "templates/tests/t.yaml") == nil)
        #expect(throws: TreeError(.notFound, path: "")) { try tree.list("templates/tests") }
        #expect(try tree.list("deep/x").map(\.name) == ["new"])
        let nothing = OverlayTree(upper: MemoryTree(), lower: lower, whiteouts: [.root])
        #expect(try nothing.list().isEmpty)
    }

    @Test func `a file over a folder hides it, and a folder over a file`() throws {
        let tree = OverlayTree(upper: ["templates": "file", "values.yaml/sub": "s"] as MemoryTree, lower: lower)
        #expect(try tree.entry(at: "templates/a.yaml") == nil)
        #expect(try tree.readText("templates") == "file")
        #expect(try tree.list("values.yaml").map(\.name) == ["sub"])
        #expect(try tree.entry(at: "values.yaml/none") == nil)
    }

    @Test func `the digest is that of the merged files`() throws {
        let tree = OverlayTree(
            upper: ["values.yaml": "2", "templates/c.yaml": "c"] as MemoryTree, lower: lower, whiteouts: ["deep"])
        let merged: MemoryTree = [
            "values.yaml": "2", "templates/a.yaml": "a", "templates/b.yaml": "b", "templates/c.yaml": "c",
            "templates/tests/t.yaml": "t",
        ]
        #expect(try tree.digest(of: .root) == merged.digest(of: .root))
        #expect(try tree.digest(of: "templates/tests") == merged.digest(of: "templates/tests"))
        let untouched = OverlayTree(upper: MemoryTree(), lower: lower)
        #expect(try untouched.digest(of: .root) == lower.digest(of: .root))
    }

    @Test func `links are followed across the layers`() throws {
        let links = try MemoryTree(contents: [("link", .symbolicLink("templates/a.yaml"))])
        #expect(try OverlayTree(upper: links, lower: lower).readText("link") == "a")
    }
}
