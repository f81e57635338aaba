import Foundation

/// A real Git repository made by the real `git`, served by `git daemon` on the loopback interface.
struct DemoRepository {
    let workTree: URL
    let bare: URL

    init(in folder: URL) throws {
        workTree = folder.appendingPathComponent("work")
        bare = folder.appendingPathComponent("served/shop.git")
        try FileManager.default.createDirectory(at: workTree, withIntermediateDirectories: true)
        try git(["init", "--quiet", "--bare", "--initial-branch=main", bare.path], in: folder)
        try git(["init", "--quiet", "--initial-branch=main"])
        try git(["remote", "add", "origin", bare.path])
    }

    /// Writes files, removes others, commits and pushes.
    ///
    /// - Returns: the new commit.
    func commit(_ message: String, files: [String: String] = [:], removing: [String] = []) throws -> String {
        for (path, text) in files {
            let file = workTree.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for path in removing { try git(["rm", "--quiet", path]) }
        try git(["add", "--all"])
        try git(["commit", "--quiet", "--message", message])
        try git(["push", "--quiet", "origin", "main"])
        return try git(["rev-parse", "HEAD"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    private func git(_ arguments: [String], in folder: URL? = nil) throws -> String {
        let identity = [
            "GIT_AUTHOR_NAME": "Demo", "GIT_AUTHOR_EMAIL": "demo@example.invalid",
            "GIT_COMMITTER_NAME": "Demo", "GIT_COMMITTER_EMAIL": "demo@example.invalid",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ]
        let result = try run("git", arguments, in: folder ?? workTree, environment: identity)
        guard result.status == 0 else {
            throw DemoError("git \(arguments.joined(separator: " ")) failed: \(result.errors)")
        }
        return result.output
    }
}

/// A step of the demo that did not happen.
struct DemoError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
