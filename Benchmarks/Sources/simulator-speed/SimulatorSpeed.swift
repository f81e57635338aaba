import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP
import Values

/// Prints how many objects a simulated cluster creates, applies, patches, lists and sends to watches a second, in
/// process and over HTTP, and what it keeps in memory for each.
///
/// `simulator-speed [COUNT] [memory] [process] [http]`: all parts where none is named.
@main
struct SimulatorSpeed {
    static func main() async throws { try await measure() }

    nonisolated static func measure() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.first.flatMap { Int($0) } ?? 10_000
        let parts = arguments.filter { Int($0) == nil }
        func wants(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }
        if wants("memory") { try await memory(5 * count) }
        if wants("process") { try await process(count) }
        if wants("http") { try await http(count) }
    }

    nonisolated static func process(_ count: Int) async throws {
        let inProcess = SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle))
        print("\nin process, one request after the other, objects a second")
        try await requests(Workload(api: KubeAPI(transport: inProcess.transport), count: count, width: 1))
    }

    nonisolated static func http(_ count: Int) async throws {
        let server = try await SimulatorServer.start(
            SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle)))
        guard let url = ServerURL(server.url) else { return }
        let http = try HTTPTransport(ClusterConnection(server: url))
        print("\nover HTTP, eight requests at once, objects a second")
        try await requests(Workload(api: KubeAPI(transport: http), count: count, width: 8))
        try await server.shutdown()
    }

    /// What 10,000 stored objects take beside the bytes that they would be as JSON.
    nonisolated static func memory(_ count: Int) async throws {
        let cluster = SimulatedCluster(SimulatorConfiguration(controllers: .lifecycle, historyLimit: 16))
        let workload = Workload(api: KubeAPI(transport: cluster.transport), count: count, width: 1)
        for number in 0..<100 { try await workload.configMaps.apply(Workload.object(number), as: "speed") }
        guard let before = residentBytes() else { return }
        for number in 100..<count { try await workload.configMaps.apply(Workload.object(number), as: "speed") }
        guard let after = residentBytes() else { return }
        let stored = try await workload.configMaps.get("settings-\(count / 2)").value.jsonBytes().count
        let each = Double(after - before) / Double(count - 100)
        print("\(count) ConfigMaps of \(stored) bytes as JSON, managed fields included")
        print("memory for each: \(Int(each)) bytes, \(Int(each) - stored) over its own")
        print("memory for 10,000: \(Int(each * 10_000 / 1e6)) MB")
    }

    nonisolated static func requests(_ workload: Workload) async throws {
        let resources = workload.configMaps
        let created = try await workload.rate {
            try await resources.apply(Workload.object($0), as: "speed")
        }
        let changed = try await workload.rate {
            try await resources.apply(Workload.object($0, generation: 1), as: "speed")
        }
        let unchanged = try await workload.rate {
            try await resources.apply(Workload.object($0, generation: 1), as: "speed")
        }
        let patched = try await workload.rate {
            try await resources.patch("settings-\($0)", .merge(["data": ["generation": "2"]]))
        }
        let read = try await workload.rate { _ = try await resources.get("settings-\($0)") }
        print("applied, new:       \(created)")
        print("applied, changed:   \(changed)")
        print("applied, unchanged: \(unchanged)")
        print("merge patch:        \(patched)")
        print("read:               \(read)")
        try await lists(workload)
        try await watches(workload)
        let deleted = try await workload.rate { try await resources.delete("settings-\($0)") }
        let posted = try await workload.rate { try await resources.create(Workload.object($0)) }
        print("deleted:            \(deleted)")
        print("created:            \(posted)")
    }

    nonisolated static func lists(_ workload: Workload) async throws {
        let clock = ContinuousClock()
        let times = 5
        let ways = [("listed whole:      ", ListOptions(pageSize: nil)), ("listed by pages:   ", ListOptions())]
        for (name, options) in ways {
            let begin = clock.now
            var listed = 0
            for _ in 0..<times { listed += try await workload.configMaps.list(options).items.count }
            print("\(name) \(workload.perSecond(listed, clock.now - begin))")
        }
    }

    /// A reader waits for the events of patches.
    nonisolated static func watches(_ workload: Workload) async throws {
        let version = try await workload.configMaps.list(ListOptions(pageSize: nil)).resourceVersion
        let clock = ContinuousClock()
        let begin = clock.now
        async let seen: Int = {
            var seen = 0
            for try await event in workload.configMaps.watch(from: version) {
                if case .modified = event { seen += 1 }
                if seen == workload.count { break }
            }
            return seen
        }()
        _ = try await workload.rate {
            try await workload.configMaps.patch("settings-\($0)", .merge(["data": ["generation": "3"]]))
        }
        print("patched and watched: \(workload.perSecond(try await seen, clock.now - begin))")
    }
}
