import Foundation
import KubeModel
import Reconciler
import ReconcilerSQLite
import Testing
import Values

@Suite struct SQLiteApplicationStoreTests {
    /// A folder that is removed with the test.
    final class Folder {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        var file: String { url.appendingPathComponent("applications.sqlite").path }
    }

    private func application(_ name: String) -> Application {
        Application(
            name: name, source: ApplicationSource(repoURL: "https://example.com/x.git"), destination: "default")
    }

    @Test func whatIsWrittenIsThereAfterReopening() async throws {
        let folder = try Folder()
        let id = ApplicationID(namespace: "argocd", name: "shop")
        var written = application("shop")
        written.status.sync.status = .outOfSync
        do {
            let store = try SQLiteApplicationStore(path: folder.file)
            try await store.apply(written)
            try await store.update(id) { $0?.status.sync.status = .synced }
        }
        let reopened = try SQLiteApplicationStore(path: folder.file)
        #expect(try await reopened.application(id)?.status.sync.status == .synced)
        #expect(try await reopened.applications().map(\.name) == ["shop"])
    }

    @Test func applicationsComeInOrderAndGo() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file)
        for name in ["c", "a", "b"] { try await store.apply(application(name)) }
        #expect(try await store.applications().map(\.name) == ["a", "b", "c"])
        try await store.update(ApplicationID(namespace: "argocd", name: "b")) { $0 = nil }
        #expect(try await store.applications().map(\.name) == ["a", "c"])
        #expect(try await store.application(ApplicationID(namespace: "argocd", name: "b")) == nil)
    }

    @Test func whatAChangeThrowsIsThrownAndNothingIsWritten() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file)
        let id = ApplicationID(namespace: "argocd", name: "shop")
        try await store.apply(application("shop"))
        await #expect(throws: ApplicationError(.conflict, "")) {
            try await store.update(id) { stored in
                stored?.status.sync.status = .synced
                throw ApplicationError(.conflict, "no")
            }
        }
        #expect(try await store.application(id)?.status.sync.status == .unknown)
    }

    @Test func concurrentChangesAllCount() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file)
        let second = try SQLiteApplicationStore(path: folder.file)
        let id = ApplicationID(namespace: "argocd", name: "shop")
        try await store.apply(application("shop"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let target = number.isMultiple(of: 2) ? store : second
                    try await target.update(id) { stored in
                        let count = stored?.object.value["count"]?.intValue ?? 0
                        stored?.object.value["count"] = .int(count + 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.application(id)?.object.value["count"] == 40)
    }

    @Test func changesByAnotherConnectionAreHeard() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file, pollInterval: .milliseconds(5))
        let other = try SQLiteApplicationStore(path: folder.file)
        let changes = store.changes()
        async let first = changes.first { _ in true }
        // Written again and again, because the listener may still be on its way.
        for _ in 0..<200 {
            try await other.update(ApplicationID(namespace: "argocd", name: "shop")) { stored in
                var next = stored ?? self.application("shop")
                next.object.value["count"] = .int((next.object.value["count"]?.intValue ?? 0) + 1)
                stored = next
            }
        }
        #expect(await first == ApplicationID(namespace: "argocd", name: "shop"))
    }

    @Test func aForeignChangeBetweenOwnOnesIsHeard() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file, pollInterval: .milliseconds(5))
        let other = try SQLiteApplicationStore(path: folder.file, pollInterval: .seconds(60))
        let changes = store.changes()
        async let heard = changes.first { $0.name == "theirs" }
        try await store.apply(application("ours"))
        try await other.apply(application("theirs"))
        try await store.apply(application("ours too"))
        #expect(await heard?.name == "theirs")
    }

    @Test func whatChangesBeforeListeningBeginsIsHeard() async throws {
        let folder = try Folder()
        let store = try SQLiteApplicationStore(path: folder.file, pollInterval: .milliseconds(5))
        let other = try SQLiteApplicationStore(path: folder.file, pollInterval: .seconds(60))
        try await other.apply(application("theirs"))
        #expect(await store.changes().first { _ in true }?.name == "theirs")
    }

    @Test func aPathThatCannotBeOpenedIsAnError() throws {
        #expect(throws: ApplicationError(.store, "")) {
            _ = try SQLiteApplicationStore(path: "/nonexistent/folder/store.sqlite")
        }
    }
}
