import SourceTrees
import Testing

struct FollowingTests {
    private func tree(_ links: [(String, String)]) throws -> MemoryTree {
        try MemoryTree(
            contents: [("real/file.txt", .file(Array("text".utf8))), ("top.txt", .file([1]))]
                + links.map { ($0.0, .symbolicLink($0.1)) })
    }

    @Test func `links to files and folders are followed inside the tree`() throws {
        let tree = try tree([
            ("a", "real"), ("b/c", "../a/file.txt"), ("b/d", "./../real/../top.txt"), ("chain", "b/c"),
        ])
        #expect(try tree.readText("a/file.txt") == "text")
        #expect(try tree.readText("b/c") == "text")
        #expect(try tree.readText("chain") == "text")
        #expect(try tree.read("b/d") == [1])
        #expect(try tree.list("a").map(\.name) == ["file.txt"])
        #expect(try tree.resolve("a/file.txt")?.path == "real/file.txt")
        #expect(try tree.resolve("chain", followsLast: false)?.entry.isSymbolicLink == true)
        #expect(try tree.list("b").allSatisfy(\.isSymbolicLink))
    }

    @Test(arguments: ["/etc/passwd", "../outside", "../../x", "real/../../x"])
    func `a link that leads out is an error`(target: String) throws {
        let tree = try tree([("link", target)])
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("link") }
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("link/below") }
    }

    @Test func `circles are an error`() throws {
        let tree = try tree([("a", "b"), ("b", "a"), ("self", "self/x"), ("growing", "growing/growing")])
        for path in ["a", "self", "growing"] as [TreePath] {
            #expect(throws: TreeError(.symbolicLinkLoop, path: "")) { try tree.read(path) }
        }
    }

    @Test func `a link to nothing is nothing`() throws {
        let tree = try tree([("dangling", "none"), ("throughFile", "top.txt/x"), ("upFromFile", "top.txt/../top.txt")])
        for path in ["dangling", "throughFile", "upFromFile"] as [TreePath] {
            #expect(try tree.entry(following: path) == nil)
        }
    }

    @Test func `text that is no path is refused`() throws {
        let tree = try tree([("empty", ""), ("long", String(repeating: "a", count: 5_000)), ("zero", "a\0b")])
        for path in ["empty", "long", "zero"] as [TreePath] {
            #expect(throws: TreeError(.invalidPath, path: "")) { try tree.read(path) }
        }
    }

    @Test func `a subtree is a world of its own`() throws {
        let tree = try tree([("app/inside", "../real/file.txt"), ("app/own", "values"), ("alias", "app")])
        let app = try tree["app"]
        #expect(throws: TreeError(.escapesRoot, path: "")) { try app.read("inside") }
        #expect(try tree.readText("app/inside") == "text")
        #expect(try tree["alias"].folder == "app")
        #expect(throws: TreeError(.notFound, path: "")) { try tree["none"] }
        #expect(throws: TreeError(.notADirectory, path: "")) { try tree["top.txt"] }
        #expect(try app.entry(at: .root)?.name == "")
    }

    @Test func `random links neither trap nor lead out`() throws {
        var random = SeededGenerator(seed: 11)
        let names = ["a", "b", "c", "d"]
        for _ in 0..<400 {
            var contents: [(path: String, content: MemoryTree.Content)] = [("f/file", .file([1]))]
            for name in names {
                let target = (0..<Int.random(in: 1...4, using: &random))
                    .map { _ in ["..", ".", "a", "b", "c", "d", "f", "file"].randomElement(using: &random) ?? "" }
                contents.append((name, .symbolicLink(target.joined(separator: "/"))))
            }
            let tree = try MemoryTree(contents: contents)
            for name in names {
                let path = try TreePath("\(name)/f/file")
                if let (resolved, entry) = try? tree.resolve(path) {
                    #expect(try tree.entry(at: resolved) == entry || resolved.isRoot)
                }
            }
        }
    }
}
