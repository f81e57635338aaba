import Values

/// A command that runs in a container, or the container's own that one is attached to.
///
/// ```swift
/// let process = try await pods.exec("web-0", ["cat", "/etc/hostname"])
/// let result = try await process.collect()
/// ```
///
/// Get one from ``Resources/exec(_:_:_:)`` or ``Resources/attach(_:_:)``. Letting go of it and of its outputs closes the
/// connection, which most commands take no notice of: they go on.
public final class PodProcess: Sendable {
    /// What the command writes to standard output.
    public let output: PodOutput
    /// What the command writes to standard error; nothing where it runs on a terminal.
    public let errors: PodOutput

    private let connection: PodConnection
    private let version: ChannelProtocol
    private let request: KubeRequest

    init(_ socket: KubeSocket, version: ChannelProtocol, request: KubeRequest) {
        let (outputs, errors) = (PodOutput.Source(), PodOutput.Source())
        let reader = ProcessReader(output: outputs.pipe, errors: errors.pipe, request: request)
        connection = PodConnection(
            socket, request: request, outputs: [outputs.pipe, errors.pipe], read: reader.read)
        output = PodOutput(source: outputs, connection: connection)
        self.errors = PodOutput(source: errors, connection: connection)
        self.version = version
        self.request = request
    }

    /// Writes to standard input; returns when there is room for more.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unreachable`` where the connection is closed, as it is once the
    ///   command ended.
    public func write(_ bytes: [UInt8]) async throws {
        try await connection.send(bytes, on: ChannelMessage.Channel.input)
    }

    /// Tells the command that nothing more comes on standard input.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/invalidRequest`` where the server is older than 1.30, which cannot be
    ///   told so.
    public func closeInput() async throws {
        guard version.closesStreams else {
            throw KubeError(
                .invalidRequest, "the server speaks \(version.rawValue), in which standard input has no end",
                request: request)
        }
        try await connection.send(.end(of: ChannelMessage.Channel.input))
    }

    /// Tells the command how large its terminal is.
    ///
    /// - Parameters:
    ///   - columns: how many characters fit in a line.
    ///   - rows: how many lines there are.
    public func resize(columns: Int, rows: Int) async throws {
        let size: Value = [
            "Width": .int(Int64(clamping: min(max(columns, 0), 65_535))),
            "Height": .int(Int64(clamping: min(max(rows, 0), 65_535))),
        ]
        try await connection.send(size.jsonBytes(), on: ChannelMessage.Channel.size)
    }

    /// How the command ended: 0 for success. Waits for it.
    ///
    /// Output that nobody has begun to read is dropped, since the command would otherwise wait for a reader.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/rejected`` where the command could not be run, and with
    ///   ``KubeError/Code/unreachable`` where the connection broke. A code other than 0 is no error. Cancelling the task
    ///   closes the connection.
    public var exitCode: Int {
        get async throws {
            output.source.abandonUnlessRead()
            errors.source.abandonUnlessRead()
            return try await connection.result()
        }
    }

    /// Reads all output and waits for the end.
    ///
    /// - Parameter limit: the most bytes to keep of each stream.
    /// - Throws: as ``exitCode`` does, and ``KubeError`` with ``KubeError/Code/undecodable`` where there is more output.
    public func collect(limit: Int = 16 << 20) async throws -> PodProcessResult {
        async let output = output.collect(limit: limit)
        async let errors = errors.collect(limit: limit)
        let streams = try await (output, errors)
        return PodProcessResult(exitCode: try await exitCode, output: streams.0, errors: streams.1)
    }

    /// Closes the connection. What has not come by then does not come any more.
    public func close() { connection.close() }
}

/// What a command came to; see ``PodProcess/collect(limit:)``.
public struct PodProcessResult: Hashable, Sendable {
    /// 0 for success.
    public var exitCode: Int
    /// What it wrote to standard output.
    public var output: [UInt8]
    /// What it wrote to standard error.
    public var errors: [UInt8]
}

/// Hands on what comes over a process's connection.
private struct ProcessReader: Sendable {
    let output: BytePipe
    let errors: BytePipe
    let request: KubeRequest

    func read(_ socket: KubeSocket) async throws -> Int {
        var machine = ProcessStateMachine()
        for try await message in socket.messages {
            if let code = try await perform(machine.receive(message)) { return code }
        }
        try Task.checkCancellation()
        if let code = try await perform(machine.end()) { return code }
        throw KubeError(.unreachable, "the connection to the container broke", request: request)
    }

    /// - Returns: the exit code, when it is there.
    private func perform(_ step: ProcessStateMachine.Step) async throws -> Int? {
        switch step {
        case .none: return nil
        case .output(let bytes): await output.write(bytes)
        case .errors(let bytes): await errors.write(bytes)
        case .outputEnded: output.finish()
        case .errorsEnded: errors.finish()
        case .exited(let code): return code
        case .refused(let status): throw KubeError(.rejected, status.message, status: status, request: request)
        case .malformed(let text): throw KubeError(.undecodable, text, request: request)
        case .lost:
            throw KubeError(
                .unreachable, "the connection to the container ended before the command did", request: request)
        }
        return nil
    }
}
