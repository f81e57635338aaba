import KubeClient
import KubeClientHTTP
import KubeModel
import Synchronization
import Testing
import Values

/// What networks and servers do to a client, on the wire.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    private static let list =
        #"{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"a","resourceVersion":"2"}}]}"#

    private static func event(_ type: String, _ name: String, _ version: Int, text: String = "") -> String {
        #"{"type":"\#(type)","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"\#(name)","namespace":"ns","uid":"\#(name)","resourceVersion":"\#(version)"},"data":{"k":"\#(text)"}}}"#
            + "\n"
    }

    private static let chunkedHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// A text as chunks of a number of bytes, which cut characters in two.
    private static func chunks(_ text: String, of size: Int) -> [UInt8] {
        let bytes = Array(text.utf8)
        var encoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let chunk = bytes[start..<min(start + size, bytes.count)]
            encoded += Array("\(String(chunk.count, radix: 16, uppercase: true))\r\n".utf8) + chunk
            encoded += Array("\r\n".utf8)
        }
        return encoded
    }

    @discardableResult
    private func withMaps<Result>(
        _ port: Int, options: HTTPTransportOptions = HTTPTransportOptions(), retries: RetryPolicy? = nil,
        _ body: (Resources) async throws -> Result
    ) async throws -> Result {
        let connection = ClusterConnection(server: ServerURL(isSecure: false, host: "127.0.0.1", port: port))
        let transport = try connection.transport(runner: nil, options: options, retries: retries)
        do {
            let result = try await body(KubeAPI(transport: transport).resources(.configMaps, in: "ns"))
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private let fast = WatchOptions(backoff: BackoffPolicy(initial: .milliseconds(1), maximum: .milliseconds(5)))

    /// Follows until as many objects are known; gives their names in the order of being told, and what went wrong.
    private func follow(
        _ maps: Resources, until count: Int
    ) async -> (names: [String], statistics: Reflector.Statistics) {
        let reflector = Reflector(maps, options: fast)
        let events = reflector.store.events()
        let running = Task { await reflector.run() }
        var names: [String] = []
        for await event in events {
            if case .added(let object) = event { names.append(object.name) }
            if names.count == count { break }
        }
        running.cancel()
        await running.value
        return (names, reflector.statistics)
    }

    // MARK: - Frames

    /// Chunks of HTTP and packets of TCP end anywhere: in the middle of an event, of an escape, of a character.
    @Test(arguments: [1, 2, 3, 7, 100], [1, 5, 64, 100_000])
    func eventsMayBeCutAnywhere(chunk: Int, piece: Int) async throws {
        let events = Self.event("ADDED", "b", 6, text: "é\u{1F600}\\u00e9") + Self.event("MODIFIED", "b", 7, text: "日本")
        let bytes = Array(Self.chunkedHead.utf8) + Self.chunks(events, of: chunk) + Array("0\r\n\r\n".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: piece).map { Array(bytes[$0..<min($0 + piece, bytes.count)]) }
        try await RawServer.run { _, _ in
            .init(pieces, then: .close)
        } _: { _, port in
            try await withMaps(port) { maps in
                var texts: [String] = []
                for try await event in maps.watch(from: "5") {
                    switch event {
                    case .added(let object), .modified(let object):
                        texts.append(object.value["data", "k"]?.stringValue ?? "")
                    default: Issue.record("\(event)")
                    }
                }
                #expect(texts == ["é\u{1F600}é", "日本"])
            }
        }
    }

    /// A proxy may take the chunks away; the watch then ends with the connection.
    @Test func aWatchWithoutChunksIsRead() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
        try await RawServer.run { _, _ in
            .init(head + Self.event("ADDED", "b", 6) + Self.event("DELETED", "b", 7), piecesOf: 50, then: .close)
        } _: { _, port in
            try await withMaps(port) { maps in
                var count = 0
                for try await _ in maps.watch(from: "5") { count += 1 }
                #expect(count == 2)
            }
        }
    }

    @Test func hugeEventsAreRead() async throws {
        let text = String(repeating: "x", count: 6 << 20)
        try await TestServer.run { _, _ in
            .chunks([Self.event("ADDED", "b", 6, text: text), Self.event("ADDED", "c", 7)])
        } _: { _, port in
            try await withMaps(port) { maps in
                var sizes: [Int] = []
                for try await event in maps.watch(from: "5") {
                    if case .added(let object) = event {
                        sizes.append(object.value["data", "k"]?.stringValue?.utf8.count ?? -1)
                    }
                }
                #expect(sizes == [6 << 20, 0])
            }
        }
    }

    // MARK: - Connections

    /// A connection that is reset in the middle of an event: what was told stays, what was cut comes again.
    @Test func aResetLosesNothing() async throws {
        let cut = String(Self.event("ADDED", "c", 7).prefix(40))
        try await RawServer.run { _, position in
            switch position {
            case 0: .json(Self.list)
            case 1:
                .init(
                    [Array(Self.chunkedHead.utf8)]
                        + [Self.event("ADDED", "b", 6), cut].map { Self.chunks($0, of: 500) },
                    pause: 20, then: .reset)
            case 2: .init([], then: .reset)
            default: .init([Array(Self.chunkedHead.utf8) + Self.chunks(Self.event("ADDED", "c", 7), of: 500)])
            }
        } _: { server, port in
            let (names, statistics) = try await withMaps(port) { await follow($0, until: 3) }
            #expect(names == ["a", "b", "c"])
            #expect(statistics.lists == 1)
            #expect(statistics.interruptions == 2)
            #expect(server.requests[3].contains("resourceVersion=6&"))
        }
    }

    /// Shortens the silence after which a stream is given up, which is minutes otherwise.
    private struct Impatient: KubeTransport {
        let base: any KubeTransport

        func send(_ request: KubeRequest) async throws -> KubeResponse { try await base.send(request) }
        func stream(_ request: KubeRequest) async throws -> KubeStream {
            var request = request
            request.idleTimeout = .milliseconds(300)
            return try await base.stream(request)
        }
    }

    /// The other end vanished without a word: nothing comes any more, and no end either.
    @Test func aHalfOpenWatchIsGivenUpAndResumed() async throws {
        try await TestServer.run { request, position in
            switch position {
            case 0: .answer(200, Self.list)
            case 1: .stall([Self.event("ADDED", "b", 6)])
            default: .stall([Self.event("ADDED", "c", 7)])
            }
        } _: { server, port in
            let transport = try HTTPTransport(
                ClusterConnection(server: ServerURL(isSecure: false, host: "127.0.0.1", port: port)))
            let maps = KubeAPI(transport: Impatient(base: transport)).resources(.configMaps, in: "ns")
            let (names, statistics) = await follow(maps, until: 3)
            #expect(names == ["a", "b", "c"])
            #expect(statistics.interruptions >= 1)
            #expect(server.requests[2].target.contains("resourceVersion=6&"))
            await transport.shutdown()
        }
    }

    @Test func aSlowBodyIsReadAndOneThatIsTooSlowIsGivenUp() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(Self.list.utf8.count)\r\n\r\n" + Self.list
        try await RawServer.run { _, position in
            position == 0
                ? .init(answer, piecesOf: 20, pause: 2)
                : .init(answer, piecesOf: 1, pause: 50)
        } _: { _, port in
            try await withMaps(port) { maps in
                let list = try await maps.list()
                #expect(list.items.count == 1)
                await #expect(throws: KubeError(.timeout, "")) {
                    try await maps.list(ListOptions(timeout: .milliseconds(300)))
                }
            }
        }
    }

    /// A server may close a connection that it kept alive at the moment when the next request is sent over it.
    @Test func aConnectionThatWasClosedMeanwhileIsReplaced() async throws {
        try await RawServer.run { _, _ in
            var reply = RawServer.Reply.json(Self.list)
            reply.ending = .close
            return reply
        } _: { server, port in
            try await withMaps(port, retries: RetryPolicy(backoff: fast.backoff)) { maps in
                for _ in 0..<20 {
                    let list = try await maps.list()
                    #expect(list.items.count == 1)
                }
            }
            #expect(server.requests.count >= 20)
        }
    }

    // MARK: - Answers

    @Test func aVersionThatIsTooOldInTheMiddleOfAWatchListsAgain() async throws {
        let expired =
            #"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 1 (536)","reason":"Expired","code":410}}"#
            + "\n"
        let fresh =
            #"{"metadata":{"resourceVersion":"90"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"a","resourceVersion":"2"}},{"metadata":{"name":"c","namespace":"ns","uid":"c","resourceVersion":"80"}}]}"#
        try await TestServer.run { request, position in
            switch position {
            case 0: .answer(200, Self.list)
            case 1: .chunks([Self.event("ADDED", "b", 6), expired])
            case 2: .answer(200, fresh)
            default: .stall(["\n"])
            }
        } _: { server, port in
            try await withMaps(port) { maps in
                let reflector = Reflector(maps, options: fast)
                let events = reflector.store.events()
                let running = Task { await reflector.run() }
                var known: Set<String> = []
                for await event in events {
                    switch event {
                    case .added(let object): known.insert(object.name)
                    case .deleted(let object): known.remove(object.name)
                    case .updated(_, let object): Issue.record("\(object.name) did not change")
                    case .synced: break
                    }
                    if known == ["a", "c"] { break }
                }
                running.cancel()
                await running.value
                #expect(reflector.statistics.lists == 2)
                #expect(reflector.statistics.interruptions == 0, "a version that has grown too old is no failure")
            }
            #expect(!server.requests[2].target.contains("resourceVersion"))
        }
    }

    /// The time is told by the server's own clock, however this machine's is set.
    @Test func aDateInRetryAfterIsReadByTheServersClock() async throws {
        try await RawServer.run { _, position in
            position == 0
                ? .json(
                    "{}", status: "429 Too Many Requests",
                    headers: "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:38 GMT\r\n")
                : .json(Self.list)
        } _: { server, port in
            let policy = RetryPolicy(attempts: 2, backoff: fast.backoff)
            let clock = ContinuousClock()
            let start = clock.now
            let count = try await withMaps(port, retries: policy) { try await $0.list().items.count }
            #expect(count == 1)
            #expect(start.duration(to: clock.now) >= .seconds(1))
            #expect(server.requests.count == 2)
        }
    }

    /// Twenty thousand zeros in a few bytes.
    @Test func anAnswerThatGrowsWhenUnpackedIsRefused() async throws {
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 245, 79, 109, 13, 15, 160, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 120, 48, 2, 83, 47, 151, 32, 78, 0, 0,
        ]
        try await TestServer.run { _, _ in
            .bytes(packed, headers: [("Content-Encoding", "gzip")])
        } _: { _, port in
            try await withMaps(port, options: HTTPTransportOptions(maximumBodyBytes: 1_000)) { maps in
                await #expect(throws: KubeError.self) { try await maps.list() }
            }
        }
    }

    @Test func aLoginPageIsNoAnswer() async throws {
        try await TestServer.run { _, _ in
            .answer(200, "<html>please log in</html>", headers: [("Content-Type", "text/html")])
        } _: { _, port in
            try await withMaps(port) { maps in
                await #expect(throws: KubeError(.undecodable, "")) { try await maps.list() }
            }
            let connection = ClusterConnection(server: ServerURL(isSecure: false, host: "127.0.0.1", port: port))
            let transport = try connection.transport(runner: nil, retries: nil)
            await #expect(throws: KubeError(.undecodable, "")) {
                try await KubeAPI(transport: transport).discovery.current()
            }
            await transport.shutdown()
        }
    }

    // MARK: - Addresses

    /// A server behind another one, as management platforms put it.
    @Test func aServerBehindAPrefixIsReachedWithEverything() async throws {
        let prefix = "/k8s/clusters/c-abc"
        try await TestServer.run { request, _ in
            guard request.target.hasPrefix(prefix + "/") else { return .answer(404, "404 page not found\n") }
            let target = request.target.dropFirst(prefix.count)
            if target.hasPrefix("/openapi/v3?") || target == "/openapi/v3" {
                return .answer(
                    200,
                    #"{"paths":{"apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=A%2BB"},"api/v1":{"serverRelativeURL":"\#(prefix)/openapi/v3/api/v1?hash=C"}}}"#
                )
            }
            if target.hasPrefix("/openapi/v3/") { return .answer(200, #"{"at":"\#(target)"}"#) }
            if target == "/api" { return .answer(200, #"{"kind":"APIVersions","versions":["v1"]}"#) }
            if target == "/apis" { return .answer(200, #"{"kind":"APIGroupList","groups":[]}"#) }
            if target == "/api/v1" {
                return .answer(
                    200,
                    #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get"]}]}"#)
            }
            return target.contains("watch=true") ? .chunks([Self.event("ADDED", "b", 6)]) : .answer(200, Self.list)
        } _: { server, port in
            let url = try #require(ServerURL("http://127.0.0.1:\(port)\(prefix)/"))
            let transport = try ClusterConnection(server: url).transport(runner: nil, retries: nil)
            let api = KubeAPI(transport: transport)
            let maps = try await api.resources(for: APIResource.configMaps.gvk, in: "ns")
            #expect(try await maps.list().items.count == 1)
            for try await event in maps.watch(from: "5") {
                guard case .added = event else { continue }
                break
            }
            let openAPI = OpenAPI(api)
            let apps = try await openAPI.document(for: GroupVersion("apps/v1"))
            #expect(apps?["at"] == "/openapi/v3/apis/apps/v1?hash=A%2BB")
            let core = try await openAPI.document(for: GroupVersion("v1"))
            #expect(core?["at"] == "/openapi/v3/api/v1?hash=C")
            #expect(server.requests.allSatisfy { $0.target.hasPrefix(prefix) })
            await transport.shutdown()
        }
    }

    @Test(.enabled(if: TestServer.hasIPv6)) func addressesOfIPv6AreReached() async throws {
        for tls in [false, true] {
            try await TestServer.run(tls: tls, host: "::1") { _, _ in
                .answer(200, Self.list)
            } _: { server, port in
                var connection = ClusterConnection(server: ServerURL(isSecure: tls, host: "::1", port: port))
                connection.tls.certificateAuthority = Array(TestCertificates.authority.utf8)
                connection.tls.serverName = "api.test"
                let transport = try connection.transport(runner: nil, retries: nil)
                let list = try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").list()
                #expect(list.items.count == 1)
                #expect(server.requests.first?.headers["Host"] == "[::1]:\(port)")
                await transport.shutdown()
            }
        }
    }
}
