extension Resources {
    /// Runs a command in a Pod's container, beside what runs there already.
    ///
    /// - Parameters:
    ///   - name: the Pod.
    ///   - command: the program and its arguments; no shell reads them.
    ///   - options: which container, and which streams.
    /// - Returns: the command, which may have failed to start: ``PodProcess/exitCode`` tells.
    /// - Throws: ``KubeError`` where the server refuses, for instance as there is no such Pod.
    public func exec(
        _ name: String, _ command: [String], _ options: ProcessOptions = ProcessOptions()
    ) async throws -> PodProcess {
        guard !command.isEmpty else { throw KubeError(.invalidRequest, "there is no command to run in Pod \(name)") }
        return try await process(name, "exec", options.query(command: command))
    }

    /// Connects to what a Pod's container runs itself.
    ///
    /// - Parameters:
    ///   - name: the Pod.
    ///   - options: which container, and which streams; input and a terminal only where the container has them.
    /// - Throws: ``KubeError`` where the server refuses.
    public func attach(_ name: String, _ options: ProcessOptions = ProcessOptions()) async throws -> PodProcess {
        try await process(name, "attach", options.query(command: []))
    }

    private func process(
        _ name: String, _ subresource: String, _ query: [(name: String, value: String)]
    ) async throws -> PodProcess {
        var request = try self.subresource(subresource).request("GET", name: name, query: query)
        request.headers["Accept"] = "*/*"
        let socket = try await requester.connect(request, protocols: ChannelProtocol.names)
        guard let version = ChannelProtocol(rawValue: socket.subprotocol) else {
            socket.close()
            throw KubeError(
                .undecodable, "the server chose the protocol \"\(socket.subprotocol)\", which was not asked for",
                request: request)
        }
        return PodProcess(socket, version: version, request: request)
    }
}
