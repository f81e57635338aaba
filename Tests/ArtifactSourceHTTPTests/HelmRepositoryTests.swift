import ArtifactSource
import SourceTrees
import Testing

@Suite(.timeLimit(.minutes(10))) struct HelmRepositoryTests {
    private func shop(_ server: TestServer, _ version: String = "^1.0") throws -> ArtifactReference {
        try ArtifactReference(chart: "shop", repository: server.url + "/charts", version: version)
    }

    private static let archive = package("shop", "1.4.2", ["values.yaml": "replicas: 2\n"])
    private static let digest = ArtifactDigest(of: archive).hex

    /// A repository with one version of the chart, as most tests need it.
    private static func repository(_ request: TestServer.Received) -> TestServer.Reply {
        switch request.path {
        case "/charts/index.yaml":
            request.headers["if-none-match"] == "\"7\""
                ? .status(304)
                : .text(index("shop", [("1.4.2", "shop-1.4.2.tgz", digest)]), ["ETag": "\"7\""])
        case "/charts/shop-1.4.2.tgz": .bytes(archive)
        default: .status(404)
        }
    }

    @Test func aRangeTakesTheHighestVersionAndNothingIsFetchedTwice() async throws {
        let versions = ["0.9.0", "1.4.2", "1.10.0", "1.11.0-rc.1", "2.0.0", "no-version"]
        let archives = Dictionary(
            uniqueKeysWithValues: versions.map { ("/charts/files/shop-\($0).tgz", package("shop", $0)) })
        let text = index(
            "shop",
            versions.map { version in
                (
                    version, "files/shop-\(version).tgz",
                    ArtifactDigest(of: archives["/charts/files/shop-\(version).tgz"] ?? []).hex
                )
            })
        try await TestServer.run(
            Answers { request in
                if request.path == "/charts/index.yaml" {
                    return request.headers["if-none-match"] == "\"7\"" ? .status(304) : .text(text, ["ETag": "\"7\""])
                }
                return archives[request.path].map { .bytes($0) } ?? .status(404)
            }
        ) { server in
            let client = client()
            for (range, expected) in [
                ("^1.0", "1.10.0"), ("", "2.0.0"), ("*", "2.0.0"), (">=1.11.0-0 <2", "1.11.0-rc.1"), ("1.4.2", "1.4.2"),
                ("~0.9", "0.9.0"), ("1.10", "1.10.0"),
            ] {
                let revision = try await client.resolve(try shop(server, range))
                #expect(revision.version == expected, "\(range)")
                let tree = try await client.tree(of: revision)
                #expect(try tree.text("Chart.yaml").contains("version: \(expected)\n"))
            }
            let error = await #expect(throws: ArtifactError(.versionNotFound, "")) {
                try await client.resolve(shop(server, "^3"))
            }
            #expect(error?.message.contains("2.0.0, 1.11.0-rc.1, 1.10.0, 1.4.2, 0.9.0") == true)
            #expect(server.count("/charts/files/shop-2.0.0.tgz") == 1)
            let answers = server.requests.filter { $0.path == "/charts/index.yaml" }
            #expect(answers.dropFirst().allSatisfy { $0.headers["if-none-match"] == "\"7\"" })
        }
    }

    @Test func credentialsStayWithTheirServerUnlessTheyMayPass() async throws {
        try await TestServer.run(Answers { $0.path == "/shop.tgz" ? .bytes(Self.archive) : .status(404) }) { other in
            let text = index("shop", [("1.4.2", "\(other.url)/shop.tgz", Self.digest)])
            try await TestServer.run(
                Answers { request in
                    request.authorization == "Basic amFuZTpzM2NyZXQ=" ? .text(text) : .status(401)
                }
            ) { server in
                var access = ArtifactAccess(credentials: .password(user: "jane", password: "s3cret"))
                #expect(try await client(access).tree(of: shop(server)).text("values.yaml") == "replicas: 2\n")
                #expect(server.requests.allSatisfy { $0.authorization != nil })
                #expect(other.requests.map(\.authorization) == [nil])

                access.passesCredentials = true
                _ = try await client(access).tree(of: shop(server))
                #expect(other.requests.last?.authorization == "Basic amFuZTpzM2NyZXQ=")

                var reference = try shop(server)
                reference.passesCredentials = true
                access.passesCredentials = false
                _ = try await client(access).tree(of: reference)
                #expect(other.requests.map { $0.authorization != nil } == [false, true, true])
            }
        }
    }

    @Test func aRedirectToAnotherServerTakesNoCredentials() async throws {
        try await TestServer.run(Answers { _ in .bytes(Self.archive) }) { storage in
            try await TestServer.run(
                Answers { request in
                    request.path == "/charts/shop-1.4.2.tgz"
                        ? .redirect("\(storage.url)/blob?signature=abc") : Self.repository(request)
                }
            ) { server in
                let access = ArtifactAccess(
                    credentials: .password(user: "jane", password: "s3cret"), passesCredentials: true)
                _ = try await client(access).tree(of: shop(server))
                #expect(storage.requests.map(\.target) == ["/blob?signature=abc"])
                #expect(storage.requests.map(\.authorization) == [nil])
                #expect(server.requests.allSatisfy { $0.authorization != nil })
            }
        }
    }

    @Test func redirectsInACircleEnd() async throws {
        try await TestServer.run(Answers { _ in .redirect("/charts/index.yaml") }) { server in
            await #expect(throws: ArtifactError(.redirectRefused, "")) { try await client().resolve(shop(server)) }
        }
    }

    @Test func whatIsNotWhatTheIndexPromisesIsRefused() async throws {
        let wrong = ArtifactDigest(of: [1, 2, 3]).hex
        try await TestServer.run(
            Answers { request in
                request.path == "/charts/index.yaml"
                    ? .text(index("shop", [("1.4.2", "shop.tgz", "sha256:\(wrong)")])) : .bytes(Self.archive)
            }
        ) { server in
            let error = await #expect(throws: ArtifactError(.digestMismatch, "")) {
                try await client().tree(of: shop(server))
            }
            #expect(error?.message.contains(wrong) == true)
        }
    }

    @Test func aBodyThatIsCutIsAskedForAgain() async throws {
        let failures = Countdown(2)
        try await TestServer.run(
            Answers { request in
                if request.path.hasSuffix(".tgz"), failures.next() {
                    return .cut(after: Array(Self.archive.prefix(100)), of: Self.archive.count)
                }
                return Self.repository(request)
            }
        ) { (server) async throws in
            let time = TestTime()
            #expect(try await client(time: time).tree(of: shop(server)).text("values.yaml") == "replicas: 2\n")
            #expect(server.count("/charts/shop-1.4.2.tgz") == 3)
            #expect(time.pauses.count == 2)
        }
    }

    @Test func aServerThatAsksToWaitIsLeftAloneAsLong() async throws {
        let failures = Countdown(1)
        try await TestServer.run(
            Answers { request in
                failures.next() ? .status(503, ["Retry-After": "7"]) : Self.repository(request)
            }
        ) { (server) async throws in
            let time = TestTime()
            #expect(try await client(time: time).resolve(shop(server)).version == "1.4.2")
            #expect(time.pauses == [.seconds(7)])
        }
        try await TestServer.run(Answers { _ in .status(500) }) { server in
            let time = TestTime()
            await #expect(throws: ArtifactError(.server, "")) { try await client(time: time).resolve(shop(server)) }
            #expect(server.requests.count == 4)
            #expect(time.pauses.count == 3)
        }
    }

    @Test func answersAreBounded() async throws {
        let limits = ArtifactLimits(indexBytes: 1 << 16)
        try await TestServer.run(Answers { _ in .endless }) { server in
            await #expect(throws: ArtifactError(.tooLarge, "")) {
                try await client(limits: limits).resolve(shop(server))
            }
        }
        try await TestServer.run(Answers { _ in .stall(after: [], of: 1 << 40) }) { server in
            await #expect(throws: ArtifactError(.tooLarge, "")) {
                try await client(limits: limits).resolve(shop(server))
            }
        }
    }

    @Test func aSlowBodyEndsAtTheTimeout() async throws {
        try await TestServer.run(Answers { _ in .stall(after: Array("apiVersion".utf8), of: 100) }) { server in
            let limits = ArtifactLimits(timeout: .milliseconds(100))
            await #expect(throws: ArtifactError(.timeout, "")) {
                try await client(limits: limits).resolve(shop(server))
            }
        }
    }

    @Test func whoeverIsCancelledStopsWaiting() async throws {
        try await TestServer.run(Answers { _ in .silence }) { server in
            let reference = try shop(server)
            let client = client()
            let task = Task { try await client.resolve(reference) }
            await server.hasBeenAsked(for: "/charts/index.yaml")
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func manyAskOnce() async throws {
        try await TestServer.run(Answers(Self.repository)) { server in
            let client = client(listingLifetime: .seconds(60))
            let reference = try shop(server)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { _ = try await client.tree(of: reference) } }
                try await group.waitForAll()
            }
            #expect(server.requests.map(\.path) == ["/charts/index.yaml", "/charts/shop-1.4.2.tgz"])
        }
    }

    @Test func failuresSayWhatToDoAndNoSecret() async throws {
        try await TestServer.run(Answers { _ in .status(401) }) { server in
            await #expect(throws: ArtifactError(.credentialsRequired, "")) { try await client().resolve(shop(server)) }
            let access = ArtifactAccess(credentials: .password(user: "jane", password: "s3cret"))
            let refused = await #expect(throws: ArtifactError(.authenticationFailed, "")) {
                try await client(access).resolve(shop(server))
            }
            #expect(refused?.location == "\(server.url)/charts/index.yaml")

            let url = "http://jane:s3cret@127.0.0.1:\(server.port)/charts?token=t0ken"
            let reference = try ArtifactReference(chart: "shop", repository: url)
            let error = await #expect(throws: ArtifactError.self) { try await client().resolve(reference) }
            #expect(server.requests.last?.authorization == "Basic amFuZTpzM2NyZXQ=")
            #expect(server.requests.last?.target == "/charts/index.yaml?token=t0ken")
            var dumped = ""
            dump(error, to: &dumped)
            for text in ["\(error as Any)", "\(reference)", dumped] {
                #expect(!text.contains("s3cret") && !text.contains("t0ken"), "\(text)")
            }
        }
        try await TestServer.run(Answers { $0.path.hasSuffix("index.yaml") ? .text("<html>") : .status(404) }) {
            server in
            await #expect(throws: ArtifactError(.malformed, "")) { try await client().resolve(shop(server)) }
        }
        try await TestServer.run(Answers { _ in .status(404) }) { server in
            await #expect(throws: ArtifactError(.notFound, "")) { try await client().resolve(shop(server)) }
        }
    }

    @Test func processesShareAFolder() async throws {
        let folder = TemporaryFolder()
        try await TestServer.run(Answers(Self.repository)) { server in
            for _ in 0..<2 {
                let tree = try await client(cache: .directory(folder.path)).tree(of: shop(server))
                #expect(try tree.text("values.yaml") == "replicas: 2\n")
            }
            #expect(server.count("/charts/shop-1.4.2.tgz") == 1)
            #expect(server.requests.last?.headers["if-none-match"] == "\"7\"")

            try folder.write([1, 2, 3], to: "content/sha256/\(Self.digest)")
            _ = try await client(cache: .directory(folder.path)).tree(of: shop(server))
            #expect(server.count("/charts/shop-1.4.2.tgz") == 2)
            #expect(folder.names("content/sha256").allSatisfy { $0.count == 64 })
        }
    }

    @Test func aChartWithoutADigestIsRevalidated() async throws {
        try await TestServer.run(
            Answers { request in
                switch request.path {
                case "/charts/index.yaml": .text(index("shop", [("1.4.2", "shop.tgz", "")]))
                case "/charts/shop.tgz" where request.headers["if-modified-since"] == "Sun, 01 Nov 2026 00:00:00 GMT":
                    .status(304)
                default: .answer(200, Self.archive, ["Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"])
                }
            }
        ) { (server) async throws in
            let client = client()
            for _ in 0..<2 {
                #expect(try await client.tree(of: shop(server)).text("values.yaml") == "replicas: 2\n")
            }
            #expect(server.requests.last?.headers["if-modified-since"] != nil)
        }
    }

    @Test func valueFilesComeFromTheWeb() async throws {
        try await TestServer.run(Answers { $0.path == "/values.yaml" ? .text("a: 1") : .status(404) }) {
            (server) async throws in
            #expect(try await client().file(at: "\(server.url)/values.yaml") == Array("a: 1".utf8))
            await #expect(throws: ArtifactError(.notFound, "")) { try await client().file(at: "\(server.url)/other") }
            await #expect(throws: ArtifactError(.tooLarge, "")) {
                try await client(limits: ArtifactLimits(valueFileBytes: 3)).file(at: "\(server.url)/values.yaml")
            }
        }
    }
}
