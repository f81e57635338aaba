public import ArtifactSource
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Carries requests over HTTP/1.1 with kept-alive connections and TLS.
///
/// Redirects are not followed and bodies not decompressed: both belong to whoever knows what is fetched.
public final class HTTPArtifactTransport: ArtifactTransport {
    private let userAgent: String
    private let clients: ClientPools

    /// A transport. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - connectTimeout: how long to wait for a connection, TLS included.
    ///   - idleTimeout: the longest silence of a server in an answer.
    ///   - userAgent: what the client calls itself.
    public init(
        connectTimeout: Duration = .seconds(10), idleTimeout: Duration = .seconds(30),
        userAgent: String = "swift-gitops"
    ) {
        self.userAgent = userAgent
        clients = ClientPools(connectTimeout: connectTimeout, idleTimeout: idleTimeout)
    }

    deinit { clients.shutDownInBackground() }

    /// Closes all connections; requests under way fail. Dropping the transport does the same without waiting.
    public func shutdown() async { await clients.shutDown() }

    /// Sends a request and reads the whole answer.
    public func send(_ request: ArtifactRequest) async throws -> ArtifactResponse {
        do {
            let client = try clients.client(for: request.trust, proxy: request.proxy)
            return try await withDeadline(request.timeout) { [self] in try await exchange(request, client) }
        } catch {
            throw HTTPFailure.translate(error)
        }
    }

    private func exchange(_ request: ArtifactRequest, _ client: HTTPClient) async throws -> ArtifactResponse {
        var message = HTTPClientRequest(url: request.address.url)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if !message.headers.contains(name: "User-Agent") { message.headers.add(name: "User-Agent", value: userAgent) }
        let response = try await client.execute(message, timeout: TimeAmount(request.timeout))
        let headers = response.headers.map { (name: $0.name, value: $0.value) }
        let declared = response.headers.first(name: "Content-Length").flatMap(Int.init) ?? 0
        guard request.method != "HEAD" else {
            return ArtifactResponse(status: Int(response.status.code), headers: headers)
        }
        guard declared <= request.maximumBytes else { throw HTTPFailure.tooLarge(request.maximumBytes) }
        var body: [UInt8] = []
        body.reserveCapacity(declared)
        for try await piece in response.body {
            guard piece.readableBytes <= request.maximumBytes - body.count else {
                throw HTTPFailure.tooLarge(request.maximumBytes)
            }
            body.append(contentsOf: piece.readableBytesView)
        }
        return ArtifactResponse(status: Int(response.status.code), headers: headers, body: body)
    }

    private func withDeadline(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> ArtifactResponse
    ) async throws -> ArtifactResponse {
        try await withThrowingTaskGroup(of: ArtifactResponse?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let response = first else {
                throw ArtifactError(.timeout, "the server did not answer in full within \(limit)")
            }
            return response
        }
    }
}

extension TimeAmount {
    /// The same time, at most some decades.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(min(max(seconds, 0), 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
