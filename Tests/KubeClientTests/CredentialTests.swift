import KubeClient
import Synchronization
import Testing
import Values

@Suite struct CredentialTests {
    /// Answers as a plugin would, one answer after the other.
    private final class FakeRunner: PluginRunner {
        let isInteractive: Bool
        private let answers: [PluginResult]
        private let calls = Mutex<[[String: Secret]]>([])

        init(_ answers: PluginResult..., isInteractive: Bool = false) {
            self.answers = answers
            self.isInteractive = isInteractive
        }

        var environments: [[String: Secret]] { calls.withLock { $0 } }

        func run(
            _ command: String, _ arguments: [String], environment: [String: Secret]
        ) async throws -> PluginResult {
            let position = calls.withLock { calls in
                calls.append(environment)
                return calls.count - 1
            }
            return answers[min(position, answers.count - 1)]
        }
    }

    private final class AdjustableClock: Sendable {
        private let time = Mutex(Timestamp(microseconds: 0))
        func set(_ text: String) { time.withLock { $0 = Timestamp(text) ?? $0 } }
        var wallClock: WallClock { WallClock { self.time.withLock { $0 } } }
    }

    private func answer(_ status: String, version: String = "v1", exitCode: Int = 0) -> PluginResult {
        PluginResult(
            exitCode: exitCode,
            output: Secret(
                #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/\#(version)","status":\#(status)}"#
            ),
            errorText: "please log in")
    }

    private let connection = ClusterConnection(server: ServerURL(host: "h", port: 443))

