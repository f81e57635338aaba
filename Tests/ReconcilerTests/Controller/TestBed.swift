import KubeModel
import KubeSimulator
import Reconciler
import Synchronization
import Values

/// A simulated cluster, a source in memory and a controller between them, on a clock that moves when somebody sleeps.
struct TestBed {
    let cluster = SimulatedCluster()
    let source: MemoryManifestSource
    let store: MemoryApplicationStore
    let events = EventLog()
    var settings = ControllerSettings()

    init(_ files: [String: String], policy: SyncPolicy? = .automated(prune: true, selfHeal: true)) async throws {
        source = MemoryManifestSource(files)
        store = MemoryApplicationStore([TestBed.application(policy: policy)])
        try await cluster.ensureNamespace("shop")
    }

    static let id = ApplicationID(namespace: "argocd", name: "shop")

    static func application(_ name: String = "shop", policy: SyncPolicy?) -> Application {
        Application(
            name: name, source: ApplicationSource(repoURL: "https://example.com/shop.git"), destination: "shop",
            syncPolicy: policy)
    }

    /// A clock whose sleepers move the cluster's time on.
    var clock: ReconcilerClock {
        let virtual = cluster.clock
        return ReconcilerClock(
            now: { Timestamp(sinceEpoch: .seconds(1_767_225_600) + virtual.now.offset) },
            sleep: { virtual.advance(by: $0) })
    }

    /// A controller that remembers nothing but what is stored.
    func controller() -> ApplicationController {
        ApplicationController(
            store: store, sources: source, cluster: LiveCluster(cluster.transport), clock: clock, events: events,
            settings: settings)
    }

    func application() async throws -> Application {
        guard let application = try await store.application(TestBed.id) else {
            throw ApplicationError(.notFound, "no application")
        }
        return application
    }

    func replicas() async throws -> Int64? {
        try await cluster.find("apps/v1", "Deployment", "shop/web")?["spec", "replicas"]?.intValue
    }
}

/// Remembers events.
final class EventLog: EventSink {
    private let events = Mutex<[ApplicationEvent]>([])

    func record(_ event: ApplicationEvent) { events.withLock { $0.append(event) } }

    func messages(_ kind: ApplicationEvent.Kind) -> [String] {
        events.withLock { $0.filter { $0.kind == kind }.map(\.message) }
    }

    var all: [String] { events.withLock { $0.map { "\($0.kind): \($0.message)" } } }
}

enum Manifest {
    static func deployment(
        _ name: String = "web", replicas: Int = 3, image: String = "web:1", wave: Int? = nil
    )
        -> String
    {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
        \(annotations(wave: wave))
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec:
              containers:
              - name: main
                image: \(image)
        """
    }

    static func configMap(_ name: String, _ data: String = "a: b", wave: Int? = nil) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)
        \(annotations(wave: wave))
        data: {\(data)}
        """
    }

    static func job(_ name: String, hook: String, policy: String? = nil, image: String = "job:1") -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(name)
          annotations:
            argocd.argoproj.io/hook: \(hook)
        \(policy.map { "    argocd.argoproj.io/hook-delete-policy: \($0)" } ?? "")
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: \(image)
        """
    }

    private static func annotations(wave: Int?) -> String {
        guard let wave else { return "  annotations: {}" }
        return "  annotations: {argocd.argoproj.io/sync-wave: \"\(wave)\"}"
    }
}
