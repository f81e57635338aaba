import KubeClient

/// Answers on ports of a pod.
struct PortServer: Sendable {
    let target: ContainerTarget
    let scripts: ContainerScripts
    let names: ContainerNames

    /// Answers one connection to a port, and closes it.
    ///
    /// - Returns: what the client is told where it came to nothing.
    func answer(
        _ port: Int, _ input: BytePipe, send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async -> String? {
        guard target.isRunning, let script = scripts.script(for: target, port: port) else {
            let refused = "connect: connection refused"
            return failure(
                port,
                "failed to execute portforward in network namespace \"/var/run/netns/cni-\(names.identifier.prefix(8))\": failed to connect to localhost:\(port) inside namespace \"\(names.identifier)\", IPv4: dial tcp4 127.0.0.1:\(port): \(refused) IPv6 dial tcp6 [::1]:\(port): \(refused) "
            )
        }
        let connection = PodPort(
            namespace: target.namespace, pod: target.name, port: port, input: ContainerInput(pipe: input), send: send)
        do {
            try await script(connection)
            return nil
        } catch {
            return Task.isCancelled ? nil : failure(port, String(describing: error))
        }
    }

    private func failure(_ port: Int, _ reason: String) -> String {
        "error forwarding port \(port) to pod \(names.identifier), uid : \(reason)"
    }

    /// Answers over the channels of a connection: two for each port, for data and for what goes wrong.
    func serve(_ socket: KubeSocket) async {
        let inputs = target.ports.map { _ in BytePipe(limit: 1 << 20) }
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await read(socket, inputs)
                return true
            }
            for (index, port) in target.ports.enumerated() {
                group.addTask {
                    await serve(port, channel: UInt8(index * 2), inputs[index], socket)
                    return false
                }
            }
            var open = target.ports.count
            while let hasLeft = await group.next() {
                if !hasLeft { open -= 1 }
                if hasLeft || open == 0 { group.cancelAll() }
            }
        }
        socket.close()
    }

    private func serve(_ port: Int, channel: UInt8, _ input: BytePipe, _ socket: KubeSocket) async {
        let number = [UInt8(port & 255), UInt8(port >> 8)]
        try? await socket.send(ChannelMessage(channel: channel, payload: number).bytes)
        try? await socket.send(ChannelMessage(channel: channel + 1, payload: number).bytes)
        let failure = await answer(port, input) { bytes in
            try await socket.send(ChannelMessage(channel: channel, payload: bytes).bytes)
        }
        guard let failure else { return }
        try? await socket.send(ChannelMessage(channel: channel + 1, payload: Array(failure.utf8)).bytes)
    }

    private func read(_ socket: KubeSocket, _ inputs: [BytePipe]) async throws {
        for try await bytes in socket.messages {
            guard let message = ChannelMessage(bytes), !message.payload.isEmpty else { continue }
            let index = Int(message.channel)
            if index.isMultiple(of: 2), index / 2 < inputs.count { await inputs[index / 2].write(message.payload) }
        }
    }
}
