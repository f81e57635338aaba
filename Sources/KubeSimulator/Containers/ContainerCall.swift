import KubeClient
import Synchronization
import Values

/// A command that a client runs in a simulated container, or its attaching to it, as the script that answers sees it.
public struct ContainerCall: Sendable {
    /// The pod's namespace.
    public let namespace: String
    /// The pod's name.
    public let pod: String
    /// The container's name.
    public let container: String
    /// The program and its arguments; empty where the client attaches.
    public let command: [String]
    /// Whether the command runs on a terminal, where standard error comes with standard output.
    public let hasTerminal: Bool
    /// What the client says to standard input; ends when the client closes it, which not every client can.
    public let input: ContainerInput

    let streams: ContainerStreams

    /// Writes to standard output; returns when there is room for more. Goes nowhere where the client does not want it.
    public func write(_ bytes: [UInt8]) async throws { try await streams.write(bytes, isError: false) }

    /// Writes text to standard output.
    public func write(_ text: String) async throws { try await write(Array(text.utf8)) }

    /// Writes to standard error.
    public func writeError(_ bytes: [UInt8]) async throws { try await streams.write(bytes, isError: true) }

    /// Writes text to standard error.
    public func writeError(_ text: String) async throws { try await writeError(Array(text.utf8)) }

    /// How large the client's terminal is, as it said last; nil where it said nothing.
    public var terminalSize: TerminalSize? { streams.size.withLock { $0 } }

    /// The size of a terminal.
    public struct TerminalSize: Hashable, Sendable {
        /// How many characters fit in a line.
        public var columns: Int
        /// How many lines there are.
        public var rows: Int
    }
}

/// What a client sends to a simulated container, piece by piece. For one reader.
public struct ContainerInput: AsyncSequence, Sendable {
    /// What comes: bytes; pieces end anywhere.
    public typealias Element = [UInt8]
    /// Cancellation, when the client has left.
    public typealias Failure = any Error

    let pipe: BytePipe

    /// Starts to read.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: PipeBytes(pipe).makeAsyncIterator()) }

    /// Reads pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: PipeBytes.AsyncIterator

        /// The next piece; nil at the end.
        public mutating func next() async throws -> [UInt8]? { try await base.next() }
    }
}

@available(*, unavailable)
extension ContainerInput.AsyncIterator: Sendable {}

/// How a command in a simulated container ended.
public enum ContainerAnswer: Hashable, Sendable {
    /// It ran, and ended with this code.
    case exited(Int)
    /// It could not be run, for the reason that the container's runtime gives.
    case failed(String)
}

/// Where the output of a call goes.
final class ContainerStreams: Sendable {
    let size = Mutex<ContainerCall.TerminalSize?>(nil)
    private let send: @Sendable ([UInt8], _ isError: Bool) async throws -> Void
    private let options: ContainerTarget

    init(_ options: ContainerTarget, send: @escaping @Sendable ([UInt8], _ isError: Bool) async throws -> Void) {
        self.options = options
        self.send = send
    }

    func write(_ bytes: [UInt8], isError: Bool) async throws {
        let isError = isError && !options.hasTerminal
        guard isError ? options.wantsErrors : options.wantsOutput else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            try await send(Array(rest.prefix(32_768)), isError)
            rest = rest.dropFirst(32_768)
        }
    }

    func resize(_ message: [UInt8]) {
        guard message.count < 1_024, let value = try? Value(json: message),
            let columns = value["Width"]?.intValue, let rows = value["Height"]?.intValue,
            (0...65_535).contains(columns), (0...65_535).contains(rows)
        else { return }
        size.withLock { $0 = ContainerCall.TerminalSize(columns: Int(columns), rows: Int(rows)) }
    }
}
