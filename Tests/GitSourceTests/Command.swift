import Foundation
import TestSupport

struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}

/// A child process. Foundation's own keeps track of children through a descriptor that servers close, and then waits for
/// them for ever.
final class ChildProcess: Sendable {
    private let identifier: pid_t
    /// The end of the child's standard output that is read here.
    private let output: Int32

    init(
        _ program: String, _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        errors: String? = nil, input: String? = nil
    ) throws {
        guard let path = Command.find(program) else { throw CommandFailure(description: "\(program) is not installed") }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw CommandFailure(description: "no pipe") }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let base = ["PATH": "/usr/bin:/bin:/usr/sbin:/usr/lib/git-core", "HOME": "/nonexistent", "LC_ALL": "C"]
        // The threads of the test run block signals, which a child would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // Only a shell can be told portably where to run something.
        let shell = directory.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
        let words = shell + [path] + arguments
        var argv = words.map { strdup($0) } + [nil]
        var envp = base.merging(environment) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child = pid_t()
        let error = posix_spawn(&child, words[0], &actions, &attributes, &argv, &envp)
        close(ends[1])
        guard error == 0 else {
            close(ends[0])
            throw CommandFailure(description: "\(program): \(String(cString: strerror(error)))")
        }
        (identifier, output) = (child, ends[0])
    }

    deinit { close(output) }

    func terminate(_ signal: Int32 = SIGTERM) { kill(identifier, signal) }

    /// Waits for the end of the process; its exit status, or 128 and the signal.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    func readToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The next line of output.
    func line() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

enum Command {
    /// The path of a program, nil where it is not installed.
    static func find(_ name: String) -> String? {
        if name.hasPrefix("/") { return name }
        let folders = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/lib/git-core"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and returns what it printed.
    @discardableResult
    static func run(
        _ name: String, _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
    ) throws -> String {
        let errors = try TemporaryDirectory()
        let child = try ChildProcess(
            name, arguments, in: directory, environment: environment, errors: errors.path + "/errors")
        let output = child.readToEnd()
        guard child.wait() == 0 else {
            let message = (try? String(contentsOfFile: errors.path + "/errors", encoding: .utf8)) ?? ""
            throw CommandFailure(description: "\(name) \(arguments.joined(separator: " ")): \(message)")
        }
        return String(decoding: output, as: UTF8.self)
    }
}
