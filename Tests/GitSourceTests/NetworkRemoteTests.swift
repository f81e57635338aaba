import Foundation
import GitSource
import SourceTrees
import Synchronization
import TestSupport
import Testing

/// Real servers on the loopback interface.
@Suite(.timeLimit(.minutes(10))) struct NetworkRemoteTests {
    private let fixture: GitFixture
    private let cache: TemporaryDirectory
    private let commit: String

    init() throws {
        fixture = try GitFixture()
        cache = try TemporaryDirectory()
        commit = try fixture.commit([
            "app/a.yaml": "kind: ConfigMap", "b.txt": String(repeating: "line\n", count: 5_000),
        ])
        try fixture.git("tag", "-a", "v1.0.0", "-m", "one")
    }

    private func repository(_ url: String, _ options: RemoteOptions = RemoteOptions()) throws -> GitRepository {
        try GitRepository(url, cache: .directory(cache.path + "/cache"), options: options)
    }

    private func http(_ options: [String: Any] = [:]) throws -> TestServer? {
        try TestServer.http(root: fixture.directory.path, options)
    }

    private func expectReads(_ repository: GitRepository) async throws {
        #expect(try await repository.resolve("main").tree.readText("app/a.yaml") == "kind: ConfigMap")
        #expect(try await repository.resolve("v1.*").id.description == commit)
        #expect(
            try await repository.references().first { $0.name == "refs/tags/v1.0.0" }?.peeled?.description == commit)
    }

    // MARK: git://

    @Test func `over Git's own protocol`() async throws {
        let server = try TestServer.daemon(root: fixture.directory.path)
        try await expectReads(try repository("git://127.0.0.1:\(server.port)/work"))
        await #expect(throws: GitError(.repositoryNotFound, "")) {
            try await repository("git://127.0.0.1:\(server.port)/none").references()
        }
    }

    @Test func `a commit that no name leads to is asked for by its identifier`() async throws {
        try fixture.git("config", "uploadpack.allowAnySHA1InWant", "true")
        let lost = try fixture.commit(["lost.yaml": "x"])
        try fixture.git("reset", "-q", "--hard", "HEAD~1")
        let server = try TestServer.daemon(root: fixture.directory.path)
        #expect(
            try await repository("git://127.0.0.1:\(server.port)/work").resolve(.named(lost)).tree.readText("lost.yaml")
                == "x")
    }

    @Test func `a server that refuses commits by identifier is asked for branches`() async throws {
        let first = commit
        try fixture.commit(["a.yaml": "2"])
        let server = try TestServer.daemon(root: fixture.directory.path)
        let repository = try repository("git://127.0.0.1:\(server.port)/work")
        #expect(try await repository.resolve(.named(first)).id.description == first)
        await #expect(throws: GitError(.revisionNotFound, "")) {
            try await repository.resolve(.named(String(repeating: "12", count: 20)))
        }
    }

    @Test func `nobody listens`() async throws {
        let port = try TestServer.freePort()
        await #expect(throws: GitError(.network, "")) { try await repository("git://127.0.0.1:\(port)/a").references() }
        await #expect(throws: GitError(.network, "")) {
            try await repository("http://127.0.0.1:\(port)/a").references()
        }
    }

    // MARK: http://

    @Test func `over HTTP`() async throws {
        guard let server = try http() else { return }
        try await expectReads(try repository("http://127.0.0.1:\(server.port)/work/.git"))
        await #expect(throws: GitError(.repositoryNotFound, "")) {
            try await repository("http://127.0.0.1:\(server.port)/none").references()
        }
    }

    @Test func `user and password`() async throws {
        guard let server = try http(["basic": "ada:s3cret"]) else { return }
        let url = "http://127.0.0.1:\(server.port)/work/.git"
        try await expectReads(try repository(url, .init(credentials: .password(user: "ada", password: "s3cret"))))
        // Written into the URL they count as well, and are told nowhere.
        try await expectReads(try repository("http://ada:s3cret@127.0.0.1:\(server.port)/work/.git"))
        await #expect(throws: GitError(.credentialsRequired, "")) { try await repository(url).references() }
        let wrong = RemoteOptions(credentials: .password(user: "ada", password: "wr0ng"))
        let error = await #expect(throws: GitError(.authenticationFailed, "")) {
            try await repository(url, wrong).references()
        }
        #expect(error.map { !"\($0)".contains("wr0ng") } ?? false)
        let inURL = await #expect(throws: GitError.self) {
            try await repository("http://ada:wr0ng@127.0.0.1:\(server.port)/work/.git").references()
        }
        #expect(inURL.map { !"\($0)\($0.message)\($0.repository ?? "")".contains("wr0ng") } ?? false)
    }

    @Test func `a bearer token`() async throws {
        guard let server = try http(["bearer": "t0ken"]) else { return }
        let url = "http://127.0.0.1:\(server.port)/work/.git"
        try await expectReads(try repository(url, .init(credentials: .bearer("t0ken"))))
        await #expect(throws: GitError(.authenticationFailed, "")) {
            try await repository(url, .init(credentials: .bearer("wr0ng"))).references()
        }
    }

    @Test func `a token does not follow a redirection, nor a password to another host`() async throws {
        guard let thief = try http(["basic": "x:y"]) else { return }
        guard let server = try http(["redirect": "http://localhost:\(thief.port)"]) else { return }
        let url = "http://127.0.0.1:\(server.port)/work/.git"
        for credentials in [GitCredentials.bearer("t0ken"), .password(user: "ada", password: "s3cret")] {
            await #expect(throws: GitError.self) {
                try await repository(url, .init(credentials: credentials)).references()
            }
        }
        let seen = try thief.seen()
        #expect(!seen.contains { $0.contains("t0ken") || $0.hasPrefix("Basic") })
    }

    @Test func `a redirection on the same host is followed`() async throws {
        guard let target = try http() else { return }
        guard let server = try http(["redirect": "http://127.0.0.1:\(target.port)"]) else { return }
        try await expectReads(try repository("http://127.0.0.1:\(server.port)/work/.git"))
    }

    @Test func `errors of the server`() async throws {
        for (status, code) in [(403, GitError.Code.authenticationFailed), (404, .repositoryNotFound), (500, .network)] {
            guard let server = try http(["status": status]) else { return }
            await #expect(throws: GitError(code, "")) {
                try await repository("http://127.0.0.1:\(server.port)/work/.git").references()
            }
        }
    }

    @Test func `through a proxy`() async throws {
        let certificates = try TestCertificates()
        guard let server = try http(["certificate": certificates.certificate, "key": certificates.key]),
            let proxy = try http(["relay": server.port])
        else { return }
        let options = RemoteOptions(
            certificateAuthorities: certificates.authority, proxy: "http://127.0.0.1:\(proxy.port)")
        // Port 1 is reached by the proxy alone.
        try await expectReads(try repository("https://localhost:1/work/.git", options))
        #expect(try proxy.seen().first == "CONNECT localhost:1")
        await #expect(throws: GitError(.unsupported, "")) {
            try await repository("http://127.0.0.1:\(server.port)/work/.git", options).references()
        }
    }

    // MARK: Stopping

    @Test func `a silent server is left when the time is up`() async throws {
        guard let server = try TestServer.silent() else { return }
        let options = RemoteOptions(timeout: .milliseconds(200))
        await #expect(throws: GitError(.timeout, "")) {
            try await repository("http://127.0.0.1:\(server.port)/work", options).references()
        }
    }

    @Test func `cancelling the task ends the wait`() async throws {
        guard let server = try http(["stall": true]) else { return }
        let repository = try repository("http://127.0.0.1:\(server.port)/work/.git")
        let task = Task { try await repository.resolve("main") }
        // The server tells when it has begun not to answer.
        #expect(await server.line() == "stalled")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // The cache is as good as before.
        guard let good = try http() else { return }
        try await expectReads(try self.repository("http://127.0.0.1:\(good.port)/work/.git"))
    }

    @Test func `progress is told`() async throws {
        guard let server = try http() else { return }
        let seen = ProgressLog()
        let source = try await repository("http://127.0.0.1:\(server.port)/work/.git").resolve("main") { seen.add($0) }
        #expect(source.id.description == commit)
        #expect(seen.last.map { $0.receivedObjects == $0.totalObjects && $0.receivedBytes > 0 } ?? false)
    }

    // MARK: https://

    @Test func `TLS by an authority of one's own`() async throws {
        let certificates = try TestCertificates()
        guard let server = try http(["certificate": certificates.certificate, "key": certificates.key]) else { return }
        let url = "https://localhost:\(server.port)/work/.git"
        await #expect(throws: GitError(.certificateInvalid, "")) { try await repository(url).references() }
        try await expectReads(try repository(url, .init(certificateAuthorities: certificates.authority)))
        // Trust given to one repository is not given to another, before or after.
        await #expect(throws: GitError(.certificateInvalid, "")) { try await repository(url).references() }
        let other = try TestCertificates()
        await #expect(throws: GitError(.certificateInvalid, "")) {
            try await repository(url, .init(certificateAuthorities: other.authority)).references()
        }
        try await expectReads(try repository(url, .init(skipsServerVerification: true)))
        await #expect(throws: GitError(.invalidOptions, "")) {
            try await repository(url, .init(certificateAuthorities: "no certificate")).references()
        }
    }

    @Test func `repositories that trust different authorities, at once`() async throws {
        let (one, two) = (try TestCertificates(), try TestCertificates())
        guard let first = try http(["certificate": one.certificate, "key": one.key]),
            let second = try http(["certificate": two.certificate, "key": two.key])
        else { return }
        let folder = cache.path
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<12 {
                let (server, own, foreign) = index.isMultiple(of: 2) ? (first, one, two) : (second, two, one)
                let isRight = index % 3 != 0
                let url = "https://localhost:\(server.port)/work/.git"
                let options = RemoteOptions(certificateAuthorities: isRight ? own.authority : foreign.authority)
                group.addTask {
                    let repository = try GitRepository(url, cache: .directory("\(folder)/\(index)"), options: options)
                    let succeeded = (try? await repository.references()) != nil
                    return succeeded == isRight
                }
            }
            for try await isAsExpected in group { #expect(isAsExpected) }
        }
    }
}

/// Collects progress from any thread.
final class ProgressLog: Sendable {
    private let state = Mutex<[GitProgress]>([])

    func add(_ progress: GitProgress) { state.withLock { $0.append(progress) } }

    var last: GitProgress? { state.withLock { $0.last } }
}
