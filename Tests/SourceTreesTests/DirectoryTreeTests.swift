import SourceTrees
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct DirectoryTreeTests {
    private let folder: TemporaryDirectory
    private let tree: DirectoryTree

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("hello\n", to: "a.txt")
        try folder.write("x", to: "a/run")
        try folder.makeExecutable("a/run")
        try folder.link("link", to: "a.txt")
        try folder.write("[core]", to: ".git/config")
        tree = try DirectoryTree(folder.path)
    }

    @Test func `lists, reads and follows`() throws {
        #expect(try tree.list().map(\.name) == ["a", "a.txt", "link"])
        #expect(try tree.readText("link") == "hello\n")
        #expect(try tree.entry(at: "link")?.kind == .symbolicLink(target: "a.txt"))
        #expect(try tree.entry(at: "a/run")?.kind == .executable)
        #expect(
            try tree.entry(at: "none") == nil && tree.entry(at: "a.txt/x") == nil && tree.entry(at: "link/x") == nil)
        #expect(try tree.entry(at: .root)?.isDirectory == true)
        #expect(throws: TreeError(.notFound, path: "")) { try tree.read("none/below") }
        #expect(throws: TreeError(.notADirectory, path: "")) { try tree.entries(of: "a.txt") }
        #expect(throws: TreeError(.notFound, path: "")) { try tree.entries(of: "b") }
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.contents(of: "a", limit: 10) }
        #expect(throws: TreeError(.tooLarge, path: "")) { try tree.contents(of: "a.txt", limit: 5) }
    }

    @Test func `has the digests of the same files in Git and in memory`() throws {
        #expect(try tree.digest(of: .root) == .git("7cefcf813e48330e2dd902c60aaea247c8936d77"))
        #expect(try tree.digest(of: "a.txt") == ContentDigest.file(Array("hello\n".utf8)))
    }

    @Test func `a digest follows the content`() throws {
        let before = try tree.digest(of: "a")
        try folder.write("other", to: "a/run")
        #expect(try tree.digest(of: "a") != before)
    }

    @Test func `hidden names are not there`() throws {
        #expect(try tree.entry(at: ".git/config") == nil)
        let everything = try DirectoryTree(folder.path, options: .init(hiddenNames: []))
        #expect(try everything.readText(".git/config") == "[core]")
    }

    @Test func `links never lead out`() throws {
        let outside = try TemporaryDirectory()
        try outside.write("secret", to: "secret.txt")
        try folder.link("absolute", to: outside.path + "/secret.txt")
        try folder.link("folder", to: outside.path)
        try folder.link("up", to: "../\(outside.path.split(separator: "/").last ?? "")/secret.txt")
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("absolute") }
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("up") }
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("folder/secret.txt") }
        // Even asked past the following of links, the system is told not to pass through one.
        #expect(throws: TreeError(.notFound, path: "")) { try tree.contents(of: "folder/secret.txt", limit: 100) }
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.contents(of: "absolute", limit: 100) }
        #expect(try tree.entry(at: "folder/secret.txt") == nil)
    }

    @Test func `special files are refused without waiting for them`() throws {
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(try !tree.list().contains { $0.name == "pipe" })
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.read("pipe") }
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.contents(of: "pipe", limit: 10) }
    }

    @Test func `listings are bounded`() throws {
        let small = try DirectoryTree(folder.path, options: .init(maximumEntries: 3))
        #expect(throws: TreeError(.tooLarge, path: "")) { try small.list() }
    }

    @Test func `a folder that is none`() {
        #expect(throws: TreeError(.notFound, path: "")) { try DirectoryTree(folder.path + "/none") }
        #expect(throws: TreeError(.notADirectory, path: "")) { try DirectoryTree(folder.path + "/a.txt") }
    }

    @Test func `many tasks read at once`() async throws {
        for index in 0..<50 { try folder.write("\(index)", to: "many/\(index).txt") }
        let tree = tree
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try tree.list("many").map { try Int(tree.readText("many/\($0.name)" as String)) ?? 0 }.reduce(0, +)
                }
            }
            for try await sum in group { #expect(sum == 1_225) }
        }
    }
}

extension SourceTree {
    fileprivate func readText(_ path: String) throws -> String { try readText(TreePath(path)) }
}
