public import KubeClient
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Starts credential plugins as processes, without a shell.
public struct ProcessRunner: PluginRunner {
    private static let maximumOutputBytes = 1 << 20

    private let environment: [String: String]
    private let timeout: Duration
    /// Whether programs can ask the user something on a terminal.
    public let isInteractive: Bool

    /// A runner.
    ///
    /// - Parameters:
    ///   - environment: what programs see beside what the kubeconfig adds; `PATH` among it, by which they are found.
    ///   - timeout: after what time a program is ended.
    ///   - isInteractive: whether standard input is a terminal that programs may read.
    public init(environment: [String: String], timeout: Duration = .seconds(60), isInteractive: Bool = false) {
        self.environment = environment
        self.timeout = timeout
        self.isInteractive = isInteractive
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - command: a name to look for in `PATH`, or a path.
    ///   - arguments: its arguments.
    ///   - environment: what is added to the environment.
    public func run(
        _ command: String, _ arguments: [String], environment: [String: Secret]
    ) async throws -> PluginResult {
        let merged = self.environment.merging(environment.mapValues { $0.revealedText() }) { $1 }
        return try await withThrowingTaskGroup(of: PluginResult?.self) { [timeout, isInteractive] group in
            group.addTask { try await ProcessRunner.start(command, arguments, merged, isInteractive) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw KubeError(.authentication, "it did not end within \(timeout)")
            }
            return result
        }
    }

    private static func start(
        _ command: String, _ arguments: [String], _ environment: [String: String], _ isInteractive: Bool
    ) async throws -> PluginResult {
        let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        if isInteractive {
            let outcome = try await Subprocess.run(
                executable, arguments: Arguments(arguments), environment: .custom(variables),
                input: .currentStandardInput, output: .bytes(limit: maximumOutputBytes), error: .currentStandardError)
            return PluginResult(
                exitCode: code(outcome.terminationStatus), output: Secret(outcome.standardOutput), errorText: "")
        }
        let outcome = try await Subprocess.run(
            executable, arguments: Arguments(arguments), environment: .custom(variables),
            input: .none, output: .bytes(limit: maximumOutputBytes), error: .string(limit: maximumOutputBytes))
        return PluginResult(
            exitCode: code(outcome.terminationStatus), output: Secret(outcome.standardOutput),
            errorText: outcome.standardError)
    }

    private static func code(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}
