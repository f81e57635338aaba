import SourceTrees
import Testing

struct MemoryTreeTests {
    private let tree: MemoryTree = ["b/two.yaml": "2", "b/one.yaml": "1", "a.txt": "hello\n"]

    @Test func `lists sorted and reads`() throws {
        #expect(try tree.list().map(\.name) == ["a.txt", "b"])
        #expect(try tree.list("b").map(\.name) == ["one.yaml", "two.yaml"])
        #expect(try tree.readText("b/two.yaml") == "2")
        #expect(try tree.entry(at: "b/three.yaml") == nil)
        #expect(try tree.entry(at: "a.txt/below") == nil)
        #expect(try tree.isFile("a.txt") && tree.isDirectory("b") && !tree.isFile("b"))
    }

    @Test func `errors name the mistake`() {
        #expect(throws: TreeError(.notFound, path: "")) { try tree.read("none") }
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.read("b") }
        #expect(throws: TreeError(.notADirectory, path: "")) { try tree.list("a.txt") }
        #expect(throws: TreeError(.tooLarge, path: "")) { try tree.read("a.txt", limit: 5) }
        #expect(throws: TreeError(.notFound, path: "")) { try tree.digest(of: "none") }
    }

    @Test func `one path cannot be both file and folder`() {
        #expect(throws: TreeError(.notADirectory, path: "")) {
            try MemoryTree(contents: [("a", .file([])), ("a/b", .file([]))])
        }
        #expect(throws: TreeError(.notAFile, path: "")) {
            try MemoryTree(contents: [("a/b", .file([])), ("a", .symbolicLink("x"))])
        }
        let literal: MemoryTree = ["a": "file", "a/b": "below"]
        #expect(throws: Never.self) { try literal.readText("a/b") == "below" }
    }

    @Test func `digests are Git's`() throws {
        #expect(try tree.digest(of: "a.txt") == .git("ce013625030ba8dba906f756967f9e9ca394464a"))
        #expect(try MemoryTree().digest(of: .root) == .git("4b825dc642cb6eb9a060e54bf8d69288fbee4904"))
        let mixed = try MemoryTree(contents: [
            ("a.txt", .file(Array("hello\n".utf8))), ("a/run", .executable(Array("x".utf8))),
            ("link", .symbolicLink("a.txt")),
        ])
        // As `git write-tree` names the same files.
        #expect(try mixed.digest(of: .root) == .git("7cefcf813e48330e2dd902c60aaea247c8936d77"))
    }

    @Test func `an empty folder counts`() throws {
        let with = try MemoryTree(contents: [("a", .file([1])), ("empty", .directory)])
        let without = try MemoryTree(contents: [("a", .file([1]))])
        #expect(try with.digest(of: .root) != without.digest(of: .root))
        #expect(try with.list("empty").isEmpty)
    }

    @Test func `the default digest agrees with the known one`() throws {
        struct Minimal: SourceTree {
            let base: MemoryTree
            func entry(at path: TreePath) throws(TreeError) -> TreeEntry? { try base.entry(at: path) }
            func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] { try base.entries(of: directory) }
            func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
                try base.contents(of: file, limit: limit)
            }
        }
        #expect(try Minimal(base: tree).digest(of: .root) == tree.digest(of: .root))
        #expect(try Minimal(base: tree).digest(of: "b/one.yaml") == tree.digest(of: "b/one.yaml"))
    }

    @Test func `files are found in order and by pattern`() throws {
        #expect(try tree.files().map(\.path) == ["a.txt", "b/one.yaml", "b/two.yaml"])
        #expect(try tree.files(in: "b", matching: PathGlob("t*.yaml")).map(\.path) == ["b/two.yaml"])
        #expect(throws: TreeError(.tooLarge, path: "")) { try tree.files(limit: 3) }
    }

    @Test func `everything works on any source tree`() throws {
        let tree: any SourceTree = tree
        #expect(try tree.readText("b/one.yaml") == "1")
        #expect(try tree.list().count == 2)
        #expect(try tree.resolve("b")?.entry.isDirectory == true)
        #expect(try tree["b"].readText("one.yaml") == "1")
        #expect(try tree.subtree("b").digest(of: .root) == tree.digest(of: "b"))
        let nested: any SourceTree = try tree.subtree("b")
        #expect(try nested.subtree(.root).list().count == 2)
        #expect(try tree.files().count == 3)
    }
}
