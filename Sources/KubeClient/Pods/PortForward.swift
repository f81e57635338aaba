/// Connections to ports of a Pod, one for each port.
///
/// ```swift
/// let forward = try await pods.portForward("web-0", ports: [80])
/// try await forward.connections[0].write(Array("GET / HTTP/1.0\r\n\r\n".utf8))
/// for try await bytes in forward.connections[0].incoming { … }
/// ```
///
/// Get one from ``Resources/portForward(_:ports:)``; ask again for a second connection to the same port. The protocol
/// knows no end of one direction alone: ``close()`` ends all at once, as does the Pod when it closes a port. Letting go of
/// it and of its connections closes them too.
public final class PortForward: Sendable {
    /// The connections, in the order in which the ports were named.
    public let connections: [PodPortConnection]

    private let connection: PodConnection

    init(_ socket: KubeSocket, ports: [Int], request: KubeRequest) {
        let sources = ports.map { _ in PodOutput.Source() }
        let pipes = sources.map(\.pipe)
        let connection = PodConnection(socket, request: request, outputs: pipes) { socket in
            try await PortForward.read(socket, ports, pipes, request)
            return 0
        }
        self.connection = connection
        connections = ports.indices.map {
            PodPortConnection(
                port: ports[$0], incoming: PodOutput(source: sources[$0], connection: connection), index: $0)
        }
    }

    /// Closes all connections.
    public func close() { connection.close() }

    private static func read(
        _ socket: KubeSocket, _ ports: [Int], _ pipes: [BytePipe], _ request: KubeRequest
    ) async throws {
        var machine = PortStateMachine(ports: ports)
        for try await message in socket.messages {
            switch machine.receive(message) {
            case .none: break
            case .data(let index, let bytes): await pipes[index].write(bytes)
            case .failed(let index, let text):
                pipes[index].finish(throwing: KubeError(.unreachable, text, request: request))
            case .malformed(let text): throw KubeError(.undecodable, text, request: request)
            }
        }
        try Task.checkCancellation()
    }
}

/// A connection to one port of a Pod; see ``PortForward``.
public struct PodPortConnection: Sendable {
    /// The port.
    public let port: Int
    /// What the Pod sends; ends when it closes the connection, throws where nothing listens on the port.
    public let incoming: PodOutput
    let index: Int

    /// Sends bytes to the Pod; returns when there is room for more.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unreachable`` where the connection is closed.
    public func write(_ bytes: [UInt8]) async throws {
        try await incoming.connection.send(bytes, on: PortStateMachine.channel(of: index))
    }
}

extension Resources {
    /// The most ports that fit in one connection, which names channels by a byte.
    private static var maximumPorts: Int { 127 }

    /// Connects to ports of a Pod.
    ///
    /// - Parameters:
    ///   - name: the Pod.
    ///   - ports: numbers from 1 to 65535, each once.
    /// - Returns: connections that may yet turn out to lead nowhere: reading from them tells.
    /// - Throws: ``KubeError`` where the server refuses, or the ports are none.
    public func portForward(_ name: String, ports: [Int]) async throws -> PortForward {
        guard (1...Resources.maximumPorts).contains(ports.count), Set(ports).count == ports.count,
            ports.allSatisfy({ (1...65_535).contains($0) })
        else {
            throw KubeError(
                .invalidRequest, "ports of Pod \(name) are numbers from 1 to 65535, each once, and at most 127 of them")
        }
        let query = ports.map { (name: "ports", value: String($0)) }
        var request = try subresource("portforward").request("GET", name: name, query: query)
        request.headers["Accept"] = "*/*"
        let socket = try await requester.connect(request, protocols: [ChannelProtocol.v4.rawValue])
        guard socket.subprotocol == ChannelProtocol.v4.rawValue else {
            socket.close()
            throw KubeError(
                .undecodable, "the server chose the protocol \"\(socket.subprotocol)\", which was not asked for",
                request: request)
        }
        return PortForward(socket, ports: ports, request: request)
    }
}
