import KubeClient
import KubeClientHTTP
import Synchronization
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    private func connection(_ port: Int, _ change: (inout ClusterConnection) -> Void = { _ in }) -> ClusterConnection {
        var connection = ClusterConnection(server: ServerURL(host: "127.0.0.1", port: port))
        connection.tls.certificateAuthority = Array(TestCertificates.authority.utf8)
        connection.tls.serverName = "api.test"
        change(&connection)
        return connection
    }

    private let jane = ClientIdentity(
        certificates: Array(TestCertificates.client.utf8), key: Secret(TestCertificates.clientKey))

    private func get(_ connection: ClusterConnection, runner: (any PluginRunner)? = nil) async throws -> Int {
        let transport = try connection.transport(runner: runner, retries: nil)
        do {
            let status = try await transport.send(KubeRequest("GET", "/")).status
            await transport.shutdown()
            return status
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    @Test func theServersCertificateIsVerified() async throws {
        try await TestServer.run(tls: true) { _, _ in
            .answer(200, "{}")
        } _: { server, port in
            let plain = try await get(connection(port))
            #expect(plain == 200)
            #expect(server.requests.last?.headers["Host"] == "127.0.0.1:\(port)")
            for name in ["other.test", nil] {
                await #expect(throws: KubeError(.unreachable, "")) {
                    try await get(connection(port) { $0.tls.serverName = name })
                }
            }
            await #expect(throws: KubeError(.unreachable, "")) {
                try await get(connection(port) { $0.tls.certificateAuthority = nil })
            }
            #expect(
                try await get(
                    connection(port) {
                        $0.tls.certificateAuthority = nil
                        $0.tls.skipsVerification = true
                    }) == 200)
        }
    }

    @Test func theClientShowsItsCertificate() async throws {
        try await TestServer.run(tls: true) { _, _ in
            .answer(200, "{}")
        } _: { server, port in
            _ = try await get(connection(port))
            _ = try await get(connection(port) { $0.tls.identity = jane })
            #expect(server.requests.map { $0.headers["test-peer"] != nil } == [false, true])
        }
    }

    @Test func credentialsTravelOnlyOverTLS() async throws {
        try await TestServer.run(tls: true) { _, _ in
            .answer(200, "{}")
        } _: { server, port in
            _ = try await get(connection(port) { $0.authentication = .token(Secret("t")) })
            #expect(server.requests[0].headers["Authorization"] == "Bearer t")
        }
        try await TestServer.run { _, _ in
            .answer(200, "{}")
        } _: { server, port in
            _ = try await get(
                connection(port) {
                    $0.server.isSecure = false
                    $0.authentication = .token(Secret("t"))
                })
            #expect(server.requests[0].headers["Authorization"] == nil)
        }
    }

    @Test func unusableCertificatesAreTold() {
        #expect(throws: KubeError(.configuration, "")) {
            try HTTPTransport(connection(1) { $0.tls.certificateAuthority = Array("nonsense".utf8) })
        }
        #expect(throws: KubeError(.configuration, "")) {
            try HTTPTransport(
                connection(1) { $0.tls.identity = ClientIdentity(certificates: jane.certificates, key: Secret("no")) })
        }
        let mismatch = #expect(throws: KubeError(.configuration, "")) {
            try HTTPTransport(
                connection(1) {
                    $0.tls.identity = ClientIdentity(
                        certificates: jane.certificates, key: Secret(TestCertificates.serverKey))
                })
        }
        #expect(mismatch?.message.contains("belong together") == true)
        for proxy in ["nonsense", "ftp://p:1", "http://"] {
            #expect(throws: KubeError(.configuration, "")) {
                try HTTPTransport(connection(1) { $0.proxyURL = Secret(proxy) })
            }
        }
    }

    /// Gives a token at first, and a certificate after it was refused.
    private final class ChangingPlugin: PluginRunner {
        let isInteractive = false
        private let runs = Mutex(0)
        private let answers: [String]

        init(_ answers: [String]) { self.answers = answers }

        func run(
            _ command: String, _ arguments: [String], environment: [String: Secret]
        ) async throws -> PluginResult {
            let position = runs.withLock { runs in
                defer { runs += 1 }
                return runs
            }
            let status = answers[min(position, answers.count - 1)]
            return PluginResult(
                exitCode: 0,
                output: Secret(
                    #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":\#(status)}"#),
                errorText: "")
        }
    }

    /// Files that somebody renews.
    private final class RenewedFiles: ConfigurationFiles {
        let contents: Mutex<[String: String]>
        init(_ contents: [String: String]) { self.contents = Mutex(contents) }
        func contents(of path: String) -> [UInt8]? { contents.withLock { $0[path] }.map { Array($0.utf8) } }
    }

    @Test func certificatesInFilesAreRenewed() async throws {
        let files = RenewedFiles(["/c": TestCertificates.client, "/k": TestCertificates.clientKey])
        let time = Mutex(Timestamp(microseconds: 0))
        let connection = connection(0) {
            $0.tls.identity = jane
            $0.tls.identityFiles = IdentityFiles(certificate: "/c", key: "/k")
        }
        try await TestServer.run(tls: true) { request, _ in
            .answer(request.headers["test-peer"] != nil ? 200 : 401, "{}")
        } _: { server, port in
            var connection = connection
            connection.server.port = port
            let transport = try connection.transport(
                runner: nil, retries: nil, files: files, wallClock: WallClock { time.withLock { $0 } })
            @Sendable func get() async throws -> Int {
                time.withLock { $0 = $0.advanced(by: .seconds(61)) }
                return try await transport.send(KubeRequest("GET", "/")).status
            }
            for _ in 0..<2 { #expect(try await get() == 200) }
            #expect(Set(server.requests.map(\.connection)).count == 1)
            // Half renewed: the key is not the certificate's.
            files.contents.withLock { $0["/k"] = TestCertificates.serverKey }
            #expect(try await get() == 200)
            #expect(Set(server.requests.map(\.connection)).count == 1)
            files.contents.withLock {
                $0 = ["/c": TestCertificates.client + "\n", "/k": TestCertificates.clientKey + "\n"]
            }
            #expect(try await get() == 200)
            #expect(Set(server.requests.map(\.connection)).count == 2, "a new certificate means a new connection")
            await transport.shutdown()
        }
    }

    @Test func aPluginMayChangeTheCertificate() async throws {
        let status: Value = [
            "clientCertificateData": .string(TestCertificates.client),
            "clientKeyData": .string(TestCertificates.clientKey),
        ]
        let plugin = ChangingPlugin([#"{"token":"old"}"#, status.jsonText()])
        try await TestServer.run(tls: true) { request, _ in
            .answer(request.headers["test-peer"] != nil ? 200 : 401, "{}")
        } _: { server, port in
            let status = try await get(
                connection(port) { $0.authentication = .plugin(CredentialPlugin(command: "x")) }, runner: plugin)
            #expect(status == 200)
            #expect(server.requests.count == 2)
            #expect(server.requests[1].headers["Authorization"] == nil)
        }
    }
}
