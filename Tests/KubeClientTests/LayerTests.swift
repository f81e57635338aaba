import Testing
import Values

@testable import KubeClient

@Suite struct LayerTests {
    private let policy = RetryPolicy(
        attempts: 4, backoff: BackoffPolicy(initial: .seconds(1), maximum: .seconds(10)), longestWait: .seconds(60))

    private func attempts(
        _ method: String, _ replies: [ScriptedTransport.Reply]
    ) async -> (count: Int, status: Int?, sleeps: [Duration]) {
        let clock = InstantClock()
        let transport = ScriptedTransport { _, position in replies[min(position, replies.count - 1)] }
        let retrying = RetryingTransport(transport, policy: policy, clock: clock)
        let status = try? await retrying.send(KubeRequest(method, "/")).status
        return (transport.requests.count, status, clock.sleeps)
    }

    @Test func readsAreTriedAgainAfterFailuresOfTheServer() async {
        let result = await attempts("GET", [.text(503, ""), .fail, .text(500, ""), .json(200, "{}")])
        #expect(result.count == 4)
        #expect(result.status == 200)
        #expect(result.sleeps == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test func theLastAnswerIsHandedOn() async {
        #expect(await attempts("GET", [.text(502, "")]).count == 4)
        #expect(await attempts("GET", [.text(502, "")]).status == 502)
        #expect(await attempts("GET", [.fail]).status == nil)
    }

    @Test func writesAreTriedAgainOnlyWhenNothingWasDone() async {
        #expect(await attempts("POST", [.text(500, "")]).count == 1)
        #expect(await attempts("PATCH", [.text(503, "")]).count == 1)
        #expect(await attempts("DELETE", [.fail]).count == 1)
        let limited = await attempts("POST", [.text(429, "", headers: ["Retry-After": "7"]), .json(201, "{}")])
        #expect(limited.count == 2)
        #expect(limited.sleeps == [.seconds(7)])
        #expect(await attempts("PUT", [.text(503, "", headers: ["Retry-After": "1"]), .json(200, "{}")]).status == 200)
    }

    @Test func aRefusalWithoutATimeAnswersAWriteForGood() async {
        #expect(await attempts("POST", [.text(429, "budget")]).count == 1)
        #expect(await attempts("GET", [.text(429, ""), .json(200, "{}")]).count == 2)
    }

    @Test func datesInRetryAfterAreReadByTheServersClock() async {
        let date = await attempts(
            "POST",
            [
                .text(
                    429, "",
                    headers: [
                        "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
                    ]), .json(201, "{}"),
            ])
        #expect(date.sleeps == [.seconds(30)])
        let past = await attempts(
            "POST", [.text(503, "", headers: ["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"]), .json(201, "{}")])
        #expect(past.sleeps == [.seconds(1)], "the policy's own wait is the least")
        #expect(await attempts("POST", [.text(503, "", headers: ["Retry-After": "soon"])]).count == 1)
    }

    @Test func refusalsAreNotTriedAgain() async {
        for status in [400, 401, 403, 404, 409, 410, 422] {
            #expect(await attempts("GET", [.text(status, "")]).count == 1)
        }
        #expect(await attempts("GET", [.text(429, "", headers: ["Retry-After": "3600"])]).count == 1)
    }

    @Test func streamsAreTriedAgainUntilTheyOpen() async throws {
        let clock = InstantClock()
        let transport = ScriptedTransport(replies: .text(429, ""), .fail, .events(["{}"]))
        let stream = try await RetryingTransport(transport, policy: policy, clock: clock).stream(
            KubeRequest("GET", "/"))
        #expect(stream.status == 200)
        #expect(transport.requests.count == 3)
    }

    @Test func requestsAreReported() async throws {
        let (reports, report) = AsyncStream<RequestReport>.makeStream()
        let transport = ScriptedTransport(replies: .json(201, "{}"), .events([]), .fail)
        let observed = ObservedTransport(transport, clock: InstantClock()) { report.yield($0) }
        _ = try await observed.send(KubeRequest("POST", "/apis/apps/v1/namespaces/ns/deployments"))
        _ = try await observed.stream(KubeRequest("GET", "/api/v1/pods"))
        _ = try? await observed.send(KubeRequest("GET", "/version"))
        report.finish()
        var seen: [String] = []
        for await report in reports {
            seen.append(
                "\(report.method) \(report.collection) \(report.isStream) \(report.status ?? 0) \(report.error != nil)")
        }
        #expect(
            seen == [
                "POST /apis/apps/v1/deployments false 201 false", "GET /api/v1/pods true 200 false",
                "GET /version false 0 true",
            ])
    }

    @Test(arguments: [
        ("/api/v1/namespaces/ns/pods/web-0/log", "/api/v1/pods/log"), ("/api/v1/namespaces", "/api/v1/namespaces"),
        ("/api/v1/namespaces/ns", "/api/v1/namespaces"),
        ("/api/v1/namespaces/ns/finalize", "/api/v1/namespaces/finalize"),
        ("/apis/apps/v1/namespaces/ns/deployments/web/scale", "/apis/apps/v1/deployments/scale"),
        ("/apis/a.b/v1/clusterthings/x", "/apis/a.b/v1/clusterthings"), ("/apis/apps/v1", "/apis/apps/v1"),
        ("/openapi/v3", "/openapi/v3"),
    ])
    func pathsLoseTheirNames(path: String, expected: String) {
        #expect(RequestReport(method: "GET", path: path, isStream: false, duration: .zero).collection == expected)
    }

    @Test func impersonationIsSaidInHeaders() async throws {
        let transport = ScriptedTransport(replies: .json(200, "{}"))
        let someone = Impersonation(
            user: "jane", groups: ["a", "b"], uid: "7", extra: ["acme.com/project": ["x", "y"], "Scopes": ["z"]])
        _ = try await ImpersonatingTransport(transport, as: someone).send(KubeRequest("GET", "/"))
        #expect(
            transport.requests[0].headers.fields.map { "\($0.name)=\($0.value)" } == [
                "Impersonate-User=jane", "Impersonate-Uid=7", "Impersonate-Group=a", "Impersonate-Group=b",
                "Impersonate-Extra-Scopes=z", "Impersonate-Extra-acme.com%2Fproject=x",
                "Impersonate-Extra-acme.com%2Fproject=y",
            ])
    }

    @Test func theRateLimitLetsBurstsThroughAndThenSpreads() async throws {
        var bucket = TokenBucket(perSecond: 10, burst: 2)
        #expect((0..<4).map { _ in bucket.take(now: .zero) } == [0, 0, 100, 200].map { .milliseconds($0) })
        let later = bucket.take(now: .seconds(60))
        #expect(later == .zero)
        let clock = InstantClock()
        let transport = ScriptedTransport(replies: .json(200, "{}"))
        let limited = RateLimitedTransport(transport, requestsPerSecond: 2, burst: 1, clock: clock)
        for _ in 0..<3 { _ = try await limited.send(KubeRequest("GET", "/")) }
        #expect(clock.sleeps == [.milliseconds(500), .milliseconds(500)])
    }
}
