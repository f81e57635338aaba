import Foundation
import GitSource
import SourceTrees
import TestSupport
import Testing

/// A real repository on disk, made with the real `git`.
struct FileRemoteTests {
    private let fixture: GitFixture
    private let cache: TemporaryDirectory

    init() throws {
        fixture = try GitFixture()
        cache = try TemporaryDirectory()
    }

    private func repository() throws -> GitRepository {
        try GitRepository(fixture.url, cache: .directory(cache.path + "/cache"))
    }

    @Test func `resolves every kind of revision`() async throws {
        let first = try fixture.commit(["a.yaml": "1"], "first")
        try fixture.git("tag", "v1.0.0")
        let second = try fixture.commit(["a.yaml": "2"], "second")
        try fixture.git("tag", "-a", "v1.1.0", "-m", "annotated")
        try fixture.git("branch", "feature/x", first)
        try fixture.git("update-ref", "refs/pull/7/head", first)
        let repository = try repository()
        let cases: [(GitRevision, String)] = [
            (.head, second), ("", second), ("main", second), (.branch("feature/x"), first), ("feature/x", first),
            ("v1.0.0", first),
            (.tag("v1.1.0"), second), ("v1.*", second), (.versions("<1.1"), first), ("refs/pull/7/head", first),
            (.reference("refs/heads/main"), second), (.named(first), first), (.commit(String(first.prefix(7))), first),
            (.named(String(second.prefix(9))), second), ("pull/7/head", first),
        ]
        for (revision, expected) in cases {
            #expect(try await repository.resolve(revision).id.description == expected, "\(revision)")
        }
        await #expect(throws: GitError(.revisionNotFound, "")) { try await repository.resolve("nope") }
        await #expect(throws: GitError(.revisionNotFound, "")) { try await repository.resolve("abcdef0") }
        await #expect(throws: GitError(.revisionNotFound, "")) {
            try await repository.resolve(.named(String(repeating: "ab", count: 20)))
        }
    }

    @Test func `a fresh cache serves a commit by its identifier alone`() async throws {
        let first = try fixture.commit(["a.yaml": "1"])
        try fixture.commit(["a.yaml": "2"])
        #expect(try await repository().resolve(.commit(first)).tree.readText("a.yaml") == "1")
        // Now without the remote.
        try fixture.directory.remove("work")
        #expect(try await repository().resolve(.commit(first)).tree.readText("a.yaml") == "1")
        await #expect(throws: GitError(.repositoryNotFound, "")) { try await repository().resolve(.head) }
    }

    @Test func `listing fetches nothing`() async throws {
        let commit = try fixture.commit(["a.yaml": "1"])
        let repository = try repository()
        let references = try await repository.references()
        #expect(references.map(\.name) == ["HEAD", "refs/heads/main"])
        #expect(references.first?.symbolicTarget == "refs/heads/main" || references.first?.symbolicTarget == nil)
        #expect(throws: GitError(.objectNotFound, "")) { try repository.commit(try #require(ObjectID(commit))) }
    }

    @Test func `a branch that moves is followed, also by force`() async throws {
        try fixture.commit(["a.yaml": "1"])
        let repository = try repository()
        _ = try await repository.resolve("main")
        let second = try fixture.commit(["a.yaml": "2"])
        #expect(try await repository.resolve("main").id.description == second)
        try fixture.git("reset", "-q", "--hard", "HEAD~1")
        let other = try fixture.commit(["b.yaml": "3"], "instead")
        #expect(try await repository.resolve("main").id.description == other)
    }

    @Test func `a branch may become a folder of branches`() async throws {
        try fixture.commit(["a.yaml": "1"])
        try fixture.git("branch", "release")
        let repository = try repository()
        _ = try await repository.resolve("release")
        let backend = try #require(repository.backend as? LibGit2Backend)
        try await backend.fetch(.everything, progress: nil)
        try fixture.git("branch", "-D", "release")
        let next = try fixture.commit(["a.yaml": "2"])
        try fixture.git("branch", "release/1")
        try await backend.fetch(.everything, progress: nil)
        #expect(try await repository.resolve("release/1").id.description == next)
    }

    @Test func `commits tell who, when and why`() async throws {
        try fixture.commit(["a.yaml": "1"], "Erste Änderung\n\nMit Grund.")
        let commit = try await repository().resolve(.head).commit
        #expect(commit.summary == "Erste Änderung")
        #expect(commit.message == "Erste Änderung\n\nMit Grund.\n")
        #expect(
            commit.author
                == GitSignature(
                    name: "Ada Lovelace", email: "ada@example.com", seconds: 1_767_319_445, offsetMinutes: 60))
        #expect(commit.committer.description == "Build <build@example.com>")
        #expect(commit.parents.isEmpty && commit.signature == nil)
    }

    @Test func `history of a merge is newest first`() async throws {
        let base = try fixture.commit("base", date: "2026-01-01T00:00:00Z")
        try fixture.git("checkout", "-q", "-b", "side")
        let side = try fixture.commit("side", date: "2026-01-03T00:00:00Z")
        try fixture.git("checkout", "-q", "main")
        let main = try fixture.commit("main", date: "2026-01-02T00:00:00Z")
        try fixture.git("merge", "-q", "--no-ff", "-m", "merge", "side", date: "2026-01-04T00:00:00Z")
        let repository = try repository()
        let head = try await repository.resolve(.head)
        #expect(head.commit.parents.map(\.description) == [main, side])
        let told = try repository.commits(from: head.id, limit: 10).map(\.id.description)
        #expect(told == [head.id.description, side, main, base])
        #expect(told == (try fixture.git("log", "--format=%H", "--date-order")).split(separator: "\n").map(String.init))
    }

    @Test func `links, executables, submodules and odd names`() async throws {
        try fixture.write("x", to: "run.sh")
        try fixture.write("é", to: "naïve/ün icode.txt")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.path + "/run.sh")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/link", withDestinationPath: "naïve/ün icode.txt")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/out", withDestinationPath: "../../etc/passwd")
        let inner = try fixture.commit("inner")
        try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(inner),vendor/lib")
        try fixture.git("commit", "-q", "-m", "submodule")
        let tree = try await repository().resolve(.head).tree
        #expect(try tree.readText("link") == "é")
        #expect(throws: TreeError(.escapesRoot, path: "")) { try tree.read("out") }
        #expect(try tree.entry(at: "run.sh")?.kind == .executable)
        #expect(try tree.entry(at: "vendor/lib")?.kind == .submodule)
        #expect(try tree.digest(of: "vendor/lib") == .git(inner))
        #expect(throws: TreeError(.notADirectory, path: "")) { try tree.list("vendor/lib") }
        #expect(throws: TreeError(.notAFile, path: "")) { try tree.read("vendor/lib") }
    }

    @Test func `files too large are refused before they are loaded`() async throws {
        try fixture.commit(["big": String(repeating: "x", count: 1_000_000)])
        let tree = try await repository().resolve(.head).tree
        #expect(throws: TreeError(.tooLarge, path: "")) { try tree.read("big", limit: 999_999) }
        #expect(try tree.read("big", limit: 1_000_000).count == 1_000_000)
    }

    @Test func `several thousand files read the same as a checkout`() async throws {
        for index in 0..<3_000 {
            try fixture.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\(index)\n",
                to: "apps/g\(index % 40)/d\(index % 7)/c\(index).yaml")
        }
        try fixture.commit("many")
        try fixture.git("gc", "-q")
        let tree = try await repository().resolve(.head).tree
        let checkout = try DirectoryTree(fixture.path)
        let files = try tree.files()
        #expect(files.count == 3_000)
        #expect(files.map(\.path) == (try checkout.files().map(\.path)))
        #expect(try tree.digest(of: .root) == checkout.digest(of: .root))
        // Several tasks read all of it at once.
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask { try tree.files().reduce(0) { try $0 + tree.read($1.path).count } }
            }
            let expected = try checkout.files().reduce(0) { try $0 + checkout.read($1.path).count }
            for try await size in group { #expect(size == expected) }
        }
    }

    @Test func `many tasks resolve through one cold cache`() async throws {
        let commit = try fixture.commit(["a.yaml": "1"])
        let fixture = fixture
        let cache = cache.path + "/shared"
        try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<24 {
                group.addTask {
                    let repository = try GitRepository(fixture.url, cache: .directory(cache))
                    let source = try await repository.resolve(index.isMultiple(of: 2) ? "main" : .commit(commit))
                    return try source.tree.readText("a.yaml")
                }
            }
            for try await text in group { #expect(text == "1") }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasSuffix(".git") }.count == 1)
    }

    @Test func `what an interrupted fetch leaves behind does not matter`() async throws {
        try fixture.commit(["a.yaml": "1"])
        let backend = try #require(try repository().backend as? LibGit2Backend)
        _ = try await repository().resolve(.head)
        for file in [
            "objects/pack/pack_git2_abc123", "objects/pack/tmp_idx_x", "HEAD.lock", "refs/one/x.lock",
            "packed-refs.lock",
        ] {
            try FileManager.default.createDirectory(
                atPath: backend.path + "/refs/one", withIntermediateDirectories: true)
            try Data("rubbish".utf8).write(to: URL(filePath: backend.path + "/" + file))
        }
        let second = try fixture.commit(["a.yaml": "2"])
        #expect(try await repository().resolve(.head).id.description == second)
        #expect(!FileManager.default.fileExists(atPath: backend.path + "/objects/pack/pack_git2_abc123"))
        #expect(!FileManager.default.fileExists(atPath: backend.path + "/HEAD.lock"))
        // Making the repository itself was interrupted.
        try FileManager.default.removeItem(atPath: backend.path + "/HEAD")
        try FileManager.default.removeItem(atPath: backend.path + "/config")
        #expect(try await repository().resolve(.head).id.description == second)
    }

    @Test func `a cache that cannot be written says so`() async throws {
        try fixture.commit(["a.yaml": "1"])
        try cache.write("", to: "file")
        let repository = try GitRepository(fixture.url, cache: .directory(cache.path + "/file/cache"))
        await #expect(throws: GitError(.cache, "")) { try await repository.resolve(.head) }
    }

    @Test func `objects are read where they are, if asked`() async throws {
        let first = try fixture.commit(["a.yaml": "1"])
        let second = try fixture.commit(["a.yaml": "2"])
        try fixture.git("worktree", "add", "-q", "../linked", first)
        for path in [fixture.path, fixture.path + "/.git", fixture.directory.path + "/linked"] {
            let repository = try GitRepository(
                path, cache: .directory(cache.path + "/cache"), options: .init(sharesLocalObjects: true))
            #expect(try await repository.resolve("main").id.description == second)
            #expect(try await repository.resolve(.commit(first)).tree.readText("a.yaml") == "1")
            await #expect(throws: GitError(.revisionNotFound, "")) { try await repository.resolve("1234567") }
        }
        let packs = try FileManager.default.subpathsOfDirectory(atPath: cache.path).filter { $0.hasSuffix(".pack") }
        #expect(packs.isEmpty)
        let none = try GitRepository(
            cache.path, cache: .directory(cache.path), options: .init(sharesLocalObjects: true))
        await #expect(throws: GitError(.repositoryNotFound, "")) { try await none.resolve("main") }
    }

    @Test func `an empty repository has no revisions`() async throws {
        await #expect(throws: GitError(.revisionNotFound, "")) { try await repository().resolve(.head) }
        let none = try GitRepository("/nonexistent/repository", cache: .directory(cache.path))
        await #expect(throws: GitError(.repositoryNotFound, "")) { try await none.references() }
    }
}
