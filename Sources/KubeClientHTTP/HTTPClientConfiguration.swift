import AsyncHTTPClient
import KubeClient
import NIOCore
import NIOHTTPCompression
import NIOSSL

extension HTTPClient.Configuration {
    /// What a connection asks for.
    init(_ connection: ClusterConnection, options: HTTPTransportOptions) throws {
        self.init(
            redirectConfiguration: .disallow,
            timeout: Timeout(connect: TimeAmount(options.connectTimeout), read: nil),
            decompression: connection.disablesCompression ? .disabled : .enabled(limit: .size(options.maximumBodyBytes))
        )
        httpVersion = .http1Only
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connections
        // A failed connection is the answer to a request; retrying is for the layer above.
        connectionPool.retryConnectionEstablishment = false
        if connection.server.isSecure {
            tlsConfiguration = try TLSConfiguration(connection.tls)
            if let name = connection.tls.serverName { dnsOverride = [name: connection.server.host] }
        }
        if let url = connection.proxyURL { proxy = try HTTPClient.Configuration.proxy(url.revealedText()) }
    }

    private static func proxy(_ text: String) throws -> Proxy {
        let address = try ProxyAddress(text)
        switch address.scheme {
        case .http:
            let authorization = address.login.map {
                HTTPClient.Authorization.basic(username: $0.user, password: $0.password.revealedText())
            }
            return .server(host: address.host, port: address.port, authorization: authorization)
        case .socks: return .socksServer(host: address.host, port: address.port)
        }
    }
}

extension TLSConfiguration {
    /// Verification and identity as a connection says.
    init(_ tls: ClusterConnection.TLS) throws {
        self = .makeClientConfiguration()
        minimumTLSVersion = .tlsv12
        if tls.skipsVerification { certificateVerification = .none }
        if let authority = tls.certificateAuthority {
            trustRoots = .certificates(try TLSConfiguration.certificates(authority, in: "certificate-authority"))
        }
        guard let identity = tls.identity else { return }
        certificateChain = try TLSConfiguration.certificates(identity.certificates, in: "client-certificate")
            .map { .certificate($0) }
        do {
            privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.key.revealed(), format: .pem))
        } catch {
            throw KubeError(.configuration, "the client-key is no private key in PEM, or is encrypted")
        }
        // Told now, and not at each connection.
        guard (try? NIOSSLContext(configuration: self)) != nil else {
            throw KubeError(.configuration, "the client-certificate and the client-key do not belong together")
        }
    }

    private static func certificates(_ pem: [UInt8], in field: String) throws -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(pem)
            if !certificates.isEmpty { return certificates }
        } catch {
            throw KubeError(.configuration, "the \(field) is no certificate in PEM", cause: error)
        }
        throw KubeError(.configuration, "the \(field) holds no certificate")
    }
}
