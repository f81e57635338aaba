/// The proxies that a program's environment names: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not.
///
/// They are read as Kubernetes' own tools read them: this machine itself is never reached through a proxy, `NO_PROXY` lists
/// hosts with their subdomains (with a leading dot the subdomains alone), addresses and networks, each with a port if need
/// be, or is `*`.
struct ProxyEnvironment: Sendable {
    private let secure: String?
    private let plain: String?
    private let exceptions: [Exception]

    private struct Exception: Sendable {
        enum Host: Sendable {
            case all
            case address([UInt8])
            case network([UInt8], bits: Int)
            /// With the dot in front of which a subdomain may stand.
            case domain(String, withSubdomains: Bool)
        }

        let host: Host
        let port: Int?
    }

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment[name], environment[name.lowercased()]].lazy.compactMap(\.self).first { !$0.isEmpty }
        }
        secure = value("HTTPS_PROXY")
        plain = value("HTTP_PROXY")
        exceptions = (value("NO_PROXY") ?? "").split(separator: ",").compactMap { ProxyEnvironment.exception($0) }
    }

    /// The proxy on the way to a server; nil for none.
    func proxy(for server: ServerURL) -> Secret? {
        guard let text = server.isSecure ? secure : plain, !isExcepted(server) else { return nil }
        return Secret(text.contains("://") ? text : "http://" + text)
    }

    private func isExcepted(_ server: ServerURL) -> Bool {
        let host = server.host.lowercased()
        if host == "localhost" { return true }
        let address = IPAddress.bytes(host)
        if let address, IPAddress.isLoopback(address) { return true }
        return exceptions.contains { exception in
            if let port = exception.port, port != server.port { return false }
            switch exception.host {
            case .all: return true
            case .address(let bytes): return bytes == address
            case .network(let bytes, let bits): return address.map { IPAddress.share($0, bytes, bits: bits) } ?? false
            case .domain(let suffix, let withSubdomains):
                return host.hasSuffix(suffix) || withSubdomains && "." + host == suffix
            }
        }
    }

    private static func exception(_ entry: Substring) -> Exception? {
        var text = Substring(entry.lowercased())
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        guard !text.isEmpty else { return nil }
        if text == "*" { return Exception(host: .all, port: nil) }
        if let slash = text.firstIndex(of: "/"), let bytes = IPAddress.bytes(String(text[..<slash])),
            let bits = Int(text[text.index(after: slash)...]), (0...bytes.count * 8).contains(bits)
        {
            return Exception(host: .network(bytes, bits: bits), port: nil)
        }
        var port: Int?
        if IPAddress.bytes(String(text)) == nil, let colon = text.lastIndex(of: ":"),
            let number = UInt16(text[text.index(after: colon)...])
        {
            port = Int(number)
            text = text[..<colon]
        }
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        if let bytes = IPAddress.bytes(String(text)) { return Exception(host: .address(bytes), port: port) }
        if text.hasPrefix("*.") { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        let isSuffix = text.first == "."
        return Exception(
            host: .domain(isSuffix ? String(text) : "." + text, withSubdomains: !isSuffix), port: port)
    }
}

extension ClusterConnection {
    /// The same connection through the proxy that a program's environment names, as kubectl has it; `proxy-url` in a
    /// kubeconfig comes first.
    ///
    /// - Parameter environment: the program's environment, of which `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count.
    public func throughProxy(of environment: [String: String]) -> ClusterConnection {
        guard proxyURL == nil else { return self }
        var connection = self
        connection.proxyURL = ProxyEnvironment(environment).proxy(for: server)
        return connection
    }
}
