import KubeModel
import Testing
import Values

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct ChangeSequenceTests {
    private static func event(_ type: String, _ name: String, _ version: Int) -> String {
        #"{"type":"\#(type)","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"\#(name)","namespace":"ns","uid":"\#(name)","resourceVersion":"\#(version)"}}}"#
    }

    private static func list(_ names: [String], version: Int) -> ScriptedTransport.Reply {
        let items = names.map {
            #"{"metadata":{"name":"\#($0)","namespace":"ns","uid":"\#($0)","resourceVersion":"\#(version)"}}"#
        }
        return .json(200, #"{"metadata":{"resourceVersion":"\#(version)"},"items":[\#(items.joined(separator: ","))]}"#)
    }

    @Test func healsABrokenWatchAndATooOldVersion() async throws {
        let transport = ScriptedTransport { request, position in
            switch position {
            case 0: Self.list(["a"], version: 5)
            case 1: .events([Self.event("ADDED", "b", 6)], then: .fail)
            case 2: .fail
            case 3: .json(500, #"{"kind":"Status","code":500,"message":"oops"}"#)
            case 4: .events([Self.event("MODIFIED", "b", 7)])
            case 5: .json(410, #"{"kind":"Status","code":410,"reason":"Expired","message":"too old"}"#)
            case 6: Self.list(["a", "c"], version: 20)
            default: .events([Self.event("DELETED", "a", 21)], then: .stayOpen)
            }
        }
        let clock = InstantClock()
        let policy = BackoffPolicy(initial: .seconds(1), maximum: .seconds(30))
        let changes = KubeAPI(transport: transport).resources(.configMaps, in: "ns").changes(
            WatchOptions(backoff: policy), clock: clock)
        var seen: [String] = []
        for await change in changes {
            seen.append(change.name)
            if case .deleted = change { break }
        }
        #expect(
            seen == [
                "restarted", "initial a", "synced", "applied b", "interrupted unreachable", "interrupted unreachable",
                "interrupted rejected", "applied b", "restarted", "initial a", "initial c", "synced", "deleted a",
            ])
        #expect(clock.sleeps == [.seconds(1), .seconds(2), .seconds(4)])
        #expect(
            transport.requests.map { $0.queryValue("resourceVersion") } == [
                nil, "5", "6", "6", "6", "7", nil, "20",
            ])
        let watch = transport.requests[1]
        #expect(watch.queryValue("allowWatchBookmarks") == "true")
        #expect(watch.queryValue("timeoutSeconds") == "290")
        #expect(watch.idleTimeout == .seconds(295))
    }

    @Test func eventsAreFoundHoweverThePiecesFall() async throws {
        let text = [Self.event("ADDED", "aé", 1), "", Self.event("BOOKMARK", "", 2), Self.event("DELETED", "aé", 3)]
            .joined(separator: "\n")
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 7, 64, 10_000] {
            var splitter = LineSplitter()
            var lines: [[UInt8]] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                let isShort = splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
                #expect(isShort)
                while let line = splitter.nextLine() { lines.append(line) }
            }
            if let rest = splitter.remainder() { lines.append(rest) }
            #expect(lines.map { String(decoding: $0, as: UTF8.self) } == text.split(separator: "\n").map(String.init))
        }
    }

    @Test func nonsenseInAWatchIsAnErrorAndNoTrap() async throws {
        for line in ["{", "[]", "{}", #"{"type":"ADDED","object":1}"#, #"{"type":"ODD","object":{}}"#, "\u{0}\u{1}x"] {
            let transport = ScriptedTransport(replies: .events([line]))
            var iterator = KubeAPI(transport: transport).resources(.configMaps).watch(from: "1").makeAsyncIterator()
            do {
                let event = try await iterator.next()
                Issue.record("\(line) gave \(String(describing: event))")
            } catch let error as KubeError {
                #expect(error.code == .undecodable)
            }
        }
    }

    @Test func aCancelledConsumerEnds() async throws {
        let transport = ScriptedTransport { _, position in
            position == 0 ? Self.list([], version: 1) : .events([], then: .stayOpen)
        }
        let (synced, continuation) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await change in KubeAPI(transport: transport).resources(.configMaps).changes() {
                if case .synced = change { continuation.yield() }
            }
            return true
        }
        for await _ in synced { break }
        task.cancel()
        #expect(await task.value)
    }
}
