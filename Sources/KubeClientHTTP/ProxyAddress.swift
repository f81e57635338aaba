import KubeClient

/// Where a proxy is, and how it is spoken to.
struct ProxyAddress: Sendable {
    enum Scheme: Sendable {
        case http
        case socks
    }

    let scheme: Scheme
    let host: String
    let port: Int
    /// Who the client is to the proxy; nil where it need not say.
    let login: (user: String, password: Secret)?

    /// Reads a proxy's URL.
    ///
    /// - Throws: `KubeError` with `KubeError.Code.configuration`, without the URL, which may hold a password.
    init(_ text: String) throws {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw KubeError(.configuration, "proxy-url must begin with http:// or socks5://")
        }
        var rest = text[text.index(colon, offsetBy: 3)...]
        var login: (user: String, password: Secret)?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                .map(PercentEncoding.decode)
            login = (parts.first ?? "", Secret(parts.count > 1 ? parts[1] : ""))
            rest = rest[rest.index(after: at)...]
        }
        guard let address = ServerURL("http://" + rest), address.basePath.isEmpty else {
            throw KubeError(.configuration, "proxy-url must read SCHEME://HOST:PORT")
        }
        host = address.host
        self.login = login
        switch text[..<colon].lowercased() {
        case "http":
            scheme = .http
            port = address.port
        case "socks5", "socks5h":
            guard login == nil else {
                throw KubeError(.configuration, "proxy-url names a user; SOCKS proxies are spoken to without")
            }
            scheme = .socks
            port = address.port == 80 ? 1_080 : address.port
        case let other:
            throw KubeError(.configuration, "proxy-url has the scheme \(other); http and socks5 are known")
        }
    }

    /// What stands in `Proxy-Authorization`.
    var authorization: Secret? {
        login.flatMap { Credential.basic(user: $0.user, password: $0.password).authorization }
    }
}
