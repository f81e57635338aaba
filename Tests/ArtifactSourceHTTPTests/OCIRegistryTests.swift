import ArtifactSource
import SourceTrees
import Testing

@Suite(.timeLimit(.minutes(10))) struct OCIRegistryTests {
    private static let plain = ArtifactAccess(usesPlainHTTP: true)
    private static let login = ArtifactAccess(
        credentials: .password(user: "jane", password: "s3cret"), usesPlainHTTP: true)

    private func chart(_ server: TestServer, _ version: String) throws -> ArtifactReference {
        try ArtifactReference(chart: "shop", repository: "oci://127.0.0.1:\(server.port)/charts", version: version)
    }

    private static func charts(_ versions: [String]) -> TestRegistry {
        var registry = TestRegistry("charts/shop")
        for version in versions {
            registry.add(
                [
                    (TestRegistry.chartLayer, package("shop", version)),
                    ("application/vnd.cncf.helm.chart.provenance.v1.prov", [1]),
                ],
                tag: version.replacing("+", with: "_"))
        }
        return registry
    }

    @Test func rangesAreLookedUpInAllPagesOfTags() async throws {
        let registry = Self.charts([
            "1.0.0", "1.2.0+build.1", "1.2.0+build.2", "0.1.0", "latest", "1.10.0", "2.0.0-rc.1",
        ])
        try await TestServer.run(Answers { registry.answer($0, pageSize: 2) }) { server in
            let client = client(Self.plain)
            for (range, expected) in [
                ("^1.0", "1.10.0"), ("~1.2", "1.2.0+build.1"), ("", "1.10.0"), (">=2.0.0-0", "2.0.0-rc.1"),
            ] {
                let revision = try await client.resolve(try chart(server, range))
                #expect(revision.version == expected, "\(range)")
                #expect(try await client.tree(of: revision).text("Chart.yaml").contains("version: \(expected)\n"))
            }
            #expect(server.requests.filter { $0.path.hasSuffix("tags/list") }.count == 16)
            let exact = try await client.resolve(try chart(server, "1.2.0+build.2"))
            #expect(exact.version == "1.2.0+build.2")
            #expect(server.requests.last?.path == "/v2/charts/shop/manifests/1.2.0_build.2")
            await #expect(throws: ArtifactError(.versionNotFound, "")) {
                try await client.resolve(chart(server, "9.9.9"))
            }
            await #expect(throws: ArtifactError(.versionNotFound, "")) { try await client.resolve(chart(server, "^7")) }
            let few = ArtifactLimits(tags: 3)
            await #expect(throws: ArtifactError(.tooLarge, "")) {
                try await self.client(few).resolve(chart(server, "^1"))
            }
        }
    }

    private func client(_ limits: ArtifactLimits) -> ArtifactClient {
        ArtifactSourceHTTPTests.client(limits: limits, Self.plain)
    }

    private func client(
        _ access: ArtifactAccess, cache: any ArtifactCache = .memory, time: TestTime = TestTime()
    )
        -> ArtifactClient
    {
        ArtifactSourceHTTPTests.client(cache: cache, time: time, access)
    }

    @Test func aTokenIsFetchedOnceAndNothingSecretGoesToTheStorage() async throws {
        let registry = Self.charts(["1.0.0"])
        try await TestServer.run(Answers { registry.answer($0) }) { storage in
            try await TestServer.run(
                Answers { request in
                    request.authorization == "Basic amFuZTpzM2NyZXQ="
                        ? .text("{\"token\":\"t0ken\",\"expires_in\":300}") : .status(401)
                }
            ) { tokens in
                try await TestServer.run(
                    Answers { request in
                        guard request.authorization == "Bearer t0ken" else {
                            let challenge =
                                "Bearer realm=\"\(tokens.url)/token\",service=\"registry.test\",scope=\"repository:charts/shop:pull\""
                            return .status(401, ["WWW-Authenticate": challenge])
                        }
                        return request.path.contains("/blobs/")
                            ? .redirect(storage.url + request.path) : registry.answer(request)
                    }
                ) { server in
                    let client = client(Self.login)
                    let tree = try await client.tree(of: chart(server, "^1"))
                    #expect(try tree.text("Chart.yaml").contains("1.0.0"))
                    #expect(
                        tokens.requests.map(\.target) == [
                            "/token?service=registry.test&scope=repository%3Acharts%2Fshop%3Apull"
                        ])
                    #expect(storage.requests.map(\.authorization) == [nil])
                    #expect(server.requests.filter { $0.authorization == nil }.count == 1)
                    #expect(server.requests.allSatisfy { $0.authorization?.hasPrefix("Basic") != true })
                    await #expect(throws: ArtifactError(.authenticationFailed, "")) {
                        let other = ArtifactAccess(
                            credentials: .password(user: "jane", password: "wrong"), usesPlainHTTP: true)
                        return try await self.client(other).resolve(chart(server, "^1"))
                    }
                }
            }
        }
    }

    @Test func aTokenThatIsNoLongerAcceptedIsReplaced() async throws {
        let registry = Self.charts(["1.0.0"])
        let made = Countdown(1)
        try await TestServer.run(
            Answers { _ in
                .text("{\"access_token\":\"\(made.next() ? "first" : "second")\",\"expires_in\":300}")
            }
        ) { tokens in
            let refused = Countdown(1)
            try await TestServer.run(
                Answers { request in
                    let isAccepted =
                        request.authorization == "Bearer second"
                        || (request.authorization == "Bearer first" && refused.next())
                    return isAccepted
                        ? registry.answer(request)
                        : .status(401, ["WWW-Authenticate": "Bearer realm=\"\(tokens.url)/token\""])
                }
            ) { server in
                let client = client(Self.plain)
                _ = try await client.resolve(chart(server, "1.0.0"))
                _ = try await client.tree(of: chart(server, "1.0.0"))
                #expect(
                    tokens.requests.map(\.target).allSatisfy { $0 == "/token?scope=repository%3Acharts%2Fshop%3Apull" })
                #expect(tokens.requests.count == 2)
            }
        }
    }

    @Test func basicAuthenticationIsUsedWhereItIsAskedFor() async throws {
        let registry = Self.charts(["1.0.0"])
        try await TestServer.run(
            Answers { request in
                request.authorization == "Basic amFuZTpzM2NyZXQ="
                    ? registry.answer(request) : .status(401, ["WWW-Authenticate": "Basic realm=\"registry\""])
            }
        ) { (server) async throws in
            #expect(try await client(Self.login).tree(of: chart(server, "1.0.0")).text("Chart.yaml").contains("shop"))
            await #expect(throws: ArtifactError(.credentialsRequired, "")) {
                try await client(Self.plain).resolve(chart(server, "1.0.0"))
            }
        }
    }

    @Test func aStorageThatAsksForCredentialsGetsNone() async throws {
        let registry = Self.charts(["1.0.0"])
        try await TestServer.run(Answers { _ in .text("{\"token\":\"t0ken\"}") }) { thief in
            let challenge = ["WWW-Authenticate": "Bearer realm=\"\(thief.url)/token\""]
            try await TestServer.run(Answers { _ in .status(401, challenge) }) { storage in
                try await TestServer.run(
                    Answers { request in
                        request.path.contains("/blobs/")
                            ? .redirect(storage.url + request.path) : registry.answer(request)
                    }
                ) { server in
                    await #expect(throws: ArtifactError.self) {
                        try await client(Self.login).tree(of: chart(server, "1.0.0"))
                    }
                    #expect(thief.requests.isEmpty)
                }
            }
        }
    }

    @Test func artifactsOfAnyKindAreTrees() async throws {
        var registry = TestRegistry("config/shop")
        let first = registry.add(
            [(TestRegistry.fluxLayer, layer(["app/a.yaml": "1", "README.md": "x"]))], tag: "latest")
        registry.add([(TestRegistry.ociLayer, layer(["b.yaml": "2"]))], tag: "1.5.0")
        registry.add([(TestRegistry.chartLayer, package("shop", "3.0.0"))], tag: "3.0.0")
        let answers = registry
        try await TestServer.run(Answers { answers.answer($0) }) { server in
            let folder = TemporaryFolder()
            func reference(_ revision: String) throws -> ArtifactReference {
                try ArtifactReference(oci: "oci://127.0.0.1:\(server.port)/config/shop", revision: revision)
            }
            let client = client(Self.plain, cache: .directory(folder.path))
            let latest = try await client.resolve(reference("latest"))
            #expect(latest.version == "\(first)")
            #expect(try await client.tree(of: latest).text("app/a.yaml") == "1")
            #expect(try await client.resolve(reference("")).digest == first)
            #expect(try await client.tree(of: reference("1.x")).text("b.yaml") == "2")
            #expect(try await client.tree(of: reference("3.0.0")).text("Chart.yaml").contains("3.0.0"))

            let before = server.requests.count
            let second = self.client(Self.plain, cache: .directory(folder.path))
            #expect(try await second.tree(of: reference("\(first)")).text("app/a.yaml") == "1")
            #expect(server.requests.count == before)
        }
    }

    @Test func contentMustHaveItsDigest() async throws {
        var registry = TestRegistry("charts/shop")
        let digest = registry.add([(TestRegistry.chartLayer, package("shop", "1.0.0"))], tag: "1.0.0")
        let answers = registry
        for part in ["/blobs/", "/manifests/sha256:"] {
            try await TestServer.run(
                Answers { request in
                    request.path.contains(part) ? .bytes(package("shop", "6.6.6")) : answers.answer(request)
                }
            ) { (server) async throws in
                await #expect(throws: ArtifactError(.digestMismatch, ""), "\(part)") {
                    try await client(Self.plain).tree(of: chart(server, "1.0.0"))
                }
                if part == "/blobs/" {
                    #expect(try await client(Self.plain).resolve(chart(server, "1.0.0")).digest == digest)
                }
            }
        }
    }

    @Test func whatHoldsNoFilesIsNamed() async throws {
        var registry = TestRegistry("charts/shop")
        registry.add([("application/vnd.example", [1])], tag: "1.0.0")
        let inner = registry.add([(TestRegistry.chartLayer, package("shop", "2.0.0"))], tag: "2.0.0")
        registry.addManifest("{\"manifests\":[{\"digest\":\"\(inner)\"}]}", tag: "3.0.0")
        registry.addManifest("{\"manifests\":[{\"digest\":\"\(inner)\"},{\"digest\":\"\(inner)\"}]}", tag: "4.0.0")
        registry.addManifest("{\"layers\":[{\"digest\":\"../../etc\"}]}", tag: "5.0.0")
        registry.addManifest("[]", tag: "6.0.0")
        registry.add([(TestRegistry.chartLayer, Array("no archive".utf8))], tag: "7.0.0")
        let answers = registry
        try await TestServer.run(Answers { answers.answer($0) }) { (server) async throws in
            let client = client(Self.plain)
            #expect(try await client.tree(of: chart(server, "3.0.0")).text("Chart.yaml").contains("2.0.0"))
            for (version, code) in [
                ("1.0.0", ArtifactError.Code.unsupported), ("4.0.0", .unsupported), ("5.0.0", .malformed),
                ("6.0.0", .unsupported), ("7.0.0", .malformed),
            ] {
                await #expect(throws: ArtifactError(code, ""), "\(version)") {
                    try await client.tree(of: chart(server, version))
                }
            }
        }
    }
}
