import GRDB
import KubeModel
public import Reconciler
import Synchronization
import Values

/// Keeps applications in an SQLite file.
///
/// Every change is on disk before the call returns, so that a process that is killed loses nothing. Several processes
/// may use one file; each hears of the others' changes within the poll interval.
///
/// ```swift
/// let store = try SQLiteApplicationStore(path: "/var/lib/gitops/applications.sqlite")
/// let controller = ApplicationController(store: store, sources: sources, cluster: cluster)
/// ```
public final class SQLiteApplicationStore: ApplicationStore {
    private let database: DatabasePool
    private let broadcaster = ChangeBroadcaster()
    private let pollInterval: Duration
    private let poller = Mutex<Task<Void, Never>?>(nil)
    private let progress: Mutex<Progress>

    /// Which changes listeners know of.
    private struct Progress {
        /// The last change that was looked at, whoever made it.
        var seen: Int64
        /// Later changes of this process, which were told when they were made. Those of others may lie between them.
        var own: Set<Int64> = []
    }

    /// Opens a file, making it where there is none.
    ///
    /// - Parameters:
    ///   - path: the file; its folder must exist.
    ///   - pollInterval: how often to look for changes by other processes.
    /// - Throws: ``Reconciler/ApplicationError`` with code `store` where the file cannot be opened.
    public init(path: String, pollInterval: Duration = .seconds(1)) throws {
        self.pollInterval = pollInterval
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.label = "applications"
            database = try DatabasePool(path: path, configuration: configuration)
            try SQLiteApplicationStore.migrator.migrate(database)
            // Whoever lists applications after opening and listens as well misses nothing.
            let version = try database.read { db in try Int64.fetchOne(db, sql: "SELECT version FROM counter") }
            progress = Mutex(Progress(seen: version ?? 0))
        } catch {
            throw ApplicationError(.store, "cannot open the store \(path): \(error)", cause: error)
        }
    }

    deinit { poller.withLock { $0?.cancel() } }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("applications") { db in
            try db.execute(
                sql: """
                    CREATE TABLE application (
                        namespace TEXT NOT NULL,
                        name TEXT NOT NULL,
                        body TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        PRIMARY KEY (namespace, name)
                    ) WITHOUT ROWID;
                    CREATE INDEX application_version ON application (version);
                    CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
                    INSERT INTO counter (id, version) VALUES (1, 0);
                    """)
        }
        return migrator
    }

    /// All applications, ordered by identity.
    public func applications() async throws -> [Application] {
        try await translated {
            try await self.database.read { db in
                try Row.fetchAll(db, sql: "SELECT body FROM application ORDER BY namespace, name")
                    .map { try SQLiteApplicationStore.decode($0["body"]) }
            }
        }
    }

    /// One application; nil where there is none.
    public func application(_ id: ApplicationID) async throws -> Application? {
        try await translated {
            try await self.database.read { db in try SQLiteApplicationStore.fetch(id, db) }
        }
    }

    /// Changes an application in one transaction.
    @discardableResult
    public func update(
        _ id: ApplicationID, _ change: @escaping @Sendable (inout Application?) throws -> Void
    ) async throws -> Application? {
        let (result, version) = try await translated {
            try await self.database.write { db in try SQLiteApplicationStore.write(id, change, db) }
        }
        if let version {
            if poller.withLock({ $0 != nil }) { progress.withLock { _ = $0.own.insert(version) } }
            broadcaster.send(id)
        }
        return result
    }

    private static func write(
        _ id: ApplicationID, _ change: (inout Application?) throws -> Void, _ db: Database
    ) throws -> (Application?, Int64?) {
        let before = try fetch(id, db)
        var after = before
        try change(&after)
        guard before != after else { return (after, nil) }
        try db.execute(sql: "UPDATE counter SET version = version + 1")
        let version = try Int64.fetchOne(db, sql: "SELECT version FROM counter") ?? 0
        if let after {
            try db.execute(
                sql: """
                    INSERT INTO application (namespace, name, body, version) VALUES (?, ?, ?, ?)
                    ON CONFLICT (namespace, name) DO UPDATE SET body = excluded.body, version = excluded.version
                    """,
                arguments: [id.namespace, id.name, after.object.value.jsonText(), version])
        } else {
            try db.execute(
                sql: "DELETE FROM application WHERE namespace = ? AND name = ?", arguments: [id.namespace, id.name])
        }
        return (after, version)
    }

    private static func fetch(_ id: ApplicationID, _ db: Database) throws -> Application? {
        let sql = "SELECT body FROM application WHERE namespace = ? AND name = ?"
        return try String.fetchOne(db, sql: sql, arguments: [id.namespace, id.name]).map(decode)
    }

    private static func decode(_ body: String) throws -> Application { try Application(Value(json: body)) }

    /// Errors of the database as errors of the store; those of a change pass through.
    private func translated<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw ApplicationError(.store, "the store failed: \(error.message ?? error.description)", cause: error)
        }
    }

    // MARK: - Changes

    /// Tells which applications were changed, by this process or another.
    public func changes() -> AsyncStream<ApplicationID> {
        startPolling()
        return broadcaster.stream()
    }

    private func startPolling() {
        poller.withLock { poller in
            guard poller == nil else { return }
            poller = Task { [weak self, pollInterval] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: pollInterval)
                    guard let self else { return }
                    await self.poll()
                }
            }
        }
    }

    private func poll() async {
        let since = progress.withLock { $0.seen }
        let found = try? await database.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT namespace, name, version FROM application WHERE version > ? ORDER BY version",
                arguments: [since]
            ).map { row -> (ApplicationID, Int64) in
                (ApplicationID(namespace: row["namespace"], name: row["name"]), row["version"])
            }
            // In the same snapshot: up to here everything is either among the rows or was changed again or removed.
            return (rows, try Int64.fetchOne(db, sql: "SELECT version FROM counter") ?? since)
        }
        guard let (rows, seen) = found else { return }
        let own = progress.withLock { progress in
            defer {
                progress.seen = max(progress.seen, seen)
                progress.own = progress.own.filter { $0 > seen }
            }
            return progress.own
        }
        for (id, version) in rows where !own.contains(version) { broadcaster.send(id) }
    }
}
