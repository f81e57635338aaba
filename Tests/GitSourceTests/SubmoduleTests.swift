import SourceTrees
import TestSupport
import Testing

@testable import GitSource

/// Submodules, against repositories that the real `git` has made.
@Suite struct SubmoduleTests {
    private let cache: TemporaryDirectory

    init() throws { cache = try TemporaryDirectory() }

    /// A repository with a submodule that has one itself, as `git submodule add` leaves them.
    private func nested() throws -> (outer: GitFixture, inner: GitFixture, innermost: GitFixture) {
        let (outer, inner, innermost) = (try GitFixture(), try GitFixture(), try GitFixture())
        try innermost.commit(["deep.txt": "deep"])
        try inner.commit(["lib.txt": "lib"])
        try add(innermost, to: inner, at: "third party", url: "https://example.com/innermost.git")
        try outer.commit(["app/main.txt": "main"])
        try add(inner, to: outer, at: "vendor/lib", url: "../inner.git")
        // What the submodule gets later is not what the commit stands at.
        try inner.commit(["lib.txt": "newer"])
        return (outer, inner, innermost)
    }

    private func add(_ module: GitFixture, to fixture: GitFixture, at path: String, url: String) throws {
        try fixture.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", module.url, path)
        try fixture.git("config", "-f", ".gitmodules", "submodule.\(path).url", url)
        try fixture.commit("submodule")
    }

    @Test func `files of submodules are read at their commits`() async throws {
        let (outer, inner, innermost) = try nested()
        let cache = GitCache.directory(cache.path + "/cache")
        let snapshot = try await GitRepository(outer.url, cache: cache).resolve(.head)
        #expect(try snapshot.tree.entry(at: "vendor/lib")?.kind == .submodule)
        let modules = try snapshot.submodules()
        #expect(modules.map(\.path) == ["vendor/lib"])
        #expect(modules.first?.commit.description == (try inner.git("rev-parse", "HEAD~1")))

        var asked: [String] = []
        let tree = try await snapshot.treeWithSubmodules(of: "https://example.com/org/outer.git") { place, _ in
            asked.append(place)
            return try GitRepository(place.hasSuffix("innermost.git") ? innermost.url : inner.url, cache: cache)
        }
        #expect(asked == ["https://example.com/org/inner.git", "https://example.com/innermost.git"])
        #expect(try tree.readText("app/main.txt") == "main")
        #expect(try tree.readText("vendor/lib/lib.txt") == "lib")
        #expect(try tree.readText("vendor/lib/third party/deep.txt") == "deep")
        #expect(try tree.entries(of: "vendor").map(\.kind) == [.directory])
    }

    @Test func `a commit without submodules is its own tree`() async throws {
        let fixture = try GitFixture()
        // Git goes by what the commit holds, not by what the file says.
        try fixture.commit([
            ".gitmodules": "[submodule \"x\"]\n\tpath = app\n\turl = https://example.com/x\n", "app/a": "a",
        ])
        let snapshot = try await GitRepository(fixture.url, cache: .directory(cache.path + "/cache")).resolve(.head)
        #expect(try snapshot.submodules().isEmpty)
        let tree = try await snapshot.treeWithSubmodules(of: fixture.url) { _, _ in throw GitError(.unsupported, "") }
        #expect(tree is GitTree)
    }

    @Test func `the file is read as Git reads its configuration`() throws {
        let entries = try ModulesFile.entries(
            """
            # comment
            [core]
            \tpath = elsewhere
            [Submodule "a \\"b\\" \\\\c"] ; comment
            \tPATH = one two   # comment
            \turl = "https://example.com/#x"  ; comment
            \tbranch
            \tignore = dirty
            [submodule "long"]
                path = lo\\
            ng
                url = a"b c"d\\te
            [submodule "long"]
                url = second
            """)
        #expect(
            entries == [
                .init(name: "a \"b\" \\c", path: "one two", url: "https://example.com/#x"),
                .init(name: "long", path: "long", url: "second"),
            ])
        for text in [
            "[submodule \"a]", "[submodule", "[submodule \"a\"]\npath = \"x", "[submodule \"a\"]\nurl = \\x", "= x",
        ] {
            #expect(throws: GitError(.corrupt, ""), "\(text)") { try ModulesFile.entries(text) }
        }
    }

    @Test(arguments: [
        ("../lib.git", "https://example.com/org/app.git", "https://example.com/org/lib.git"),
        ("../../other/lib", "https://example.com/org/app.git/", "https://example.com/other/lib"),
        ("./sub/", "https://example.com/org/app.git", "https://example.com/org/app.git/sub"),
        ("../lib", "git@example.com:org/app.git", "git@example.com:org/lib"),
        ("../../lib", "git@example.com:org/app.git", "git@example.com:lib"),
        ("../lib", "/srv/git/app", "/srv/git/lib"),
        ("https://other.example/x", "https://example.com/org/app.git", "https://other.example/x"),
    ])
    func `relative URLs begin at the repository`(url: String, repository: String, expected: String) throws {
        let commit = try #require(ObjectID(String(repeating: "0", count: 40)))
        let module = GitSubmodule(name: "m", path: "m", url: url, commit: commit)
        #expect(try module.address(in: repository) == expected)
    }

    @Test func `no relative URL leads above the host`() throws {
        let commit = try #require(ObjectID(String(repeating: "0", count: 40)))
        let module = GitSubmodule(name: "m", path: "m", url: "../../../evil", commit: commit)
        for repository in ["https://example.com/app.git", "git@example.com:app.git"] {
            #expect(throws: GitError(.invalidURL, ""), "\(repository)") { try module.address(in: repository) }
        }
    }
}
