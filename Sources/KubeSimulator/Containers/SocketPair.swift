import KubeClient

/// A connection in memory: what one end sends comes out at the other.
enum SocketPair {
    private static let limit = 1 << 20

    static func make(subprotocol: String) -> (client: KubeSocket, server: KubeSocket) {
        let (up, down) = (BytePipe(limit: limit), BytePipe(limit: limit))
        return (end(subprotocol, reading: down, writing: up), end(subprotocol, reading: up, writing: down))
    }

    private static func end(_ subprotocol: String, reading: BytePipe, writing: BytePipe) -> KubeSocket {
        KubeSocket(subprotocol: subprotocol, messages: PipeBytes(reading)) { message in
            guard await writing.write(message) else {
                try Task.checkCancellation()
                throw ConnectionEnded()
            }
        } close: {
            writing.finish()
            reading.abandon()
            // Whoever still waits for something from the other side waits for nothing.
            reading.finish()
        }
    }
}

/// The other end of a connection is gone.
struct ConnectionEnded: Error, CustomStringConvertible {
    var description: String { "the connection has ended" }
}
