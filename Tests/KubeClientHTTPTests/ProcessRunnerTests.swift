import Foundation
import KubeClient
import KubeClientHTTP
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct ProcessRunnerTests {
    private func withScript<Result>(_ text: String, _ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("plugin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("login")
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return try await body(file.path)
    }

    private let connection = ClusterConnection(server: ServerURL(host: "h", port: 443))

    @Test func aRealPluginGivesCredentials() async throws {
        let script = """
            printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",'
            printf '"status":{"token":"%s-%s-%s"}}' "$1" "$REGION" "$HOME"
            case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 9 ;; esac
            """
        try await withScript(script) { path in
            let plugin = CredentialPlugin(
                command: path, arguments: ["a b; $(c)"], environment: ["REGION": Secret("eu")])
            let source = PluginCredential(
                plugin, connection: connection, runner: ProcessRunner(environment: ["PATH": "/bin:/usr/bin"]))
            // The argument arrives as it is, and nothing of this process's environment does.
            let credential = try await source.credential()
            #expect(credential == .bearer(Secret("a b; $(c)-eu-")))
        }
    }

    @Test func programsAreFoundInThePathOfTheHost() async throws {
        try await withScript("exit 3") { path in
            let folder = String(path.dropLast("/login".count))
            let runner = ProcessRunner(environment: ["PATH": folder])
            let result = try await runner.run("login", [], environment: [:])
            #expect(result.exitCode == 3)
        }
    }

    @Test func missingAndHangingProgramsAreErrors() async throws {
        let missing = PluginCredential(
            CredentialPlugin(command: "/nowhere/login", installHint: "install it"), connection: connection,
            runner: ProcessRunner(environment: [:]))
        let error = await #expect(throws: KubeError.self) { try await missing.credential() }
        #expect(error?.message.contains("install it") == true)
        try await withScript("exec sleep 60") { path in
            let runner = ProcessRunner(environment: ["PATH": "/bin:/usr/bin"], timeout: .milliseconds(200))
            await #expect(throws: KubeError(.authentication, "")) { try await runner.run(path, [], environment: [:]) }
        }
    }
}
