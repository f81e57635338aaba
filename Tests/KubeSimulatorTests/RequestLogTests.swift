import KubeClient
import Testing

@testable import KubeSimulator

/// What a cluster remembers of requests stays bounded, whatever is asked of it.
@Suite struct RequestLogTests {
    @Test func totalsGoOnWhereMemoryEnds() {
        var log = RequestLog()
        let count = 3 * RequestLog.limit + 1
        for index in 0..<count { log.record(KubeRequest(index.isMultiple(of: 3) ? "POST" : "GET", "/path/\(index)")) }
        #expect(log.total == count)
        #expect(log.writes == RequestLog.limit + 1)
        #expect(log.counts.count == RequestLog.limit, "paths beyond are in the totals alone")
        #expect(log.entries.count <= 2 * RequestLog.limit)
        #expect(log.entries.last?.path == "/path/\(count - 1)", "the latest are kept")
        #expect(log.entries.count >= RequestLog.limit)
    }

    @Test func knownPathsAreCountedOn() {
        var log = RequestLog()
        for index in 0..<RequestLog.limit { log.record(KubeRequest("GET", "/path/\(index)")) }
        log.record(KubeRequest("GET", "/path/0"))
        log.record(KubeRequest("GET", "/other"))
        #expect(log.counts[RequestLog.Entry(method: "GET", path: "/path/0")] == 2)
        #expect(log.count("GET", containing: "/other") == 0)
    }
}
