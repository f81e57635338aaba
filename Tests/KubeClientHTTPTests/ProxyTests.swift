import KubeClient
import KubeClientHTTP
import Testing
import Values

/// What a proxy is told, and what people are told of it.
@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    private func connection(_ server: String, through proxy: String) throws -> ClusterConnection {
        var connection = ClusterConnection(server: try #require(ServerURL(server)), proxyURL: Secret(proxy))
        connection.tls.skipsVerification = true
        connection.authentication = .token(Secret("bearer-s3cret"))
        return connection
    }

    /// Sends a request and gives the error, if there is one.
    private func send(_ connection: ClusterConnection) async throws -> KubeError? {
        let transport = try connection.transport(runner: nil, retries: nil)
        var failure: KubeError?
        do { _ = try await KubeAPI(transport: transport).value(for: KubeRequest("GET", "/version")) } catch {
            failure = error as? KubeError
        }
        await transport.shutdown()
        return failure
    }

    @Test func requestsGoThroughTheProxyWithItsPassword() async throws {
        try await RawServer.run { head, _ in
            head.hasPrefix("CONNECT") ? .init("HTTP/1.1 200 Connection established\r\n\r\n") : .json("{}")
        } _: { server, port in
            let proxy = "http://jane%40acme:p%3A%25s3cret@127.0.0.1:\(port)"
            #expect(try await send(connection("http://api.test:8080", through: proxy)) == nil)
            let head = try #require(server.requests.first)
            #expect(head.hasPrefix("CONNECT api.test:8080 HTTP/1.1\r\n"))
            // jane@acme:p:%s3cret
            #expect(head.lowercased().contains("proxy-authorization: basic amFuZUBhY21lOnA6JXMzY3JldA==".lowercased()))
            #expect(server.requests.last?.hasPrefix("GET /version HTTP/1.1\r\n") == true)
            #expect(server.requests.last?.lowercased().contains("proxy-authorization") == false)
        }
    }

    @Test func securedRequestsAreTunnelledToTheServersAddress() async throws {
        try await RawServer.run { _, _ in
            .init("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", then: .close)
        } _: { server, port in
            var connection = try connection(
                "https://10.1.2.3:6443", through: "http://jane:pass-s3cret@127.0.0.1:\(port)")
            connection.tls.serverName = "api.test"
            let error = try #require(try await send(connection))
            #expect(error.code == .unreachable || error.code == .timeout)
            var text = "\(error)"
            dump(error, to: &text)
            #expect(!text.contains("s3cret"))
            let head = try #require(server.requests.first)
            #expect(head.hasPrefix("CONNECT 10.1.2.3:6443 HTTP/1.1"), "not the name that TLS verifies")
            #expect(!head.contains("bearer"), "credentials are for the server, inside the tunnel")
        }
    }

    @Test func aSOCKSProxyThatHangsUpIsUnreachable() async throws {
        try await RawServer.run { _, _ in
            .init([], then: .close)
        } _: { _, port in
            let connection = try connection("http://api.test:8080", through: "socks5://127.0.0.1:\(port)")
            let transport = try connection.transport(
                runner: nil, options: HTTPTransportOptions(connectTimeout: .seconds(1)), retries: nil)
            let error = await #expect(throws: KubeError.self) {
                try await transport.send(KubeRequest("GET", "/version", timeout: .seconds(5)))
            }
            #expect(error?.code == .unreachable || error?.code == .timeout)
            await transport.shutdown()
        }
    }

    @Test(arguments: [
        "https://me:s3cret@proxy:1", "socks5://me:s3cret@proxy:1", "ftp://s3cret", "s3cret", "http://me:s3cret@",
        "http://me:s3cret@proxy:port", "http://me:s3cret@proxy:1/path",
    ])
    func unusableProxiesAreToldWithoutTheirPassword(proxy: String) throws {
        let connection = try connection("https://h", through: proxy)
        let error = #expect(throws: KubeError.self) { try connection.transport(runner: nil) }
        #expect(error?.code == .configuration)
        var text = "\(String(describing: error))"
        dump(error, to: &text)
        dump(connection, to: &text)
        #expect(!text.contains("s3cret"))
    }
}
