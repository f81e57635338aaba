import SourceTrees
import Testing

struct RecordingTreeTests {
    private let tree: MemoryTree = ["app/a.yaml": "a", "app/b.yaml": "b", "other/c.yaml": "c"]

    private func recording(_ body: (RecordingTree) throws -> Void) rethrows -> TreeRecording {
        let recorder = RecordingTree(tree)
        try body(recorder)
        return recorder.recording
    }

    @Test func `what was not read may change`() throws {
        let recording = try recording { _ = try $0.read("app/a.yaml") }
        #expect(recording.files.map(\.path) == ["app/a.yaml"])
        #expect(try recording.isUnchanged(in: tree))
        #expect(try recording.isUnchanged(in: ["app/a.yaml": "a", "app/new.yaml": "n"] as MemoryTree))
        #expect(try !recording.isUnchanged(in: ["app/a.yaml": "changed"] as MemoryTree))
        #expect(try !recording.isUnchanged(in: MemoryTree()))
    }

    @Test func `a listing notices files that come and go, not their content`() throws {
        let recording = try recording { _ = try $0.list("app") }
        #expect(recording.directories == ["app"])
        #expect(try recording.isUnchanged(in: ["app/a.yaml": "x", "app/b.yaml": "y"] as MemoryTree))
        #expect(try !recording.isUnchanged(in: ["app/a.yaml": "a"] as MemoryTree))
        let linked = try MemoryTree(contents: [("app/a.yaml", .file([])), ("app/b.yaml", .symbolicLink("a.yaml"))])
        #expect(try !recording.isUnchanged(in: linked))
    }

    @Test func `a missing file that appears is a change`() throws {
        let recording = try recording { _ = try $0.isFile("app/.argocd-source.yaml") }
        #expect(recording.missing.contains("app/.argocd-source.yaml"))
        #expect(try recording.isUnchanged(in: tree))
        let appeared: MemoryTree = ["app/a.yaml": "a", "app/.argocd-source.yaml": "x"]
        #expect(try !recording.isUnchanged(in: appeared))
    }

    @Test func `failures are facts too`() throws {
        let recording = recording {
            _ = try? $0.contents(of: "app/a.yaml", limit: 0)
            _ = try? $0.entries(of: "app/a.yaml")
            _ = try? $0.contents(of: "none", limit: 10)
        }
        #expect(try recording.isUnchanged(in: tree))
        #expect(try !recording.isUnchanged(in: ["app/a.yaml": ""] as MemoryTree))
        #expect(try !recording.isUnchanged(in: ["app/a.yaml": "a", "none": "some"] as MemoryTree))
    }

    @Test func `following a link records the way`() throws {
        let linked = try MemoryTree(contents: [
            ("real/x", .file([1])), ("fake/x", .file([1])), ("link", .symbolicLink("real")),
        ])
        let recorder = RecordingTree(linked)
        _ = try recorder.read("link/x")
        let redirected = try MemoryTree(contents: [
            ("real/x", .file([1])), ("fake/x", .file([2])), ("link", .symbolicLink("fake")),
        ])
        #expect(try recorder.recording.isUnchanged(in: linked))
        #expect(try !recorder.recording.isUnchanged(in: redirected))
    }

    @Test func `the same reading has the same digest, in whatever order`() throws {
        let one = try recording {
            _ = try $0.read("app/a.yaml")
            _ = try $0.list("other")
        }
        let two = try recording {
            _ = try $0.list("other")
            _ = try $0.read("app/a.yaml")
        }
        #expect(one == two && one.digest == two.digest)
        #expect(try recording { _ = try $0.read("app/b.yaml") }.digest != one.digest)
    }

    @Test func `a subtree of a recorder records in the paths of the whole`() throws {
        let recording = try recording { _ = try $0["app"].read("b.yaml") }
        #expect(recording.files.map(\.path) == ["app/b.yaml"])
    }

    @Test func `many tasks share one recording`() async throws {
        let recorder = RecordingTree(tree)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for file in try tree.files() {
                for _ in 0..<20 { group.addTask { _ = try recorder.read(file.path) } }
            }
            try await group.waitForAll()
        }
        #expect(recorder.recording.files.count == 3)
    }
}
