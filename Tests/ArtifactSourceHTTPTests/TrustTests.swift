import ArtifactSource
import Testing

@Suite(.timeLimit(.minutes(10))) struct TrustTests {
    private static let archive = package("shop", "1.0.0")

    private static func repository(_ request: TestServer.Received) -> TestServer.Reply {
        request.path == "/index.yaml"
            ? .text(index("shop", [("1.0.0", "shop.tgz", ArtifactDigest(of: archive).hex)])) : .bytes(archive)
    }

    private func resolve(_ server: TestServer, _ trust: ArtifactTrust) async throws -> ArtifactRevision {
        let reference = try ArtifactReference(chart: "shop", repository: "https://127.0.0.1:\(server.port)")
        return try await client(ArtifactAccess(trust: trust)).resolve(reference)
    }

    @Test func onlyTrustedServersAreSpokenTo() async throws {
        try await TestServer.run(tls: true, Answers(Self.repository)) { (server) async throws in
            await #expect(throws: ArtifactError(.certificateInvalid, "")) { try await resolve(server, ArtifactTrust()) }
            #expect(server.requests.isEmpty)
            let authorities = TestCertificates.authority
            #expect(try await resolve(server, ArtifactTrust(certificateAuthorities: authorities)).version == "1.0.0")
            #expect(try await resolve(server, ArtifactTrust(skipsVerification: true)).version == "1.0.0")
            await #expect(throws: ArtifactError(.invalidOptions, "")) {
                try await resolve(server, ArtifactTrust(certificateAuthorities: "no certificate"))
            }
        }
    }

    @Test func theClientShowsItsCertificateToItsRepositoryAlone() async throws {
        let trust = ArtifactTrust(
            certificateAuthorities: TestCertificates.authority,
            identity: ArtifactTrust.Identity(
                certificates: TestCertificates.client, privateKey: TestCertificates.clientKey))
        try await TestServer.run(tls: true, Answers { _ in .bytes(Self.archive) }) { storage in
            let target = "https://127.0.0.1:\(storage.port)/shop.tgz"
            try await TestServer.run(
                tls: true,
                Answers { request in
                    request.path == "/index.yaml"
                        ? .text(index("shop", [("1.0.0", target, ArtifactDigest(of: Self.archive).hex)])) : .status(404)
                }
            ) { server in
                let reference = try ArtifactReference(chart: "shop", repository: "https://127.0.0.1:\(server.port)")
                _ = try await client(ArtifactAccess(trust: trust)).tree(of: reference)
                #expect(server.requests.allSatisfy { $0.hasClientCertificate })
                #expect(storage.requests.map(\.hasClientCertificate) == [false])
            }
        }
    }

    @Test func aRedirectFromTLSToNoneIsRefused() async throws {
        try await TestServer.run(Answers(Self.repository)) { plain in
            try await TestServer.run(tls: true, Answers { _ in .redirect("\(plain.url)/index.yaml") }) { server in
                await #expect(throws: ArtifactError(.redirectRefused, "")) {
                    try await resolve(server, ArtifactTrust(skipsVerification: true))
                }
                #expect(plain.requests.isEmpty)
            }
        }
    }
}
