import KubeClient
import KubeModel
import Synchronization
import Values

/// Prints what a reflector with 50,000 Pods costs: its start, its events, and their way to a reader.
@main
struct ClientSpeed {
    static let objects = 50_000
    static let events = 20_000

    static func main() async throws { try await measure() }

    nonisolated static func measure() async throws {
        let feeder = Feeder(objects: objects)
        let megabytes = Double(feeder.pages.reduce(0) { $0 + $1.count }) / 1e6
        let clock = ContinuousClock()
        let parsing = try clock.measure { for page in feeder.pages { _ = try Value(json: page) } }
        print("JSON alone: \(rate(megabytes, parsing)) MB/s")

        let reflector = Reflector(
            KubeAPI(transport: feeder).resources(.pods),
            indexes: ["node": { [$0.value["spec", "nodeName"]?.stringValue ?? ""] }])
        let begin = clock.now
        let running = Task { await reflector.run() }
        defer { running.cancel() }
        try await reflector.store.waitUntilSynced()
        let start = clock.now - begin
        print("start with \(reflector.store.count) objects, one index: \(start), \(rate(megabytes, start)) MB/s")

        var reader = reflector.store.events().makeAsyncIterator()
        for _ in 0...objects { _ = await reader.next() }
        let lines = (0..<events).map { Feeder.event($0, version: objects + 1 + $0) }
        let sent = clock.now
        for line in lines { feeder.send(line) }
        for _ in lines { _ = await reader.next() }
        print("\(events) events at once: \((clock.now - sent) / events) each")

        var (sum, worst) = (Duration.zero, Duration.zero)
        for position in 0..<2_000 {
            let line = Feeder.event(position, version: 2 * objects + position)
            let sent = clock.now
            feeder.send(line)
            _ = await reader.next()
            sum += clock.now - sent
            worst = max(worst, clock.now - sent)
        }
        print("one event from the connection to a reader: mean \(sum / 2_000), worst \(worst)")
    }

    static func rate(_ megabytes: Double, _ time: Duration) -> String {
        let rate = megabytes / (time / .seconds(1))
        return "\((rate * 10).rounded() / 10)"
    }
}

/// Serves lists of Pods and one watch out of memory.
final class Feeder: KubeTransport {
    let pages: [[UInt8]]
    private let next = Mutex(0)
    private let watch = AsyncThrowingStream<KubeStream.Element, any Error>.makeStream()

    init(objects: Int) {
        pages = stride(from: 0, to: objects, by: 500).map { start in
            let items = (start..<min(start + 500, objects)).map { Feeder.pod($0, version: $0 + 1, kind: "") }
            let token = start + 500 < objects ? #","continue":"after-\#(start)""# : ""
            let metadata = #""metadata":{"resourceVersion":"\#(objects)"\#(token)}"#
            return Array(
                #"{"kind":"PodList","apiVersion":"v1",\#(metadata),"items":[\#(items.joined(separator: ","))]}"#.utf8)
        }
    }

    func send(_ request: KubeRequest) async throws -> KubeResponse {
        let page = next.withLock { next in
            defer { next += 1 }
            return next
        }
        return KubeResponse(status: 200, body: .bytes(pages[page % pages.count]))
    }

    func stream(_ request: KubeRequest) async throws -> KubeStream { KubeStream(status: 200, body: watch.stream) }

    /// Sends one line of the watch.
    func send(_ line: [UInt8]) { watch.continuation.yield(.bytes(line)) }

    static func event(_ number: Int, version: Int) -> [UInt8] {
        let kind = #""kind":"Pod","apiVersion":"v1","#
        return Array((#"{"type":"MODIFIED","object":"# + pod(number, version: version, kind: kind) + "}\n").utf8)
    }

    private static func pod(_ number: Int, version: Int, kind: String) -> String {
        let owner =
            #"{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-\#(number % 200)","uid":"u\#(number % 200)","controller":true}"#
        let metadata =
            #"{"name":"web-\#(number)","namespace":"ns-\#(number % 50)","uid":"uid-\#(number)","resourceVersion":"\#(version)","labels":{"app":"web-\#(number % 200)"},"ownerReferences":[\#(owner)]}"#
        let container =
            #"{"name":"web","image":"registry.example/web:1.2.3","ports":[{"containerPort":8080,"protocol":"TCP"}],"env":[{"name":"A","value":"1"}],"resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}"#
        let spec =
            #"{"containers":[\#(container)],"restartPolicy":"Always","serviceAccountName":"default","nodeName":"node-\#(number % 100)"}"#
        let condition = #"{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}"#
        return
            #"{\#(kind)"metadata":\#(metadata),"spec":\#(spec),"status":{"phase":"Running","conditions":[\#(condition)]}}"#
    }
}
