import KubeClient
import Synchronization

/// Sends over TLS with the certificate that a credential source gives, which may change while the program runs.
///
/// A new certificate means new connections; streams over the old ones break, and are resumed by whoever follows them.
final class IdentityTransport: KubeTransport {
    private let connection: ClusterConnection
    private let options: HTTPTransportOptions
    private let source: any CredentialSource
    private var isFromFiles: Bool { connection.tls.identityFiles != nil }
    private let current: Mutex<(identity: ClientIdentity?, transport: HTTPTransport)>

    init(_ connection: ClusterConnection, options: HTTPTransportOptions, source: any CredentialSource) throws {
        self.connection = connection
        self.options = options
        self.source = source
        current = Mutex((connection.tls.identity, try HTTPTransport(connection, options: options)))
    }

    func send(_ request: KubeRequest) async throws -> KubeResponse { try await transport().send(request) }

    func stream(_ request: KubeRequest) async throws -> KubeStream { try await transport().stream(request) }

    func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await transport().connect(request, protocols: protocols)
    }

    func shutdown() async { await current.withLock { $0.transport }.shutdown() }

    private func transport() async throws -> HTTPTransport {
        let identity = try await source.credential().identity ?? connection.tls.identity
        return try current.withLock { current in
            if current.identity == identity { return current.transport }
            var connection = connection
            connection.tls.identity = identity
            let fresh: HTTPTransport
            do {
                fresh = try HTTPTransport(connection, options: options)
            } catch  where isFromFiles {
                // Half written; the next look finds it whole.
                return current.transport
            }
            current = (identity, fresh)
            return fresh
        }
    }
}
