/// Which streams of a container to connect to, and how.
public struct ProcessOptions: Hashable, Sendable {
    /// The container; nil where the Pod has only one.
    public var container: String?
    /// Whether there is something to be said to standard input.
    public var hasInput: Bool
    /// Whether standard output is wanted.
    public var wantsOutput: Bool
    /// Whether standard error is wanted. With a terminal it comes on standard output.
    public var wantsErrors: Bool
    /// Whether the command runs on a terminal.
    public var hasTerminal: Bool

    /// Options for a command or for attaching.
    ///
    /// - Parameters:
    ///   - container: the container; nil where the Pod has only one.
    ///   - hasInput: whether there is something to be said to standard input.
    ///   - wantsOutput: whether standard output is wanted.
    ///   - wantsErrors: whether standard error is wanted.
    ///   - hasTerminal: whether the command runs on a terminal.
    public init(
        container: String? = nil, hasInput: Bool = false, wantsOutput: Bool = true, wantsErrors: Bool = true,
        hasTerminal: Bool = false
    ) {
        self.container = container
        self.hasInput = hasInput
        self.wantsOutput = wantsOutput
        self.wantsErrors = wantsErrors
        self.hasTerminal = hasTerminal
    }

    func query(command: [String]) -> [(name: String, value: String)] {
        var query = command.map { (name: "command", value: $0) }
        if let container { query.append(("container", container)) }
        if hasInput { query.append(("stdin", "true")) }
        if wantsOutput { query.append(("stdout", "true")) }
        if wantsErrors, !hasTerminal { query.append(("stderr", "true")) }
        if hasTerminal { query.append(("tty", "true")) }
        return query
    }
}
