import Foundation
import GitSource
import SourceTrees
import TestSupport
import Testing

/// Several processes on one cache.
struct SharedCacheTests {
    private let fixture: GitFixture
    private let cache: TemporaryDirectory

    init() throws {
        fixture = try GitFixture()
        cache = try TemporaryDirectory()
    }

    private func probe(_ url: String, _ revisions: [String]) throws -> ChildProcess? {
        try ChildProcess.probe(url, cache: cache.path + "/cache", revisions)
    }

    /// The branches, beginning elsewhere for each process.
    private func order(_ offset: Int) -> [Int] { (0..<8).map { ($0 + offset * 2) % 8 } }

    private func noise() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<20_000).map { _ in String(random.next(), radix: 36) }.joined(separator: "\n")
    }

    @Test func `processes that fetch at once do not disturb one another`() async throws {
        var commits: [String] = []
        for index in 0..<8 {
            commits.append(try fixture.commit(["f\(index % 3).txt": String(repeating: "\(index)\n", count: 2_000)]))
            try fixture.git("branch", "b\(index)")
        }
        var processes: [ChildProcess] = []
        for offset in 0..<4 {
            let names = order(offset).map { "b\($0)" }
            guard let process = try probe(fixture.url, names) else { return }
            processes.append(process)
        }
        for (offset, process) in processes.enumerated() {
            let lines = String(decoding: process.readToEnd(), as: UTF8.self).split(separator: "\n")
            #expect(process.wait() == 0)
            let told = lines.map { String($0.prefix(40)) }
            let expected = order(offset).map { commits[$0] }
            #expect(told == expected)
        }
        // And the real git finds nothing wrong with the result.
        let repository = try GitRepository(fixture.url, cache: .directory(cache.path + "/cache"))
        let backend = try #require(repository.backend as? LibGit2Backend)
        try Command.run(
            "git", ["fsck", "--strict", "--no-dangling"], in: backend.path, environment: ["GIT_DIR": backend.path])
    }

    @Test func `a process killed in the middle of a fetch leaves a cache that works`() async throws {
        let commit = try fixture.commit(["noise.txt": noise()])
        guard let server = try TestServer.http(root: fixture.directory.path, ["halfOnce": true]) else { return }
        let url = "http://127.0.0.1:\(server.port)/work/.git"
        guard let process = try probe(url, ["main"]) else { return }
        #expect(await server.line() == "half")
        let backend = LibGit2Backend(try GitURL(url), cache: .directory(cache.path + "/cache"))
        let packs = backend.path + "/objects/pack"
        // The half pack is on disk when its bytes have been taken from the connection.
        for _ in 0..<500 where (try? FileManager.default.contentsOfDirectory(atPath: packs))?.isEmpty ?? true {
            usleep(10_000)
        }
        #expect(try !FileManager.default.contentsOfDirectory(atPath: packs).isEmpty)
        process.terminate(SIGKILL)
        #expect(process.wait() == 128 + SIGKILL)
        #expect(try await GitRepository(backend).resolve("main").id.description == commit)
        let left = try FileManager.default.contentsOfDirectory(atPath: packs).filter {
            !$0.hasSuffix(".pack") && !$0.hasSuffix(".idx")
        }
        #expect(left.isEmpty)
    }
}

extension ChildProcess {
    /// The helper process that fetches, built beside the tests; nil, with the reason printed, where it was not.
    static func probe(
        _ url: String, cache: String, _ revisions: [String], environment: [String: String] = [:]
    ) throws -> ChildProcess? {
        var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let path = folder.path + "/git-fetch-probe"
            if FileManager.default.isExecutableFile(atPath: path) {
                return try ChildProcess(path, [url, cache] + revisions, environment: environment)
            }
            folder.deleteLastPathComponent()
        }
        print("skipped: git-fetch-probe is not beside the tests")
        return nil
    }
}
