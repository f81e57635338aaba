import KubeClient
import KubeModel
import KubeSimulator
import Testing
import Values

/// Watches, their readers and how they end.
@Suite(.timeLimit(.minutes(10))) struct WatchTests {
    private static let path = "/api/v1/namespaces/default/configmaps"

    private func watch(_ cluster: SimulatedCluster) async throws -> KubeStream {
        try await cluster.transport.stream(KubeRequest("GET", Self.path, query: [("watch", "true")]))
    }

    private func create(_ name: String, _ cluster: SimulatedCluster) async throws {
        try await cluster.create(
            KubeObject([
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            ]))
    }

    /// Cancellation takes the reader's own lock and then asks the cluster, events come the other way round.
    @Test func readersAreCancelledWhileEventsArrive() async throws {
        let cluster = SimulatedCluster()
        try await create("m", cluster)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    for round in 0..<500 {
                        let text = Value.string("\(writer) \(round)")
                        try await cluster.patch("v1", "ConfigMap", "default/m", ["data": ["k": text]])
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<500 {
                        let stream = try await watch(cluster)
                        let reader = Task { for try await _ in stream.body {} }
                        await Task.yield()
                        reader.cancel()
                        try await reader.value
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(
            try await cluster.get("v1", "ConfigMap", "default/m")["data", "k"]?.stringValue?.hasSuffix("499") == true)
    }

    @Test func eventsKeepTheirOrderForEveryReader() async throws {
        let cluster = SimulatedCluster()
        let streams = [try await watch(cluster), try await watch(cluster)]
        async let writers: Void = withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { for round in 0..<100 { try await create("m-\(writer)-\(round)", cluster) } }
            }
            try await group.waitForAll()
        }
        for stream in streams {
            var versions: [UInt64] = []
            for try await case .value(let event) in stream.body {
                let object = try #require(event["object"])
                guard object["metadata", "name"]?.stringValue?.hasPrefix("m-") == true else { continue }
                versions.append(try #require(UInt64(object["metadata", "resourceVersion"]?.stringValue ?? "")))
                if versions.count == 400 { break }
            }
            #expect(versions == versions.sorted())
        }
        try await writers
    }

    @Test func aWatchEndsWithItsReaderAndWithItsCluster() async throws {
        var cluster: SimulatedCluster? = SimulatedCluster()
        let left = try await watch(#require(cluster))
        cluster = nil
        for try await _ in left.body {}

        let other = SimulatedCluster()
        for broken in [true, false] {
            let stream = try await watch(other)
            if broken { other.dropWatches() } else { other.setPartitioned(true) }
            await #expect(throws: ConnectionDropped.self) { for try await _ in stream.body {} }
        }
    }

    @Test func aReaderThatIsTooFarBehindLosesItsWatch() async throws {
        var configuration = SimulatorConfiguration()
        configuration.watchBacklog = 100
        let cluster = SimulatedCluster(configuration)
        let stream = try await watch(cluster)
        for round in 0..<110 { try await create("m-\(round)", cluster) }
        var count = 0
        for try await _ in stream.body { count += 1 }
        #expect(count == 100)
    }
}
