import AsyncHTTPClient
import KubeClient
import NIOCore
import Synchronization

/// The connection pools of a transport: one for requests, one for each idle time-out of streams.
///
/// Streams keep their connections, so in one pool a few watches would starve all requests; and the longest silence is a
/// property of a pool.
final class HTTPClients: Sendable {
    fileprivate struct State {
        var requests: HTTPClient?
        var streams: [Int64: HTTPClient] = [:]
        var isShutDown = false
    }

    /// More idle time-outs than this are rounded up to one that is there, or the longest.
    private static let maximumStreamPools = 8

    private let configuration: HTTPClient.Configuration
    private let options: HTTPTransportOptions
    private let state = Mutex(State())

    init(_ configuration: HTTPClient.Configuration, options: HTTPTransportOptions) {
        self.configuration = configuration
        self.options = options
    }

    /// The pool for requests.
    func requests() throws -> HTTPClient {
        try state.withLock { state in
            try state.checkOpen()
            if let client = state.requests { return client }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            state.requests = client
            return client
        }
    }

    /// The pool for streams with this longest silence.
    func streams(idleTimeout: Duration) throws -> HTTPClient {
        let milliseconds = TimeAmount(idleTimeout).nanoseconds / 1_000_000
        return try state.withLock { state in
            try state.checkOpen()
            if let client = state.streams[milliseconds] { return client }
            if state.streams.count >= HTTPClients.maximumStreamPools,
                let key = state.streams.keys.filter({ $0 > milliseconds }).min() ?? state.streams.keys.max(),
                let client = state.streams[key]
            {
                return client
            }
            var configuration = configuration
            // Events must come through one by one, not when a block of compressed bytes is full.
            configuration.decompression = .disabled
            configuration.timeout.read = .milliseconds(milliseconds)
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100_000
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            state.streams[milliseconds] = client
            return client
        }
    }

    private func takeAll() -> [HTTPClient] {
        state.withLock { state in
            let all = [state.requests].compactMap { $0 } + state.streams.values
            state = State(isShutDown: true)
            return all
        }
    }

    /// Closes all connections and waits until they are.
    func shutDown() async {
        for client in takeAll() { try? await client.shutdown() }
    }

    /// Closes all connections without waiting.
    func shutDownInBackground() {
        let all = takeAll()
        guard !all.isEmpty else { return }
        Task { for client in all { try? await client.shutdown() } }
    }
}

extension HTTPClients.State {
    fileprivate func checkOpen() throws {
        if isShutDown { throw KubeError(.unreachable, "the transport was shut down") }
    }
}
