import ArtifactSource
import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The connection pools of a transport, one for each way to trust servers.
final class ClientPools: Sendable {
    private struct Key: Hashable {
        var trust: ArtifactTrust
        var proxy: String?
    }

    private struct State {
        var clients: [Key: (client: HTTPClient, lastUse: Int)] = [:]
        var clock = 0
        var isShutDown = false
    }

    /// The pool used longest ago is closed when there are more.
    private static let maximumPools = 32

    private let connectTimeout: Duration
    private let idleTimeout: Duration
    private let state = Mutex(State())

    init(connectTimeout: Duration, idleTimeout: Duration) {
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
    }

    /// The pool for servers trusted in a certain way.
    ///
    /// - Throws: `ArtifactError` where certificates or the proxy cannot be read.
    func client(for trust: ArtifactTrust, proxy: String?) throws -> HTTPClient {
        let key = Key(trust: trust, proxy: proxy)
        let known = try state.withLock { state in
            if state.isShutDown { throw ArtifactError(.network, "the transport was shut down") }
            state.clock += 1
            state.clients[key]?.lastUse = state.clock
            return state.clients[key]?.client
        }
        if let known { return known }
        let made = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration(key))
        let (client, unused) = state.withLock { state -> (HTTPClient, HTTPClient?) in
            // Another task may have made it in the meantime.
            if let existing = state.clients[key]?.client { return (existing, made) }
            state.clients[key] = (made, state.clock)
            guard state.clients.count > ClientPools.maximumPools,
                let oldest = state.clients.min(by: { $0.value.lastUse < $1.value.lastUse })
            else { return (made, nil) }
            state.clients[oldest.key] = nil
            return (made, oldest.value.client)
        }
        if let unused { Task { try? await unused.shutdown() } }
        return client
    }

    private func configuration(_ key: Key) throws(ArtifactError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: TimeAmount(connectTimeout), read: TimeAmount(idleTimeout)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // A failed connection is the answer to a request; retrying is for the layer above.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tlsConfiguration = try TLSConfiguration(key.trust)
        if let proxy = key.proxy { configuration.proxy = try ClientPools.proxy(proxy) }
        return configuration
    }

    private static func proxy(_ text: String) throws(ArtifactError) -> HTTPClient.Configuration.Proxy {
        guard let address = try? WebAddress(text), !address.origin.isSecure else {
            throw ArtifactError(.invalidOptions, "the proxy must read http://HOST:PORT")
        }
        let (host, port) = (address.origin.host, address.origin.port)
        guard let (user, password) = address.credentials.login else { return .server(host: host, port: port) }
        return .server(host: host, port: port, authorization: .basic(username: user, password: password))
    }

    private func takeAll() -> [HTTPClient] {
        state.withLock { state in
            let all = state.clients.values.map(\.client)
            state = State(isShutDown: true)
            return all
        }
    }

    func shutDown() async {
        for client in takeAll() { try? await client.shutdown() }
    }

    func shutDownInBackground() {
        let all = takeAll()
        guard !all.isEmpty else { return }
        Task { for client in all { try? await client.shutdown() } }
    }
}
