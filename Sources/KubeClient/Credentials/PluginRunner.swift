/// Starts credential plugins.
///
/// The implementation for real processes is `ProcessRunner` of `KubeClientHTTP`; tests answer by themselves.
public protocol PluginRunner: Sendable {
    /// Runs a program to its end, without a shell.
    ///
    /// - Parameters:
    ///   - command: a name to look for in `PATH`, or a path.
    ///   - arguments: its arguments.
    ///   - environment: what is added to the environment that the host gives programs.
    /// - Returns: exit code and outputs. A code other than 0 is a result, not an error.
    /// - Throws: where the program cannot be started, or does not end in time.
    func run(_ command: String, _ arguments: [String], environment: [String: Secret]) async throws -> PluginResult

    /// Whether programs can ask the user something on a terminal.
    var isInteractive: Bool { get }
}

/// What a program left behind.
public struct PluginResult: Sendable {
    /// The exit code; 128 plus the signal where one ended it.
    public var exitCode: Int
    /// What it printed: credentials.
    public var output: Secret
    /// What it printed for people.
    public var errorText: String

    /// What a program left behind.
    public init(exitCode: Int, output: Secret, errorText: String) {
        self.exitCode = exitCode
        self.output = output
        self.errorText = errorText
    }
}
