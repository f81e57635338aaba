import KubeClient
import Values

/// Answers one command, or one client that attached, over the channels of a connection.
struct ProcessServer: Sendable {
    let target: ContainerTarget
    let scripts: [ContainerScript]
    let names: ContainerNames

    func serve(_ socket: KubeSocket) async {
        let input = BytePipe(limit: 1 << 20)
        let streams = ContainerStreams(target) { bytes, isError in
            let channel = isError ? ChannelMessage.Channel.errors : ChannelMessage.Channel.output
            try await socket.send(ChannelMessage(channel: channel, payload: bytes).bytes)
        }
        // An empty message on the lowest channel tells that the connection is there.
        try? await socket.send([lowestChannel])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await read(socket, input, streams) }
            group.addTask {
                let status = await status(ContainerInput(pipe: input), streams)
                guard !Task.isCancelled else { return }
                try? await socket.send(
                    ChannelMessage(channel: ChannelMessage.Channel.status, payload: status.jsonBytes()).bytes)
            }
            await group.next()
            group.cancelAll()
        }
        socket.close()
    }

    private var lowestChannel: UInt8 {
        target.wantsOutput
            ? ChannelMessage.Channel.output
            : target.wantsErrors ? ChannelMessage.Channel.errors : ChannelMessage.Channel.status
    }

    private func read(_ socket: KubeSocket, _ input: BytePipe, _ streams: ContainerStreams) async throws {
        for try await bytes in socket.messages {
            guard let message = ChannelMessage(bytes) else { continue }
            switch message.channel {
            case ChannelMessage.Channel.input where target.hasInput && !message.payload.isEmpty:
                await input.write(message.payload)
            case ChannelMessage.Channel.size: streams.resize(message.payload)
            case ChannelMessage.Channel.close where message.payload == [ChannelMessage.Channel.input]: input.finish()
            default: break
            }
        }
    }

    /// Runs the script; what came of it, in the server's words.
    func status(_ input: ContainerInput, _ streams: ContainerStreams) async -> Value {
        if !target.hasInput { input.pipe.finish() }
        guard target.isRunning else {
            return ProcessStatus.internalError(
                "unable to upgrade connection: container not found (\"\(target.container)\")")
        }
        let call = ContainerCall(
            namespace: target.namespace, pod: target.name, container: target.container, command: target.command,
            hasTerminal: target.hasTerminal, input: input, streams: streams)
        do {
            for script in scripts {
                switch try await script(call) {
                case .exited(let code)?: return ProcessStatus.exit(code, target.command)
                case .failed(let reason)?: return ProcessStatus.failure(reason, target.kind)
                case nil: break
                }
            }
        } catch {
            return ProcessStatus.failure(String(describing: error), target.kind)
        }
        if target.kind == .attach {
            // A container that says nothing; whoever looks on stays until he leaves.
            _ = try? await BytePipe(limit: 1).read()
            return ProcessStatus.exit(0, [])
        }
        return ProcessStatus.failure(
            "failed to exec in container: failed to start exec \"\(names.identifier)\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"\(target.command.first ?? "")\": executable file not found in $PATH: unknown",
            target.kind)
    }
}

/// The identifiers that a container runtime would have given.
struct ContainerNames: Sendable {
    let identifier: String

    init(_ random: inout RandomSource) {
        var text = ""
        for _ in 0..<4 {
            let digits = String(random.next(), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        identifier = text
    }
}

/// What a server says about the end of a command.
enum ProcessStatus {
    static func exit(_ code: Int, _ command: [String]) -> Value {
        guard code != 0 else { return ["metadata": [:], "status": "Success"] }
        let shown = "[\(command.joined(separator: " "))]"
        return [
            "metadata": [:], "status": "Failure",
            "message":
                .string(
                    "command terminated with non-zero exit code: error executing command \(shown), exit code \(code)"),
            "reason": "NonZeroExitCode",
            "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
        ]
    }

    static func failure(_ reason: String, _ kind: ContainerTarget.Kind) -> Value {
        let doing = kind == .attach ? "attaching to container" : "executing command in container"
        return internalError("error \(doing): \(reason)")
    }

    static func internalError(_ text: String) -> Value {
        [
            "metadata": [:], "status": "Failure", "message": .string("Internal error occurred: \(text)"),
            "reason": "InternalError", "details": ["causes": [["message": .string(text)]]], "code": 500,
        ]
    }
}
