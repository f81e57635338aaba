import Values

/// What a client makes of the messages of a running command. Does no I/O.
struct ProcessStateMachine: Sendable {
    /// What is to be done.
    enum Step: Hashable, Sendable {
        /// Nothing.
        case none
        /// Bytes came on standard output.
        case output([UInt8])
        /// Bytes came on standard error.
        case errors([UInt8])
        /// Nothing more comes on standard output.
        case outputEnded
        /// Nothing more comes on standard error.
        case errorsEnded
        /// The command ended.
        case exited(Int)
        /// The command did not run, or nobody knows how it ended; the server says why.
        case refused(KubeStatus)
        /// What came is not what the protocol promises.
        case malformed(String)
        /// The connection ended before anybody said how the command did.
        case lost
    }

    /// The most that is read of what the server says about the end.
    static let maximumStatusBytes = 1 << 20

    private var statusBytes: [UInt8] = []
    private(set) var isFinished = false

    /// Takes a message.
    mutating func receive(_ message: [UInt8]) -> Step {
        // An empty message tells that the connection is there; what comes after the end is nobody's business.
        guard !isFinished, let message = ChannelMessage(message) else { return .none }
        switch message.channel {
        case ChannelMessage.Channel.output: return message.payload.isEmpty ? .none : .output(message.payload)
        case ChannelMessage.Channel.errors: return message.payload.isEmpty ? .none : .errors(message.payload)
        case ChannelMessage.Channel.status: return status(message.payload)
        case ChannelMessage.Channel.close:
            switch message.payload {
            case [ChannelMessage.Channel.output]: return .outputEnded
            case [ChannelMessage.Channel.errors]: return .errorsEnded
            default: return .none
            }
        default:
            isFinished = true
            return .malformed("the server sent something on channel \(message.channel), which there is not")
        }
    }

    /// Takes the end of the connection.
    mutating func end() -> Step {
        guard !isFinished else { return .none }
        isFinished = true
        return statusBytes.isEmpty ? .lost : .malformed("what the server said about the end is no Status")
    }

    private mutating func status(_ bytes: [UInt8]) -> Step {
        guard statusBytes.count + bytes.count <= ProcessStateMachine.maximumStatusBytes else {
            isFinished = true
            return .malformed("what the server said about the end is longer than 1 MiB")
        }
        statusBytes += bytes
        guard var value = try? Value(json: statusBytes), value.objectValue != nil else { return .none }
        // Servers leave out here what they are talking of.
        if value["kind"] == nil { value["kind"] = "Status" }
        guard let status = KubeStatus(value) else { return .none }
        isFinished = true
        if status.isSuccess { return .exited(0) }
        guard let code = status.exitCode else { return .refused(status) }
        return .exited(code)
    }
}

extension KubeStatus {
    /// The exit code of a command that ended badly; nil where the status is about something else.
    var exitCode: Int? {
        guard reason == Reason(rawValue: "NonZeroExitCode") else { return nil }
        return causes.first { $0.reason == "ExitCode" }.flatMap { Int($0.message) }
    }
}
