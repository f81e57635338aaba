/// The address of an API server: scheme, host, port and perhaps a path in front of everything.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    /// Whether it is `https`.
    public var isSecure: Bool
    /// The host, an IPv6 address without brackets.
    public var host: String
    /// The port.
    public var port: Int
    /// What stands in front of every path; empty, or with a leading and without a trailing `/`.
    public var basePath: String

    /// An address of parts.
    ///
    /// - Parameters:
    ///   - isSecure: whether it is `https`.
    ///   - host: the host, an IPv6 address without brackets.
    ///   - port: the port.
    ///   - basePath: what stands in front of every path.
    public init(isSecure: Bool = true, host: String, port: Int, basePath: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.basePath = basePath
    }

    /// Reads an address; nil where it is none. User and password in it are not accepted, nor query and fragment.
    ///
    /// - Parameter text: `https://host:6443/prefix`; without scheme it is `http`, as Kubernetes clients have it.
    public init?(_ text: String) {
        var rest = Substring(text)
        let scheme: String
        if let separator = text.firstSeparator {
            scheme = text[..<separator].lowercased()
            rest = text[text.index(separator, offsetBy: 3)...]
        } else {
            scheme = "http"
        }
        guard scheme == "https" || scheme == "http" else { return nil }
        isSecure = scheme == "https"
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        var path = rest[slash...]
        guard !authority.isEmpty, !text.contains(where: { "@?#\\ ".contains($0) || $0.isNewline }) else { return nil }
        while path.last == "/" { path.removeLast() }
        basePath = String(path)
        guard let (host, port) = ServerURL.split(authority) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
    }

    private static func split(_ authority: Substring) -> (String, Int?)? {
        var host = authority
        var digits: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            digits = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            digits = authority[authority.index(after: colon)...]
            guard !host.contains(":") else { return nil }
        }
        guard !host.isEmpty else { return nil }
        guard let digits, !digits.isEmpty else { return (String(host), nil) }
        guard let port = UInt16(digits), port > 0 else { return nil }
        return (String(host), Int(port))
    }

    /// The address as text.
    public var description: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(basePath)"
    }
}

extension String {
    /// Where `://` begins.
    fileprivate var firstSeparator: Index? {
        var position = startIndex
        while let colon = self[position...].firstIndex(of: ":") {
            if self[colon...].hasPrefix("://") { return colon }
            position = index(after: colon)
        }
        return nil
    }
}
