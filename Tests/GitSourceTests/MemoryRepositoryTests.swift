import GitSource
import SourceTrees
import Testing

struct MemoryRepositoryTests {
    private let remote = MemoryRepository()

    @Test func `branches, tags and commits`() async throws {
        let first = try remote.commit(["a.yaml": "1"] as MemoryTree, message: "first")
        let second = try remote.commit(["a.yaml": "2", "b/c.yaml": "c"] as MemoryTree, message: "second\n\nbody")
        remote.tag("v1.0.0", first)
        remote.tag("v1.1.0", second, message: "annotated")
        let repository = GitRepository(remote)

        let main = try await repository.resolve(.branch("main"))
        #expect(main.id == second && main.commit.parents == [first] && main.commit.summary == "second")
        #expect(try main.tree.readText("b/c.yaml") == "c")
        #expect(try await repository.resolve("v1.0.*").id == first)
        let annotated = try await repository.resolve(.tag("v1.1.0"))
        #expect(
            annotated.id == second && annotated.reference?.target != second && annotated.reference?.peeled == second)
        #expect(try await repository.resolve(.commit(first)).tree.readText("a.yaml") == "1")
        #expect(try await repository.resolve(.commit(first.abbreviated())).id == first)
        #expect(
            try repository.changes(from: first, to: second) == [
                GitChange(path: "a.yaml", kind: .modified), GitChange(path: "b/c.yaml", kind: .added),
            ])
        #expect(try repository.commits(from: second, limit: 10).map(\.id) == [second, first])
        #expect(try repository.commits(from: second, limit: 1).count == 1)
        #expect(try repository.abbreviation(of: first) == first.abbreviated())
    }

    @Test func `trees have the digests they were made from`() async throws {
        let tree = try MemoryTree(contents: [
            ("a/run", .executable([1])), ("a.b", .file([2])), ("link", .symbolicLink("a/run")), ("a/z", .file([3])),
        ])
        try remote.commit(tree)
        let source = try await GitRepository(remote).resolve(.head)
        #expect(try source.tree.digest(of: .root) == tree.digest(of: .root))
        #expect(try source.tree.list() == tree.list())
        #expect(try source.tree.read("link") == [1])
        #expect(try source.tree.entry(at: "a/run")?.kind == .executable)
        #expect(try source.tree.digest(of: "a/z") == tree.digest(of: "a/z"))
        #expect(throws: TreeError(.tooLarge, path: "")) { try source.tree.contents(of: "a/z", limit: 0) }
        #expect(throws: TreeError(.notFound, path: "")) { try source.tree.list("none") }
        #expect(throws: TreeError(.notADirectory, path: "")) { try source.tree.list("a.b") }
        #expect(throws: TreeError(.notAFile, path: "")) { try source.tree.read("a") }
        #expect(try source.tree.entry(at: "a.b/x") == nil)
    }

    @Test func `changes between folders and files`() async throws {
        let old = try remote.commit(["x": "file", "d/a": "1", "d/b": "2", "same/s": "s"] as MemoryTree)
        let new = try remote.commit(["x/y": "folder", "d": "file", "same/s": "s"] as MemoryTree)
        #expect(
            try GitRepository(remote).changes(from: old, to: new) == [
                GitChange(path: "d", kind: .added), GitChange(path: "d/a", kind: .removed),
                GitChange(path: "d/b", kind: .removed),
                GitChange(path: "x", kind: .removed), GitChange(path: "x/y", kind: .added),
            ])
        #expect(try GitRepository(remote).changedPaths(from: old, to: old).isEmpty)
    }

    @Test func `a recording tells which commits matter`() async throws {
        try remote.commit(["app/a.yaml": "1", "docs/x": "1"] as MemoryTree)
        let repository = GitRepository(remote)
        let recorder = RecordingTree(try await repository.resolve(.head).tree)
        _ = try recorder["app"].files().map { try recorder["app"].read($0.path) }
        try remote.commit(["app/a.yaml": "1", "docs/x": "2"] as MemoryTree)
        #expect(try recorder.recording.isUnchanged(in: try await repository.resolve(.head).tree))
        try remote.commit(["app/a.yaml": "1", "app/b.yaml": "2"] as MemoryTree)
        #expect(try !recorder.recording.isUnchanged(in: try await repository.resolve(.head).tree))
    }

    @Test func `failures come through`() async throws {
        remote.fail(with: GitError(.network, "down"))
        await #expect(throws: GitError(.network, "")) { try await GitRepository(remote).resolve(.head) }
        remote.fail(with: nil)
        await #expect(throws: GitError(.revisionNotFound, "")) { try await GitRepository(remote).resolve(.head) }
        let nothing = try #require(ObjectID(String(repeating: "0", count: 40)))
        await #expect(throws: GitError(.revisionNotFound, "")) {
            try await GitRepository(remote).resolve(.commit(nothing))
        }
        #expect(throws: GitError(.objectNotFound, "")) { try GitRepository(remote).commit(nothing) }
    }

    @Test func `times and zones of authors`() async throws {
        let author = GitSignature(name: "Zoë <x>", email: "zoe@example.com", seconds: 1_000, offsetMinutes: -330)
        try remote.commit(MemoryTree(), message: "m", author: author)
        let commit = try await GitRepository(remote).resolve(.head).commit
        #expect(
            commit.author.seconds == 1_000 && commit.author.offsetMinutes == -330
                && commit.author.email == "zoe@example.com")
        #expect(commit.signature == nil)
    }
}
