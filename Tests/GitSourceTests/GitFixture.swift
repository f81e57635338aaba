import Foundation
import TestSupport

/// A repository made with the real `git`, with a working copy to commit from.
final class GitFixture: Sendable {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/work" }
    var url: String { path }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path + "/work", withIntermediateDirectories: true)
        try git("init", "-q", "-b", "main")
        // So that a server on the folder hands it out.
        try Data().write(to: URL(filePath: path + "/.git/git-daemon-export-ok"))
    }

    @discardableResult
    func git(_ arguments: String..., date: String = "2026-01-02T03:04:05+01:00") throws -> String {
        let identity = [
            "GIT_AUTHOR_NAME": "Ada Lovelace", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Build",
            "GIT_COMMITTER_EMAIL": "build@example.com", "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
            "GIT_CONFIG_NOSYSTEM": "1",
        ]
        let text = try Command.run("git", arguments, in: path, environment: identity)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    func write(_ text: String, to file: String) throws { try directory.write(text, to: "work/" + file) }

    /// Commits everything there is.
    @discardableResult
    func commit(_ message: String, date: String = "2026-01-02T03:04:05+01:00") throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message, date: date)
        return try git("rev-parse", "HEAD")
    }

    @discardableResult
    func commit(_ files: [String: String], _ message: String = "change") throws -> String {
        for (file, text) in files { try write(text, to: file) }
        return try commit(message)
    }
}
