import Foundation
import GitSource
import SourceTrees
import TestSupport
import Testing

/// A private SSH server on a high port.
struct SSHRemoteTests {
    private let fixture: GitFixture
    private let cache: TemporaryDirectory
    private let keys: TemporaryDirectory
    private let server: TestServer?

    init() throws {
        fixture = try GitFixture()
        cache = try TemporaryDirectory()
        keys = try TemporaryDirectory()
        try fixture.commit(["a.yaml": "kind: ConfigMap"])
        for (name, passphrase, type) in [
            ("plain", "", "ed25519"), ("locked", "s3cret", "ed25519"), ("stranger", "", "ed25519"),
            ("host", "", "ed25519"), ("otherhost", "", "ed25519"), ("ecdsahost", "", "ecdsa"),
        ] {
            try Command.run(
                "ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", keys.path + "/" + name])
        }
        let authorized = try Self.text(keys, "plain.pub") + Self.text(keys, "locked.pub")
        server = try TestServer.ssh(authorizedKey: authorized, hostKey: keys.path + "/host")
    }

    private static func text(_ folder: TemporaryDirectory, _ name: String) throws -> String {
        try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
    }

    private func key(_ name: String) throws -> String { try Self.text(keys, name) }

    private func knownHosts(_ name: String, port: Int) throws -> KnownHosts {
        KnownHosts("[127.0.0.1]:\(port) \(try key(name + ".pub"))")
    }

    private func repository(_ options: RemoteOptions) throws -> GitRepository {
        let url = "ssh://\(NSUserName())@127.0.0.1:\(server?.port ?? 0)\(fixture.path)"
        return try GitRepository(url, cache: .directory(cache.path + "/cache"), options: options)
    }

    @Test func `a key from memory and a known host`() async throws {
        guard let server else { return }
        let options = RemoteOptions(
            credentials: .key(privateKey: try key("plain")), knownHosts: try knownHosts("host", port: server.port))
        #expect(try await repository(options).resolve("main").tree.readText("a.yaml") == "kind: ConfigMap")
    }

    @Test func `a key with a passphrase`() async throws {
        guard let server else { return }
        let hosts = try knownHosts("host", port: server.port)
        let right = GitCredentials.key(privateKey: try key("locked"), passphrase: "s3cret")
        #expect(try await repository(.init(credentials: right, knownHosts: hosts)).references().isEmpty == false)
        let wrong = GitCredentials.key(privateKey: try key("locked"), passphrase: "wr0ng")
        let error = await #expect(throws: GitError(.authenticationFailed, "")) {
            try await repository(.init(credentials: wrong, knownHosts: hosts)).references()
        }
        #expect(error.map { !"\($0)".contains("wr0ng") && !"\($0)".contains("PRIVATE") } ?? false)
    }

    @Test func `a key the server does not know`() async throws {
        guard let server else { return }
        let hosts = try knownHosts("host", port: server.port)
        let stranger = GitCredentials.key(privateKey: try key("stranger"))
        await #expect(throws: GitError(.authenticationFailed, "")) {
            try await repository(.init(credentials: stranger, knownHosts: hosts)).references()
        }
        await #expect(throws: GitError(.credentialsRequired, "")) {
            try await repository(.init(knownHosts: hosts)).references()
        }
    }

    @Test func `host keys are checked`() async throws {
        guard let server else { return }
        let credentials = GitCredentials.key(privateKey: try key("plain"))
        let changed = RemoteOptions(
            credentials: credentials, knownHosts: try knownHosts("otherhost", port: server.port))
        let error = await #expect(throws: GitError(.hostKeyMismatch, "")) { try await repository(changed).references() }
        #expect(error?.message.contains("has changed") == true && error?.message.contains("SHA256:") == true)
        let otherType = RemoteOptions(
            credentials: credentials, knownHosts: try knownHosts("ecdsahost", port: server.port))
        await #expect(throws: GitError(.hostKeyUnknown, "")) { try await repository(otherType).references() }
        await #expect(throws: GitError(.hostKeyUnknown, "")) {
            try await repository(.init(credentials: credentials)).references()
        }
        let accepting = RemoteOptions(credentials: credentials, allowsUnknownHosts: true)
        #expect(try await repository(accepting).references().isEmpty == false)
        // Accepting strangers does not accept somebody with another's name.
        let both = RemoteOptions(
            credentials: credentials, knownHosts: try knownHosts("otherhost", port: server.port),
            allowsUnknownHosts: true)
        await #expect(throws: GitError(.hostKeyMismatch, "")) { try await repository(both).references() }
    }

    @Test func `a key of the agent`() async throws {
        guard let server, Command.find("ssh-agent") != nil else { return }
        let socket = keys.path + "/agent"
        let agent = try ChildProcess("ssh-agent", ["-D", "-a", socket])
        defer {
            agent.terminate()
            agent.wait()
        }
        // It prints where it listens once it does.
        #expect(agent.line().contains(socket))
        try Command.run("ssh-add", ["-q", keys.path + "/plain"], environment: ["SSH_AUTH_SOCK": socket])
        let url = "ssh://\(NSUserName())@127.0.0.1:\(server.port)\(fixture.path)"
        let cache = cache.path + "/agent"
        guard let probe = try ChildProcess.probe(url, cache: cache, ["main"], environment: ["SSH_AUTH_SOCK": socket])
        else { return }
        let told = String(decoding: probe.readToEnd(), as: UTF8.self)
        let commit = try fixture.git("rev-parse", "HEAD")
        #expect(probe.wait() == 0 && told.hasPrefix(commit))
    }

    @Test func `a repository that is not there`() async throws {
        guard let server else { return }
        let options = RemoteOptions(
            credentials: .key(privateKey: try key("plain")), knownHosts: try knownHosts("host", port: server.port))
        let url = "ssh://\(NSUserName())@127.0.0.1:\(server.port)/nonexistent"
        let none = try GitRepository(url, cache: .directory(cache.path + "/cache"), options: options)
        await #expect(throws: GitError.self) { try await none.references() }
    }
}
