import Foundation
import Synchronization

/// A kubectl on this machine, if there is one that is new enough.
enum Kubectl {
    /// The variable `KUBECTL`, or the first in `PATH`.
    static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/kubectl" }
        let candidates = [environment["KUBECTL"]].compactMap(\.self) + folders
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Where and as whom kubectl runs.
    struct Setting: Sendable {
        /// The kubeconfig's path.
        var config: String
        /// The home folder, where it keeps what it knows of servers.
        var home: String
        var environment: [String: String] = [:]
        var folder: String?
        /// After this many seconds the program is ended, so that no test waits for ever.
        var limit: Double = 60
    }

    /// Runs kubectl to its end.
    static func run(_ arguments: [String], _ setting: Setting, input: String? = nil) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: it blocks.
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try runBlocking(arguments, setting, input) })
            }
        }
    }

    /// The client's own version, for example `v1.37.1`.
    static func version() async throws -> String {
        let home = FileManager.default.temporaryDirectory.path
        let told = try await run(["version", "--client"], Setting(config: "/dev/null", home: home)).output
        return told.split(separator: "\n").first?.split(separator: " ").last.map(String.init) ?? ""
    }

    private static func runBlocking(_ arguments: [String], _ setting: Setting, _ input: String?) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/nonexistent")
        process.arguments = ["--kubeconfig", setting.config] + arguments
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        process.environment = ["HOME": setting.home, "PATH": path].merging(setting.environment) { $1 }
        if let folder = setting.folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let output = Pipe()
        let errors = Pipe()
        let feed = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = feed
        try process.run()
        let isDone = Mutex(false)
        let watchdog = Thread {
            let end = Date(timeIntervalSinceNow: setting.limit)
            while Date() < end, !isDone.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.05) }
            if !isDone.withLock({ $0 }) { process.terminate() }
        }
        watchdog.start()
        if let input { feed.fileHandleForWriting.write(Data(input.utf8)) }
        try feed.fileHandleForWriting.close()
        let errorBytes = Mutex(Data())
        let reader = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let data = errors.fileHandleForReading.readDataToEndOfFile()
            errorBytes.withLock { $0 = data }
            reader.signal()
        }
        let out = output.fileHandleForReading.readDataToEndOfFile()
        reader.wait()
        process.waitUntilExit()
        isDone.withLock { $0 = true }
        return Result(
            status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
            errors: errorBytes.withLock { String(decoding: $0, as: UTF8.self) })
    }
}