    @Test func pluginCredentialsAreKeptUntilTheyExpire() async throws {
        let clock = AdjustableClock()
        clock.set("2026-01-01T00:00:00Z")
        let runner = FakeRunner(
            answer(#"{"token":"one","expirationTimestamp":"2026-01-01T01:00:00Z"}"#), answer(#"{"token":"two"}"#))
        let source = PluginCredential(
            CredentialPlugin(command: "login"), connection: connection, runner: runner, wallClock: clock.wallClock)
        #expect(try await source.credential() == .bearer(Secret("one")))
        #expect(try await source.credential() == .bearer(Secret("one")))
        clock.set("2026-01-01T00:59:55Z")
        #expect(try await source.credential() == .bearer(Secret("two")))
        #expect(runner.environments.count == 2)
    }

    @Test func refusedCredentialsAreFetchedAnew() async throws {
        let runner = FakeRunner(answer(#"{"token":"one"}"#), answer(#"{"token":"two"}"#))
        let source = PluginCredential(CredentialPlugin(command: "login"), connection: connection, runner: runner)
        let transport = ScriptedTransport { request, _ in
            request.headers["Authorization"] == "Bearer two" ? .json(200, "{}") : .text(401, "")
        }
        let authenticated = AuthenticatedTransport(transport, source: source)
        #expect(try await authenticated.send(KubeRequest("GET", "/")).status == 200)
        #expect(try await authenticated.stream(KubeRequest("GET", "/")).status == 200)
        #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer one", "Bearer two", "Bearer two"])
        #expect(runner.environments.count == 2)
    }

    @Test func aRefusalThatNothingCanMendIsHandedOn() async throws {
        let transport = ScriptedTransport(replies: .text(401, ""))
        let authenticated = AuthenticatedTransport(
            transport, source: FixedCredential(.basic(user: "Aladdin", password: Secret("open sesame"))))
        #expect(try await authenticated.send(KubeRequest("GET", "/")).status == 401)
        #expect(transport.requests.count == 1)
        #expect(transport.requests[0].headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    @Test func aPluginIsToldAboutTheClusterIfItWantsToKnow() async throws {
        let yaml = """
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters:
            - name: k
              cluster:
                server: https://h:6443
                certificate-authority-data: Q0E=
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: a}}]
            users:
            - name: u
              user:
                exec: {command: login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, provideClusterInfo: true}
            """
        let connection = try Kubeconfig(yaml: Array(yaml.utf8)).connection(files: MemoryFiles([:]))
        let runner = FakeRunner(
            answer(#"{"clientCertificateData":"C","clientKeyData":"K"}"#), isInteractive: true)
        let source = try #require(try connection.credentialSource(runner: runner))
        let credential = try await source.credential()
        #expect(credential.identity == ClientIdentity(certificates: Array("C".utf8), key: Secret("K")))
        let told = try #require(runner.environments.first?["KUBERNETES_EXEC_INFO"])
        #expect(
            try Value(json: told.revealed()) == [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "spec": [
                    "interactive": true,
                    "cluster": [
                        "server": "https://h:6443", "certificate-authority-data": "Q0E=", "config": ["audience": "a"],
                    ],
                ],
            ])
        #expect(throws: KubeError(.configuration, "")) { try connection.credentialSource(runner: nil) }
    }

    @Test func badAnswersOfAPluginSayWhatIsWrongAndNotWhatWasPrinted() async {
        let cases: [(PluginResult, String)] = [
            (answer(#"{"token":"s3cret"}"#, exitCode: 3), "exit code 3: please log in"),
            (answer(#"{"token":"s3cret"}"#, version: "v1beta1"), "another version"),
            (answer(#"{"expirationTimestamp":"soon","token":"s3cret"}"#), "RFC 3339"),
            (answer(#"{"clientKeyData":"s3cret"}"#), "key without certificate"), (answer("{}"), "neither"),
            (answer("null"), "without status"),
            (PluginResult(exitCode: 0, output: Secret("s3cret"), errorText: ""), "no JSON"),
            (PluginResult(exitCode: 0, output: Secret("{}"), errorText: ""), "no ExecCredential"),
        ]
        for (result, message) in cases {
            let source = PluginCredential(
                CredentialPlugin(command: "login"), connection: connection, runner: FakeRunner(result))
            let error = await #expect(throws: KubeError.self) { try await source.credential() }
            #expect(error?.code == .authentication)
            #expect(error?.message.contains(message) == true, "\(String(describing: error))")
            #expect(error?.message.contains("s3cret") == false)
        }
        let asking = PluginCredential(
            CredentialPlugin(command: "login", interactiveMode: .always), connection: connection,
            runner: FakeRunner(answer(#"{"token":"t"}"#)))
        await #expect(throws: KubeError(.authentication, "")) { try await asking.credential() }
    }

    /// A clock that is behind makes a dead token look alive; the server's refusal tells better.
    @Test func aClockThatIsWrongDoesNoHarm() async throws {
        let expiring = #"{"token":"one","expirationTimestamp":"2026-01-01T00:00:00Z"}"#
        for now in ["1999-01-01T00:00:00Z", "2199-01-01T00:00:00Z"] {
            let clock = AdjustableClock()
            clock.set(now)
            let runner = FakeRunner(answer(expiring), answer(#"{"token":"two"}"#))
            let source = PluginCredential(
                CredentialPlugin(command: "login"), connection: connection, runner: runner, wallClock: clock.wallClock)
            let transport = ScriptedTransport { request, _ in
                request.headers["Authorization"] == "Bearer two" ? .json(200, "{}") : .text(401, "")
            }
            #expect(
                try await AuthenticatedTransport(transport, source: source).send(KubeRequest("GET", "/")).status == 200)
            #expect(runner.environments.count == 2)
        }
    }

    /// Never answers.
    private final class HangingRunner: PluginRunner {
        let isInteractive = false
        let started = AsyncStream<Void>.makeStream()

        func run(
            _ command: String, _ arguments: [String], environment: [String: Secret]
        ) async throws -> PluginResult {
            started.continuation.yield()
            let (never, _) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            throw CancellationError()
        }
    }

    @Test(.timeLimit(.minutes(10))) func whoWaitsForAPluginCanBeCancelled() async throws {
        let runner = HangingRunner()
        let source = PluginCredential(CredentialPlugin(command: "login"), connection: connection, runner: runner)
        let task = Task { try await source.credential() }
        for await _ in runner.started.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func severalRequestsShareOneRun() async throws {
        let runner = FakeRunner(answer(#"{"token":"one"}"#), answer(#"{"token":"two"}"#))
        let source = PluginCredential(CredentialPlugin(command: "login"), connection: connection, runner: runner)
        let all = try await withThrowingTaskGroup(of: Credential.self) { group in
            for _ in 0..<20 { group.addTask { try await source.credential() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(all.allSatisfy { $0 == .bearer(Secret("one")) })
        #expect(runner.environments.count == 1)
    }

    /// A file that changes and vanishes.
    private final class ChangingFile: ConfigurationFiles {
        let text = Mutex<String?>("one\n")
        func contents(of path: String) -> [UInt8]? { text.withLock { $0 }.map { Array($0.utf8) } }
    }

    @Test func certificatesInFilesAreReadAgain() async throws {
        let clock = AdjustableClock()
        clock.set("2026-01-01T00:00:00Z")
        let file = ChangingFile()
        var connection = connection
        connection.tls.identity = ClientIdentity(certificates: Array("one\n".utf8), key: Secret("one\n"))
        connection.tls.identityFiles = IdentityFiles(certificate: "/c", key: "/k")
        connection.authentication = .token(Secret("t"))
        let source = try #require(
            try connection.credentialSource(runner: nil, files: file, wallClock: clock.wallClock))
        #expect(try await source.credential().identity == connection.tls.identity)
        #expect(try await source.credential().authorization == Secret("Bearer t"))
        file.text.withLock { $0 = "two" }
        #expect(try await source.credential().identity?.key == Secret("one\n"))
        clock.set("2026-01-01T00:01:00Z")
        #expect(try await source.credential().identity?.key == Secret("two"))
        file.text.withLock { $0 = nil }
        clock.set("2026-01-01T00:03:00Z")
        #expect(try await source.credential().identity?.key == Secret("two"), "the last one stays in use")
        file.text.withLock { $0 = "three" }
        await source.wasRefused(try await source.credential())
        #expect(try await source.credential().identity?.key == Secret("three"))
    }

    @Test func tokenFilesAreReadAgain() async throws {
        let clock = AdjustableClock()
        clock.set("2026-01-01T00:00:00Z")
        let file = ChangingFile()
        let source = TokenFileCredential(path: "/t", files: file, wallClock: clock.wallClock)
        #expect(try await source.credential() == .bearer(Secret("one")))
        file.text.withLock { $0 = "two" }
        #expect(try await source.credential() == .bearer(Secret("one")))
        clock.set("2026-01-01T00:01:00Z")
        #expect(try await source.credential() == .bearer(Secret("two")))
        file.text.withLock { $0 = "three" }
        await source.wasRefused(.bearer(Secret("two")))
        #expect(try await source.credential() == .bearer(Secret("three")))
        file.text.withLock { $0 = nil }
        await source.wasRefused(.bearer(Secret("three")))
        #expect(try await source.credential() == .bearer(Secret("three")))
        let none = TokenFileCredential(path: "/t", files: file)
        await #expect(throws: KubeError(.authentication, "")) { try await none.credential() }
    }
}
