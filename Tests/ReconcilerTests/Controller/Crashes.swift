import KubeClient
import Reconciler
import Synchronization

/// Kills everything behind it at a chosen moment: from then on neither the cluster nor the store can be reached.
///
/// The last write is carried out and its answer is lost. To fail before a write is the same as after the one before.
final class CrashSwitch: Sendable {
    struct Crashed: Error {}

    private let state: Mutex<(left: Int, isDead: Bool)>

    init(afterWrites count: Int) { state = Mutex((count, false)) }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// Counts a write; true where this is the one that kills.
    func countWrite() throws -> Bool {
        try state.withLock { state in
            if state.isDead { throw Crashed() }
            state.left -= 1
            if state.left < 0 { state.isDead = true }
            return state.isDead
        }
    }

    func check() throws { if isDead { throw Crashed() } }
}

struct CrashingTransport: KubeTransport {
    let base: any KubeTransport
    let crash: CrashSwitch

    func send(_ request: KubeRequest) async throws -> KubeResponse {
        try crash.check()
        guard request.method != "GET" else { return try await base.send(request) }
        let kills = try crash.countWrite()
        let response = try await base.send(request)
        if kills { throw CrashSwitch.Crashed() }
        return response
    }

    func stream(_ request: KubeRequest) async throws -> KubeStream {
        try crash.check()
        return try await base.stream(request)
    }
}

struct CrashingStore: ApplicationStore {
    let base: any ApplicationStore
    let crash: CrashSwitch

    func applications() async throws -> [Application] {
        try crash.check()
        return try await base.applications()
    }

    func application(_ id: ApplicationID) async throws -> Application? {
        try crash.check()
        return try await base.application(id)
    }

    func update(
        _ id: ApplicationID, _ change: @escaping @Sendable (inout Application?) throws -> Void
    ) async throws -> Application? {
        let kills = try crash.countWrite()
        let result = try await base.update(id, change)
        if kills { throw CrashSwitch.Crashed() }
        return result
    }

    func changes() -> AsyncStream<ApplicationID> { base.changes() }
}

/// Fails requests of a cancelled task, as a connection does.
struct CancellableTransport: KubeTransport {
    let base: any KubeTransport

    func send(_ request: KubeRequest) async throws -> KubeResponse {
        try Task.checkCancellation()
        return try await base.send(request)
    }

    func stream(_ request: KubeRequest) async throws -> KubeStream {
        try Task.checkCancellation()
        return try await base.stream(request)
    }
}
