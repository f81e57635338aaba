import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP
import Values

/// Prints how many objects a second a simulated cluster creates, patches, applies, lists and tells watches of, in process
/// and over HTTP, and what it keeps for each.
@main
struct SimulatorSpeed {
    static func main() async throws {
        print("one request after another, one core; objects a second")
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle))
        try await memory()
        try await table("in process", KubeAPI(transport: cluster.transport), objects: 10_000)
        try await raw(objects: 20_000)
        let served = SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle))
        let server = try await SimulatorServer.start(served)
        let connection = try Kubeconfig(yaml: Array(server.kubeconfig.utf8)).connection()
        let transport = try connection.transport(runner: nil)
        try await table("over HTTP", KubeAPI(transport: transport), objects: 2_000)
        await transport.shutdown()
        try await server.shutdown()
    }

    /// Every kind of request through the client.
    private nonisolated static func table(_ title: String, _ api: KubeAPI, objects: Int) async throws {
        try await Workload.makeNamespace(api)
        let maps = api.resources(.configMaps, in: Workload.namespace)
        print("\(title), \(objects) ConfigMaps:")
        let watch = Task { try await received(maps.watch(from: "0"), objects * 4) }
        try await measure("  created", objects) { number in try await maps.create(Workload.configMap(number)) }
        try await measure("  patched (merge)", objects) { number in
            try await maps.patch("map-\(number)", .merge(["data": ["round": "1"]]))
        }
        try await measure("  applied, another manager's first", objects) { number in
            try await maps.apply(Workload.configMap(number, round: 1), as: "gitops", force: true)
        }
        try await measure("  applied, one field changed", objects) { number in
            try await maps.apply(Workload.configMap(number, round: 2), as: "gitops", force: true)
        }
        try await measure("  applied, nothing changed", objects) { number in
            try await maps.apply(Workload.configMap(number, round: 2), as: "gitops", force: true)
        }
        let clock = ContinuousClock()
        var count = 0
        let listed = try await clock.measure { count = try await maps.list().items.count }
        print("  listed: \(rate(count, listed))")
        print("  told to a watch while all that happened: \(try await watch.value) of \(objects * 4) events")
    }

    private static func received(_ events: some AsyncSequence<WatchEvent, any Error>, _ wanted: Int) async throws -> Int
    {
        var count = 0
        for try await event in events {
            switch event {
            case .added, .modified: count += 1
            default: break
            }
            if count == wanted { break }
        }
        return count
    }

    /// Server-side applies without the client's own work: requests that stand ready.
    private nonisolated static func raw(objects: Int) async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: []))
        try await Workload.makeNamespace(KubeAPI(transport: cluster.transport))
        let requests = (0..<3).map { round in
            (0..<objects).map { number in
                KubeRequest(
                    "PATCH", "/api/v1/namespaces/\(Workload.namespace)/configmaps/map-\(number)",
                    query: [("fieldManager", "gitops"), ("force", "true")],
                    headers: ["Content-Type": "application/apply-patch+yaml", "Accept": "application/json"],
                    body: .value(Workload.configMap(number, round: round).value))
            }
        }
        let transport = cluster.transport
        print("in process, \(objects) ConfigMaps, ready requests:")
        for (title, round) in [("  applied, new", 0), ("  applied, one field changed", 1), ("  again", 2)] {
            try await measure(title, objects) { number in _ = try await transport.send(requests[round][number]) }
        }
    }

    /// What 10,000 objects take beside their own bytes.
    private nonisolated static func memory() async throws {
        let objects = 10_000
        let values = (0..<objects).map { Workload.configMap($0) }
        let own = values.reduce(0) { $0 + $1.value.jsonBytes().count }
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: [], historyLimit: 0))
        let api = KubeAPI(transport: cluster.transport)
        try await Workload.makeNamespace(api)
        let before = Memory.heapBytes
        let maps = api.resources(.configMaps, in: Workload.namespace)
        for number in 0..<objects { try await maps.create(Workload.configMap(number)) }
        let stored = Memory.heapBytes - before
        print(
            "\(objects) objects of \(own / objects) bytes of JSON: \(stored / objects) bytes kept for each, \((stored - own) / objects) beside its own"
        )
        withExtendedLifetime(values) {}
    }

    private static func measure(_ title: String, _ count: Int, _ body: (Int) async throws -> some Any) async throws {
        let time = try await ContinuousClock().measure { for number in 0..<count { _ = try await body(number) } }
        print("\(title): \(rate(count, time))")
    }

    private static func rate(_ count: Int, _ time: Duration) -> String {
        "\(Int(Double(count) / (time / .seconds(1))))"
    }
}
