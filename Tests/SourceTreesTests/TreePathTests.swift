import SourceTrees
import Testing

struct TreePathTests {
    @Test(arguments: [
        ("charts/shop", "charts/shop"), ("./charts//shop/", "charts/shop"), ("", "."), (".", "."), ("a/../b", "b"),
        ("a/b/../../c", "c"), ("a/./b", "a/b"), ("...", "..."),
    ])
    func `is normalised`(text: String, expected: String) throws {
        #expect(try TreePath(text).description == expected)
    }

    @Test(arguments: ["/etc/passwd", "..", "a/../..", "a/../../b", "/"])
    func `refuses what leads out`(text: String) {
        #expect(throws: TreeError(.escapesRoot, path: text)) { try TreePath(text) }
    }

    @Test func `refuses zero bytes and endless depth`() {
        let zero = "a\0b"
        #expect(throws: TreeError(.invalidPath, path: "")) { try TreePath(zero) }
        let deep = String(repeating: "a/", count: TreePath.maximumDepth + 1)
        #expect(throws: TreeError(.invalidPath, path: "")) { try TreePath(deep) }
    }

    @Test func `appending climbs from the path, not above the root`() throws {
        let chart: TreePath = "charts/shop"
        #expect(try chart.appending("../common/values.yaml") == "charts/common/values.yaml")
        #expect(throws: TreeError(.escapesRoot, path: "")) { try chart.appending("../../../x") }
        #expect(throws: TreeError(.invalidPath, path: "")) { try chart.child("a/b") }
        #expect(throws: TreeError(.invalidPath, path: "")) { try chart.child("..") }
    }

    @Test func `a literal never leads out`() {
        let path: TreePath = "/../../etc/./passwd"
        #expect(path.description == "etc/passwd")
    }

    @Test func `spellings that Unicode holds equal are different paths`() throws {
        let composed: TreePath = "caf\u{e9}"
        let decomposed: TreePath = "cafe\u{301}"
        #expect(composed != decomposed)
        #expect(try MemoryTree(contents: [("caf\u{e9}", .file([1]))]).entry(at: composed) != nil)
    }

    @Test func `relations`() throws {
        let path: TreePath = "a/b/c"
        #expect(path.isInside("a/b"))
        #expect(!path.isInside("a/bb"))
        #expect(path.relative(to: "a") == "b/c")
        #expect(path.relative(to: "x") == nil)
        #expect(path.parent == "a/b" && path.name == "c" && TreePath.root.parent.isRoot)
        #expect((["b", "a/b", "a", "a/a"] as [TreePath]).sorted() == ["a", "a/a", "a/b", "b"])
    }

    @Test func `no text makes a path that leads out or traps`() {
        var random = SeededGenerator(seed: 7)
        let pieces = ["..", ".", "/", "a", "b/", "//", "é", "\u{301}", "\0", "...", "\\", "~", " "]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let path = try? TreePath(text) else { continue }
            #expect(!path.components.contains { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("/") })
            #expect((try? TreePath(path.description)) == path)
        }
    }
}

/// A generator whose numbers are the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
