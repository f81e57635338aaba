import KubeClient
import KubeClientHTTP
import KubeModel
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTests {
    private static let configMap =
        #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"1"}}"#

    private func connection(_ port: Int, basePath: String = "") -> ClusterConnection {
        ClusterConnection(server: ServerURL(isSecure: false, host: "127.0.0.1", port: port, basePath: basePath))
    }

    @discardableResult
    private func withTransport<Result>(
        _ port: Int, options: HTTPTransportOptions = HTTPTransportOptions(), basePath: String = "",
        _ body: (HTTPTransport) async throws -> Result
    ) async throws -> Result {
        let transport = try HTTPTransport(connection(port, basePath: basePath), options: options)
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    @Test func requestsGoOutAsTheyAre() async throws {
        try await TestServer.run { _, _ in
            .answer(200, Self.configMap)
        } _: { server, port in
            try await withTransport(port, basePath: "/prefix") { transport in
                let maps = KubeAPI(transport: transport).resources(.configMaps, in: "ns")
                let object = try await maps.patch("a", .merge(["data": ["k": "é"]]), options: .init(fieldManager: "m"))
                #expect(object.name == "a")
                _ = try await maps.get("a")
            }
            let request = try #require(server.requests.first)
            #expect(request.method == "PATCH")
            #expect(request.target == "/prefix/api/v1/namespaces/ns/configmaps/a?fieldManager=m")
            #expect(request.body == #"{"data":{"k":"é"}}"#)
            #expect(request.headers["Content-Type"] == "application/merge-patch+json")
            #expect(request.headers["User-Agent"] == "swift-gitops")
            #expect(request.headers["Host"] == "127.0.0.1:\(port)")
            #expect(server.connections == 1)
        }
    }

    @Test func compressedAnswersAreRead() async throws {
        let compressed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 206, 204, 75, 81, 178, 82, 170, 80, 170, 229, 2, 0, 49, 142,
            128, 145, 13, 0, 0, 0,
        ]
        try await TestServer.run { _, _ in
            .bytes(compressed, headers: [("Content-Encoding", "gzip")])
        } _: { server, port in
            try await withTransport(port) { transport in
                let value = try await KubeAPI(transport: transport).value(for: KubeRequest("GET", "/"))
                #expect(value == ["kind": "x"])
            }
            let plain = try HTTPTransport(
                ClusterConnection(
                    server: ServerURL(isSecure: false, host: "127.0.0.1", port: port), disablesCompression: true))
            _ = try await plain.send(KubeRequest("GET", "/"))
            await plain.shutdown()
            #expect(server.requests.map { $0.headers["Accept-Encoding"] != nil } == [true, false])
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await TestServer.run { _, _ in
            .answer(307, "", headers: [("Location", "http://127.0.0.1:1/elsewhere")])
        } _: { server, port in
            try await withTransport(port) { transport in
                let response = try await transport.send(
                    KubeRequest("GET", "/x", headers: ["Authorization": "Bearer t"]))
                #expect(response.status == 307)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func watchesArriveWhileTheyStandOpen() async throws {
        let event = #"{"type":"ADDED","object":\#(Self.configMap)}"#
        try await TestServer.run { _, _ in
            .stall([event + "\n", String(event.prefix(20)), event.dropFirst(20) + "\n"])
        } _: { server, port in
            try await withTransport(port) { transport in
                let maps = KubeAPI(transport: transport).resources(.configMaps, in: "ns")
                var seen = 0
                for try await event in maps.watch(from: "1") {
                    guard case .added(let object) = event else { continue }
                    #expect(object.name == "a")
                    seen += 1
                    if seen == 2 { break }
                }
                #expect(seen == 2)
            }
        }
    }

    // MARK: - Faults

    @Test func aServerThatNeverAnswersIsATimeOut() async throws {
        try await TestServer.run { _, _ in
            .silence
        } _: { _, port in
            try await withTransport(port) { transport in
                await #expect(throws: KubeError(.timeout, "")) {
                    try await transport.send(KubeRequest("GET", "/", timeout: .milliseconds(50)))
                }
                await #expect(throws: KubeError(.timeout, "")) {
                    try await transport.stream(KubeRequest("GET", "/", timeout: .milliseconds(50)))
                }
            }
        }
    }

    @Test func aBodyThatStopsIsATimeOut() async throws {
        try await TestServer.run { _, _ in
            .stall(["{"])
        } _: { _, port in
            try await withTransport(port) { transport in
                await #expect(throws: KubeError(.timeout, "")) {
                    try await transport.send(KubeRequest("GET", "/", timeout: .milliseconds(100)))
                }
                // On a busy machine the head itself may come too late.
                await #expect(throws: KubeError(.timeout, "")) {
                    let stream = try await transport.stream(KubeRequest("GET", "/", idleTimeout: .milliseconds(100)))
                    for try await _ in stream.body {}
                }
            }
        }
    }

    @Test func brokenConnectionsAreUnreachable() async throws {
        try await TestServer.run { _, position in
            position == 0 ? .hangUp : .cut(after: ["{\"a\":"])
        } _: { _, port in
            try await withTransport(port) { transport in
                await #expect(throws: KubeError(.unreachable, "")) { try await transport.send(KubeRequest("GET", "/")) }
                await #expect(throws: KubeError(.unreachable, "")) { try await transport.send(KubeRequest("GET", "/")) }
                let stream = try await transport.stream(KubeRequest("GET", "/"))
                await #expect(throws: KubeError(.unreachable, "")) {
                    for try await _ in stream.body {}
                }
            }
        }
        try await withTransport(1) { transport in
            await #expect(throws: KubeError(.unreachable, "")) { try await transport.send(KubeRequest("GET", "/")) }
        }
    }

    @Test func answersBeyondTheBoundAreRefused() async throws {
        try await TestServer.run { _, _ in
            .answer(200, String(repeating: "x", count: 2_000))
        } _: { _, port in
            try await withTransport(port, options: HTTPTransportOptions(maximumBodyBytes: 1_000)) { transport in
                await #expect(throws: KubeError(.undecodable, "")) { try await transport.send(KubeRequest("GET", "/")) }
            }
        }
    }

    @Test func manyWatchesLeaveRoomForRequests() async throws {
        try await TestServer.run { request, _ in
            request.target.contains("watch") ? .stall(["\n"]) : .answer(200, "{}")
        } _: { server, port in
            try await withTransport(port, options: HTTPTransportOptions(connections: 2)) { transport in
                var streams: [KubeStream] = []
                for _ in 0..<30 {
                    streams.append(try await transport.stream(KubeRequest("GET", "/watch")))
                }
                let response = try await transport.send(KubeRequest("GET", "/", timeout: .seconds(5)))
                #expect(response.status == 200)
                #expect(streams.count == 30)
            }
            #expect(server.connections == 31)
        }
    }

    @Test func cancellationEndsARequest() async throws {
        try await TestServer.run { _, _ in
            .silence
        } _: { _, port in
            try await withTransport(port) { transport in
                let task = Task { _ = try await transport.send(KubeRequest("GET", "/")) }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
        }
    }

    @Test func theReflectorFollowsAServerThatFailsAllTheTime() async throws {
        let list =
            #"{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"1","resourceVersion":"2"}}]}"#
        @Sendable func event(_ type: String, _ name: String, _ version: Int) -> String {
            #"{"type":"\#(type)","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"\#(name)","namespace":"ns","uid":"\#(name)","resourceVersion":"\#(version)"}}}"#
                + "\n"
        }
        try await TestServer.run { request, position in
            switch position {
            case 0: .answer(500, "oops")
            case 1: .hangUp
            case 2: .answer(200, list)
            case 3: .cut(after: [event("ADDED", "b", 6), event("ADDED", "half", 7).prefix(30).description])
            case 4: .answer(429, "slow", headers: [("Retry-After", "1")])
            case 5: .stall([event("ADDED", "c", 8)])
            default: .silence
            }
        } _: { server, port in
            try await withTransport(port) { transport in
                let backoff = BackoffPolicy(initial: .milliseconds(1), maximum: .milliseconds(5))
                let reflector = Reflector(
                    KubeAPI(transport: transport).resources(.configMaps, in: "ns"),
                    options: WatchOptions(backoff: backoff))
                let events = reflector.store.events()
                let running = Task { await reflector.run() }
                var names: [String] = []
                for await event in events {
                    if case .added(let object) = event { names.append(object.name) }
                    if names.count == 3 { break }
                }
                running.cancel()
                await running.value
                #expect(names == ["a", "b", "c"])
                #expect(reflector.statistics.interruptions == 4)
            }
            #expect(server.requests.dropFirst(3).map(\.target).allSatisfy { $0.contains("resourceVersion=") })
        }
    }
}
