/// A connection into a Pod; whoever lets go of it last closes it.
final class PodConnection: Sendable {
    private let socket: KubeSocket
    private let request: KubeRequest
    private let reading: Task<Int, any Error>

    /// A connection.
    ///
    /// - Parameters:
    ///   - socket: what carries it.
    ///   - request: what errors name.
    ///   - outputs: what ends when the connection does.
    ///   - read: reads the socket to its end and tells an exit code.
    init(
        _ socket: KubeSocket, request: KubeRequest, outputs: [BytePipe],
        read: @escaping @Sendable (KubeSocket) async throws -> Int
    ) {
        self.socket = socket
        self.request = request
        reading = Task {
            defer { socket.close() }
            do {
                let code = try await read(socket)
                for output in outputs { output.finish() }
                return code
            } catch {
                let failure = PodConnection.failure(error, request)
                for output in outputs { output.finish(throwing: failure) }
                throw failure
            }
        }
    }

    deinit { close() }

    /// What reading came to. Cancelling the task closes the connection.
    func result() async throws -> Int {
        do {
            return try await withTaskCancellationHandler {
                try await reading.value
            } onCancel: {
                close()
            }
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    /// Sends bytes on a channel, in messages that every server and proxy takes.
    func send(_ bytes: [UInt8], on channel: UInt8) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try await send(ChannelMessage(channel: channel, payload: Array(rest.prefix(32_768))))
            rest = rest.dropFirst(32_768)
        }
    }

    func send(_ message: ChannelMessage) async throws {
        do {
            try await socket.send(message.bytes)
        } catch {
            try Task.checkCancellation()
            throw PodConnection.failure(error, request)
        }
    }

    func close() {
        reading.cancel()
        socket.close()
    }

    private static func failure(_ error: any Error, _ request: KubeRequest) -> KubeError {
        if let error = error as? KubeError { return error.method.isEmpty ? error.naming(request) : error }
        if error is CancellationError || Task.isCancelled {
            return KubeError(.unreachable, "the connection to the container was closed", request: request)
        }
        return KubeError(
            .unreachable, "the connection to the container broke: \(error)", request: request, cause: error)
    }
}
