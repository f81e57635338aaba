import KubeModel
import Testing
import Values

@testable import KubeClient

/// Tokens, keys and passwords are in no error, no description and no dump.
@Suite struct SecrecyTests {
    private static let secret = "s3cret-value"

    /// Everything that printing, debugging and dumping a value shows.
    private func shown(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value)) "
        dump(value, to: &text)
        return text
    }

    private func expectHidden(_ value: Any, sourceLocation: SourceLocation = #_sourceLocation) {
        let text = shown(value)
        #expect(!text.contains(SecrecyTests.secret), "\(text)", sourceLocation: sourceLocation)
    }

    @Test func configurationsShowNothing() throws {
        let yaml = """
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: token}}, {name: b, context: {cluster: k, user: basic}},
              {name: e, context: {cluster: k, user: exec}}, {name: k, context: {cluster: k, user: key}}]
            clusters: [{name: k, cluster: {server: "https://h", proxy-url: "http://me:s3cret-value@proxy:3128"}}]
            users:
            - {name: token, user: {token: s3cret-value}}
            - {name: basic, user: {username: u, password: s3cret-value}}
            - {name: key, user: {client-certificate-data: YQ==, client-key-data: czNjcmV0LXZhbHVl}}
            - name: exec
              user:
                exec: {command: login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never,
                  env: [{name: PASSWORD, value: s3cret-value}]}
            """
        let config = try Kubeconfig(yaml: Array(yaml.utf8))
        expectHidden(config)
        for name in config.contexts.keys {
            let connection = try config.connection(context: name, files: MemoryFiles([:]))
            expectHidden(connection)
            if case .plugin = connection.authentication { continue }
            if let source = try connection.credentialSource(runner: nil) { expectHidden(source) }
        }
        expectHidden(Credential.bearer(Secret(SecrecyTests.secret)))
        expectHidden(Credential.basic(user: "u", password: Secret(SecrecyTests.secret)))
        expectHidden(
            PluginResult(exitCode: 0, output: Secret(SecrecyTests.secret), errorText: ""))
    }

    @Test func requestsAndAnswersShowNothing() {
        var request = KubeRequest(
            "PUT", "/api/v1/namespaces/ns/secrets/a", headers: ["Authorization": "Bearer s3cret-value"],
            body: .value(["data": ["password": "s3cret-value"]]))
        expectHidden(request)
        expectHidden([request])
        expectHidden(request.headers)
        request.query = [("token", SecrecyTests.secret)]
        expectHidden(request)
        expectHidden(
            KubeResponse(
                status: 200, headers: ["Set-Cookie": "s3cret-value"], body: .value(["data": "s3cret-value"])))
        #expect("\(request)" == "PUT /api/v1/namespaces/ns/secrets/a")
    }

    @Test func errorsNameARequestByMethodAndPath() async throws {
        let transport = AuthenticatedTransport(
            ScriptedTransport(replies: .fail, .text(500, "oops"), .json(200, "no json")),
            source: FixedCredential(.bearer(Secret(SecrecyTests.secret))))
        let secrets = KubeAPI(transport: transport).resources(.secrets, in: "ns")
        var object = KubeObject(APIResource.secrets.gvk, namespace: "ns", name: "a")
        object.value["stringData"] = ["password": .string(SecrecyTests.secret)]
        for _ in 0..<3 {
            let error = try #require(await #expect(throws: KubeError.self) { try await secrets.update(object) })
            expectHidden(error)
            #expect("\(error)".contains("PUT /api/v1/namespaces/ns/secrets/a"))
        }
    }

    /// API servers quote what they refuse.
    @Test(arguments: [
        (
            #" "" is invalid: patch: Invalid value: "{\"data\":{\"p\":\"s3cret-value\"}}": json: cannot unmarshal"#,
            #" "" is invalid: patch: Invalid value: <hidden>: json: cannot unmarshal"#
        ),
        (
            "is invalid: patch: Invalid value: map[data:map[p:s3cret-value]]: cannot restore",
            "is invalid: patch: Invalid value: <hidden>"
        ),
        (
            #"is invalid: [data[a]: Invalid value: "s3cret-value": bad, data[b]: Invalid value: "s3cret-value": worse]"#,
            "is invalid: [data[a]: Invalid value: <hidden>: bad, data[b]: Invalid value: <hidden>: worse]"
        ),
        (
            "failed to create typed patch object: .data.p: expected string, got &value.valueUnstructured{Value:s3cret-value}",
            "failed to create typed patch object: .data.p: expected string, got <hidden>"
        ), ("type: Invalid value: \"not closed s3cret-value", "type: Invalid value: <hidden>"),
        ("secrets \"a\" not found", "secrets \"a\" not found"),
    ])
    func whatTheServerQuotesOfASecretIsHidden(message: String, expected: String) async throws {
        let status: Value = [
            "kind": "Status", "code": 422, "reason": "Invalid", "message": .string(message),
            "details": ["causes": [["field": "data", "message": .string(message)]]],
        ]
        let api = KubeAPI(transport: ScriptedTransport(replies: .value(422, status)))
        let secrets = api.resources(.secrets, in: "ns")
        let error = try #require(
            await #expect(throws: KubeError.self) { try await secrets.patch("a", .merge(["data": [:]])) })
        expectHidden(error)
        #expect(error.message == expected)
        #expect(error.status?.causes.first?.message == expected)
        let other = try #require(
            await #expect(throws: KubeError.self) {
                try await api.resources(.configMaps, in: "secrets").patch("a", .merge(["data": [:]]))
            })
        #expect(other.message == message, "other kinds keep their server's words")
    }

    @Test func aTokenThatHTTPCannotCarryIsNotQuoted() async throws {
        let transport = ScriptedTransport(replies: .json(200, "{}"))
        for token in ["s3cret-value\nX-Evil: 1", "s3cret-value\r", "s3cret-value\u{7F}"] {
            let authenticated = AuthenticatedTransport(
                transport, source: FixedCredential(.bearer(Secret(token))))
            let error = try #require(
                await #expect(throws: KubeError.self) { try await authenticated.send(KubeRequest("GET", "/")) })
            #expect(error.code == .authentication)
            expectHidden(error)
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func whatAPluginSaysToPeopleLosesItsSecrets() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
        let text = "cannot log in as jane with s3cret-value at https://login.example/path: token=\(token), \(token)"
        #expect(
            Redaction.hiding([SecrecyTests.secret, "", "abc"], in: text)
                == "cannot log in as jane with <hidden> at https://login.example/path: <hidden> <hidden>")
    }

    @Test func leadersAndStoresKeepObjectsToThemselves() {
        let recorder = KubeAPI(transport: ScriptedTransport(replies: .fail))
        expectHidden(recorder)
        expectHidden(Secret(SecrecyTests.secret))
        #expect(shown(Secret(SecrecyTests.secret)).contains("<secret>"))
    }
}
