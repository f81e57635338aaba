/// All that is needed to talk to one cluster as one user.
///
/// Comes from a ``Kubeconfig``, from the files in a Pod, or is written down. `KubeClientHTTP` makes a transport of it.
public struct ClusterConnection: Sendable {
    /// How the server is known, and how the client is.
    public struct TLS: Hashable, Sendable {
        /// Who must have signed the server's certificate, in PEM; nil for those the system trusts.
        public var certificateAuthority: [UInt8]?
        /// The name to verify the certificate against; nil for that of the URL.
        public var serverName: String?
        /// Accepts any certificate. Dangerous.
        public var skipsVerification = false
        /// The client's certificate; nil where it has none.
        public var identity: ClientIdentity?
        /// Where ``identity`` came from, if it is to be read again when it changes; nil where it stays.
        public var identityFiles: IdentityFiles?

        /// Verification by the system's authorities, without a client certificate.
        public init() {}
    }

    /// How the client says who it is, beside a certificate.
    public enum Authentication: Sendable {
        /// Not at all.
        case none
        /// A bearer token.
        case token(Secret)
        /// A bearer token in a file, read again and again.
        case tokenFile(String)
        /// A name and a password.
        case basic(user: String, password: Secret)
        /// A program that prints credentials.
        case plugin(CredentialPlugin)
    }

    /// The API server's URL, with a path where the server has a prefix.
    public var server: ServerURL
    /// The namespace to use where none is said.
    public var namespace: String
    /// How the server is known, and how the client is.
    public var tls: TLS
    /// How the client says who it is.
    public var authentication: Authentication
    /// Whom to act as.
    public var impersonation: Impersonation?
    /// A proxy's URL, which may hold a password.
    public var proxyURL: Secret?
    /// Whether answers are asked for without compression.
    public var disablesCompression: Bool
    /// The cluster's entry as credential plugins want to see it.
    var pluginCluster: Kubeconfig.Cluster?

    /// A connection.
    ///
    /// - Parameters:
    ///   - server: the API server's URL.
    ///   - namespace: the namespace to use where none is said.
    ///   - tls: how the server is known, and how the client is.
    ///   - authentication: how the client says who it is.
    ///   - impersonation: whom to act as.
    ///   - proxyURL: a proxy's URL.
    ///   - disablesCompression: whether answers are asked for without compression.
    public init(
        server: ServerURL, namespace: String = "default", tls: TLS = TLS(), authentication: Authentication = .none,
        impersonation: Impersonation? = nil, proxyURL: Secret? = nil, disablesCompression: Bool = false
    ) {
        self.server = server
        self.namespace = namespace
        self.tls = tls
        self.authentication = authentication
        self.impersonation = impersonation
        self.proxyURL = proxyURL
        self.disablesCompression = disablesCompression
    }
}

/// A client's certificate and its key, both in PEM.
public struct ClientIdentity: Hashable, Sendable {
    /// The certificate, and those between it and the authority.
    public var certificates: [UInt8]
    /// The key.
    public var key: Secret

    /// A certificate and its key.
    public init(certificates: [UInt8], key: Secret) {
        self.certificates = certificates
        self.key = key
    }
}
