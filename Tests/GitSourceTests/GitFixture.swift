import Foundation

/// A command's answer.
struct CommandResult {
    var status: Int32
    var output: Data
    var text: String { String(decoding: output, as: UTF8.self) }
}

struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}

enum Command {
    /// The path of a program, nil where it is not installed.
    static func find(_ name: String) -> String? {
        let folders = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/lib/git-core"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @discardableResult
    static func run(
        _ name: String, _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        input: String? = nil
    ) throws -> CommandResult {
        guard let path = find(name) else { throw CommandFailure(description: "\(name) is not installed") }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        process.environment = ["PATH": "/usr/bin:/bin:/usr/sbin", "HOME": "/nonexistent", "LC_ALL": "C"]
            .merging(environment) { $1 }
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = stdin
        try process.run()
        if let input { stdin.fileHandleForWriting.write(Data(input.utf8)) }
        try stdin.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure(
                description: "\(name) \(arguments.joined(separator: " ")): \(String(decoding: message, as: UTF8.self))")
        }
        return CommandResult(status: 0, output: data)
    }
}

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
        let text = try Command.run("git", arguments, in: path, environment: identity).text
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
