import KubeClient
import KubeModel
import KubeSimulator
import Reconciler
import Values

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Reconciles 1,000 applications of 10 objects each on a simulated cluster, and prints what that takes.

/// Processor time of the whole process, in seconds.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ name: String, _ body: () async throws -> String) async rethrows {
    let start = ContinuousClock.now
    let processor = processorSeconds()
    let note = try await body()
    let spent = ((processorSeconds() - processor) * 1_000).rounded()
    print("\(name): \(ContinuousClock.now - start), \(spent) ms of processor time\(note)")
}

func deployment(_ number: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web\(number), labels: {app: web}}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: main
            image: web:1
            env: [{name: A, value: b}]
            ports: [{containerPort: 80}]
            resources: {requests: {cpu: 100m, memory: 128Mi}}
    """
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000
let cluster = SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle))
var files: [String: String] = [:]
for number in 0..<4 { files["deployment\(number).yaml"] = deployment(number) }
for number in 0..<3 {
    files["service\(number).yaml"] =
        "{apiVersion: v1, kind: Service, metadata: {name: web\(number)}, spec: {selector: {app: web}, ports: [{port: 80}]}}"
    files["settings\(number).yaml"] =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings\(number)}, data: {a: b, c: d}}"
}
var applications: [Application] = []
for number in 0..<count {
    try await cluster.ensureNamespace("team\(number)")
    applications.append(
        Application(
            name: "app\(number)", source: ApplicationSource(repoURL: "https://example.com/team.git"),
            destination: "team\(number)", syncPolicy: .automated(prune: true, selfHeal: true)))
}
let store = MemoryApplicationStore(applications)
let source = MemoryManifestSource(files)
let virtual = cluster.clock
let clock = ReconcilerClock(
    now: { Timestamp(sinceEpoch: .seconds(1_767_225_600) + virtual.now.offset) }, sleep: { virtual.advance(by: $0) })

func controller() -> ApplicationController {
    ApplicationController(
        store: store, sources: source, cluster: LiveCluster(cluster.transport), clock: clock)
}

func synced(_ status: [ApplicationID: ApplicationStatus]) -> String {
    ", \(status.values.filter { $0.sync.status == .synced }.count) of \(status.count) synced"
}

let warm = controller()
for pass in 1...3 {
    try await measure("first sync, pass \(pass)") { synced(try await warm.reconcileAll()) }
}
for _ in 0..<3 { try await measure("nothing has changed") { synced(try await warm.reconcileAll()) } }
for _ in 0..<3 {
    try await measure("the same after a restart") { synced(try await controller().reconcileAll()) }
}
