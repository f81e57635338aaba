import Foundation

/// A program that the demo starts and ends: its own by its process id, nobody else's.
final class ChildProcess {
    private let process = Process()
    private let name: String
    let log: URL

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: found through `PATH` where it is no path.
    ///   - log: the file that takes what it prints.
    init(_ executable: String, _ arguments: [String], in folder: URL, log: URL) throws {
        name = ([executable] + arguments.prefix(1)).joined(separator: " ")
        self.log = log
        process.executableURL = URL(fileURLWithPath: executable.contains("/") ? executable : "/usr/bin/env")
        process.arguments = executable.contains("/") ? arguments : [executable] + arguments
        process.currentDirectoryURL = folder
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    var identifier: Int32 { process.processIdentifier }

    var isRunning: Bool { process.isRunning }

    /// Ends the program at once, as a crash would: it gets no chance to tidy up.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        awaitEnd(within: 5)
    }

    /// Asks the program to end, and ends it where it does not listen.
    func terminate() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGTERM) }
        awaitEnd(within: 3)
        if process.isRunning { kill() }
    }

    private func awaitEnd(within seconds: Int) {
        for _ in 0..<(seconds * 100) where process.isRunning { Thread.sleep(forTimeInterval: 0.01) }
    }

    /// The last lines of what it printed.
    var tail: String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(15).joined(separator: "\n")
    }
}

/// Runs a program to its end.
///
/// - Returns: its exit code and what it printed to stdout; stderr goes to the caller's.
@discardableResult
func run(
    _ executable: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable.contains("/") ? executable : "/usr/bin/env")
    process.arguments = executable.contains("/") ? arguments : [executable] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let errorFile = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-demo-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: errorFile.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errorFile) }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let errors = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self), errors)
}
