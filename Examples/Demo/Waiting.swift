import Foundation
import GitOps
import ReconcilerSQLite

/// Waits for what other processes do.
enum Waiting {
    /// Looks again and again until something holds.
    static func until(
        _ what: String, within limit: Duration, _ holds: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !holds() {
            guard ContinuousClock.now < end else { throw DemoError("\(what): not within \(limit)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

extension Stage {
    /// Waits until an application is as it should be.
    @discardableResult
    func wait(
        for name: String, to what: String, within limit: Duration = .seconds(90),
        _ holds: @escaping @Sendable (Application) -> Bool
    ) async throws -> Application {
        let id = ApplicationID(namespace: "argocd", name: name)
        var last: Application?
        try await Waiting.until("\(name) \(what)", within: limit) {
            guard let application = try await self.store.application(id) else { return false }
            last = application
            return holds(application)
        }
        guard let last else { throw DemoError("\(name) is gone") }
        return last
    }

    /// Waits until an application is synced to a commit, healthy and at rest.
    @discardableResult
    func settle(_ name: String, at commit: String, within limit: Duration = .seconds(90)) async throws -> Application {
        try await wait(for: name, to: "settles at \(commit.prefix(8))", within: limit) { application in
            let status = application.status
            return status.sync.status == .synced && status.sync.revision == commit
                && status.health.status == .healthy && application.operation == nil
                && status.operationState?.phase.isRunning != true
        }
    }

    /// A live object.
    func live(_ group: String, _ kind: String, _ namespace: String, _ name: String) async throws -> KubeObject? {
        let version = GroupVersionKind(group: group, version: "v1", kind: kind)
        return try await api.resources(for: version, in: namespace).find(name)
    }
}
