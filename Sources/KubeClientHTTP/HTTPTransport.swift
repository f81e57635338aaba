import AsyncHTTPClient
public import KubeClient
import NIOCore
import NIOHTTP1
import Values

/// Carries requests over HTTP/1.1, with kept-alive connections, TLS and gzip.
///
/// It sends what it is given: credentials and retries are layers, which
/// `ClusterConnection.transport(runner:)` puts together. Redirects are not followed, so that no credentials travel
/// to another server.
public final class HTTPTransport: KubeTransport {
    private let server: ServerURL
    private let options: HTTPTransportOptions
    private let clients: HTTPClients
    private let origin: String
    private let hostHeader: String
    private let dialer: SocketDialer

    /// A transport to a connection's server. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - connection: the server, TLS and proxy; its credentials are not used.
    ///   - options: time-outs and bounds.
    /// - Throws: `KubeError` with `KubeError.Code.configuration` where certificates cannot be read.
    public init(_ connection: ClusterConnection, options: HTTPTransportOptions = HTTPTransportOptions()) throws {
        server = connection.server
        self.options = options
        dialer = try SocketDialer(connection, timeout: options.connectTimeout)
        clients = HTTPClients(try HTTPClient.Configuration(connection, options: options), options: options)
        hostHeader = connection.server.authority(host: connection.server.host)
        // The name that TLS verifies stands in the URL; the connection goes to the server all the same.
        let verified = connection.server.isSecure ? connection.tls.serverName : nil
        let scheme = connection.server.isSecure ? "https" : "http"
        origin = "\(scheme)://\(connection.server.authority(host: verified ?? connection.server.host))"
    }

    deinit { clients.shutDownInBackground() }

    /// Closes all connections; requests under way fail. Dropping the transport does the same without waiting.
    public func shutdown() async { await clients.shutDown() }

    /// Sends a request and reads the whole answer.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        let limit = request.timeout ?? options.requestTimeout
        let message = message(request)
        return try await withDeadline(limit, request) { [clients, options] in
            let response = try await clients.requests().execute(message, timeout: TimeAmount(limit))
            var body = try await response.body.collect(upTo: options.maximumBodyBytes)
            let bytes = body.readBytes(length: body.readableBytes) ?? []
            return KubeResponse(
                status: Int(response.status.code), headers: KubeHeaders(response.headers), body: .bytes(bytes))
        }
    }

    /// Sends a request and hands over the answer while it arrives.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        let message = message(request)
        let idle = request.idleTimeout ?? options.streamIdleTimeout
        do {
            let client = try clients.streams(idleTimeout: idle)
            let response = try await client.execute(
                message, timeout: TimeAmount(request.timeout ?? options.streamHeadTimeout))
            return KubeStream(
                status: Int(response.status.code), headers: KubeHeaders(response.headers),
                body: BodyPieces(body: response.body, request: request))
        } catch {
            throw HTTPFailure.translate(error, of: request)
        }
    }

    /// Asks for a WebSocket, over a connection of its own.
    ///
    /// The connection is watched over: a server that answers no ping for a minute counts as gone.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        do {
            return try await SocketUpgrade(
                dialer: dialer, request: request, uri: server.basePath + request.target, host: hostHeader,
                userAgent: options.userAgent, protocols: protocols,
                timeout: request.timeout ?? options.streamHeadTimeout
            ).perform()
        } catch {
            throw HTTPFailure.translate(error, of: request)
        }
    }

    private func message(_ request: KubeRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: origin + server.basePath + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers.fields { message.headers.add(name: name, value: value) }
        message.headers.replaceOrAdd(name: "Host", value: hostHeader)
        if !message.headers.contains(name: "User-Agent") {
            message.headers.add(name: "User-Agent", value: options.userAgent)
        }
        switch request.body {
        case .value(let value)?: message.body = .bytes(ByteBuffer(bytes: value.jsonBytes()))
        case .bytes(let bytes)?: message.body = .bytes(ByteBuffer(bytes: bytes))
        case nil: break
        }
        return message
    }

    private func withDeadline(
        _ limit: Duration, _ request: KubeRequest, _ body: @escaping @Sendable () async throws -> KubeResponse
    ) async throws -> KubeResponse {
        do {
            return try await withThrowingTaskGroup(of: KubeResponse?.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let response = first else {
                    throw KubeError(.timeout, "the API server did not answer within \(limit)", request: request)
                }
                return response
            }
        } catch {
            throw HTTPFailure.translate(error, of: request)
        }
    }
}

extension ServerURL {
    /// Host and port as they stand in a URL.
    fileprivate func authority(host: String) -> String {
        let isDefault = port == (isSecure ? 443 : 80)
        return (host.contains(":") ? "[\(host)]" : host) + (isDefault ? "" : ":\(port)")
    }
}
