/// An `http` or `https` address, taken apart as far as fetching needs it.
///
/// Its ``description`` shows neither user and password nor the query, so that it may stand in any message.
public struct WebAddress: Hashable, Sendable {
    /// Scheme, host and port: to whom credentials belong.
    public struct Origin: Hashable, Sendable, CustomStringConvertible {
        /// Whether TLS is spoken.
        public var isSecure: Bool
        /// The host in lower case, an IPv6 address without brackets.
        public var host: String
        /// The port.
        public var port: Int

        /// An origin.
        public init(isSecure: Bool, host: String, port: Int) {
            self.isSecure = isSecure
            self.host = host
            self.port = port
        }

        /// Host and port as they stand in an address; the port only where it is not the scheme's own.
        public var authority: String {
            let isDefault = port == (isSecure ? 443 : 80)
            return (host.contains(":") ? "[\(host)]" : host) + (isDefault ? "" : ":\(port)")
        }

        /// `https://host:port`.
        public var description: String { (isSecure ? "https://" : "http://") + authority }
    }

    /// Scheme, host and port.
    public var origin: Origin
    /// The path, beginning with `/`, percent-encoded as it is sent.
    public var path: String
    /// What follows `?`, nil where nothing does.
    public var query: String?
    /// User and password that stood in the address.
    public var credentials: ArtifactCredentials

    /// An address from its parts.
    public init(_ origin: Origin, path: String, query: String? = nil, credentials: ArtifactCredentials = .none) {
        self.origin = origin
        self.path = path.hasPrefix("/") ? path : "/" + path
        self.query = query
        self.credentials = credentials
    }

    /// Reads an address; a fragment is dropped.
    ///
    /// - Throws: ``ArtifactError/Code/invalidReference``.
    public init(_ text: String) throws(ArtifactError) {
        guard let scheme = AddressText.scheme(of: text), scheme == "http" || scheme == "https" else {
            throw ArtifactError(
                .invalidReference, "'\(AddressText.scrubbed(text))' does not begin with https:// or http://")
        }
        var rest = text.dropFirst(scheme.utf8.count + 3)
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        let authority = rest.prefix { !"/?\\".contains($0) }
        rest = rest.dropFirst(authority.count)
        let queryStart = rest.firstIndex(of: "?")
        let (login, origin) = try AddressText.authority(authority, isSecure: scheme == "https", of: text)
        let path = String(rest[..<(queryStart ?? rest.endIndex)])
        let query = queryStart.map { String(rest[rest.index(after: $0)...]) }
        self.init(
            origin, path: AddressText.encoded(path), query: query.map(AddressText.encoded), credentials: login)
    }

    /// The address as it is requested, without credentials.
    public var url: String { origin.description + target }

    /// Path and query.
    public var target: String { path + (query.map { "?\($0)" } ?? "") }

    /// The address with what follows the base's last `/` replaced by a reference, as browsers do it.
    ///
    /// - Parameter reference: another address, or a path from the root or from here.
    /// - Throws: ``ArtifactError/Code/invalidReference`` for an address of another scheme.
    public func resolving(_ reference: String) throws(ArtifactError) -> WebAddress {
        if AddressText.scheme(of: reference) != nil { return try WebAddress(reference) }
        if reference.hasPrefix("//") { return try WebAddress((origin.isSecure ? "https:" : "http:") + reference) }
        let text = reference.prefix { $0 != "#" }
        let relative = text.prefix { $0 != "?" }
        var result = self
        result.query = text.contains("?") ? AddressText.encoded(String(text.dropFirst(relative.count + 1))) : nil
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        let whole = relative.hasPrefix("/") ? String(relative) : "\(folder)\(relative)"
        result.path = AddressText.withoutDots(AddressText.encoded(whole))
        return result
    }

    /// The address of a file in the folder that this address stands for; a query stays.
    func appending(_ file: String) -> WebAddress {
        var result = self
        result.path = (path.hasSuffix("/") ? path : path + "/") + AddressText.encoded(file)
        return result
    }
}

extension WebAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Scheme, host, port and path.
    public var description: String { origin.description + path }

    /// Scheme, host, port and path.
    public var debugDescription: String { description }

    /// Nothing of what is inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
