import KubeClient
import Synchronization

/// Answers on ports of a pod over SPDY, in which each connection has two streams: for data and for what goes wrong.
struct SpdyPortServer: Sendable {
    /// The two streams of a connection, which the client opens one after the other.
    private struct Pair {
        var port = 0
        var error: UInt32?
        var data: UInt32?
    }

    private static let maximumPiece = 32_768

    let ports: PortServer

    func serve(_ socket: KubeSocket) async {
        await withTaskGroup(of: Void.self) { group in
            try? await read(socket, &group)
            group.cancelAll()
        }
        socket.close()
    }

    private func read(_ socket: KubeSocket, _ group: inout TaskGroup<Void>) async throws {
        var machine = SpdyStateMachine()
        var pairs: [String: Pair] = [:]
        let inputs = Inputs()
        for try await bytes in socket.messages {
            for step in try machine.receive(bytes) {
                switch step {
                case .send(let frame): try await socket.send(frame.bytes)
                case .opened(let stream, let headers, let isLast):
                    if isLast { machine.forget(stream) }
                    let request = headers["requestid"] ?? headers["port"] ?? ""
                    guard let port = headers["port"].flatMap({ UInt16($0) }), port > 0 else {
                        try await socket.send(SpdyPortServer.reset(stream).bytes)
                        continue
                    }
                    var pair = pairs[request] ?? Pair()
                    pair.port = Int(port)
                    if headers["streamtype"] == "data" { pair.data = stream } else { pair.error = stream }
                    pairs[request] = pair
                    guard let error = pair.error, let data = pair.data else { continue }
                    pairs[request] = nil
                    let input = inputs.add(data)
                    group.addTask { [pair] in
                        await answer(pair.port, input, data: data, error: error, socket)
                        inputs.remove(data)
                    }
                case .data(let stream, let bytes): await inputs[stream]?.write(bytes)
                case .ended(let stream):
                    inputs[stream]?.finish()
                    machine.forget(stream)
                case .reset(let stream): inputs[stream]?.finish()
                case .closed: return
                }
            }
        }
    }

    private func answer(_ port: Int, _ input: BytePipe, data: UInt32, error: UInt32, _ socket: KubeSocket) async {
        let failure = await ports.answer(port, input) { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let frame = SpdyFrame(kind: .data, stream: data, payload: Array(rest.prefix(Self.maximumPiece)))
                try await socket.send(frame.bytes)
                rest = rest.dropFirst(Self.maximumPiece)
            }
        }
        input.abandon()
        let words = SpdyFrame(
            kind: .data, flags: SpdyFrame.isLast, stream: error, payload: failure.map { Array($0.utf8) } ?? [])
        try? await socket.send(words.bytes)
        try? await socket.send(SpdyFrame(kind: .data, flags: SpdyFrame.isLast, stream: data).bytes)
    }

    /// Wants nothing to do with a stream (1: it breaks the protocol).
    private static func reset(_ stream: UInt32) -> SpdyFrame {
        SpdyFrame(kind: .reset, payload: SpdyFrame.bytes(of: stream) + SpdyFrame.bytes(of: 1))
    }
}

/// Where the data of streams goes.
private final class Inputs: Sendable {
    private let pipes = Mutex<[UInt32: BytePipe]>([:])

    subscript(stream: UInt32) -> BytePipe? { pipes.withLock { $0[stream] } }

    func add(_ stream: UInt32) -> BytePipe {
        let pipe = BytePipe(limit: 1 << 20)
        pipes.withLock { $0[stream] = pipe }
        return pipe
    }

    func remove(_ stream: UInt32) { pipes.withLock { $0[stream] = nil } }
}
