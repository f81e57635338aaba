/// How a repository of charts or other artifacts is reached and whom to trust.
public struct ArtifactAccess: Sendable, Hashable {
    /// What proves who asks; user and password in the repository's address where there are none.
    public var credentials: ArtifactCredentials
    /// Whether the credentials, and the client's certificate, may go to all hosts that the repository's index names.
    ///
    /// Without it they go to the repository's own scheme, host and port. A redirect to another host never takes them.
    public var passesCredentials: Bool
    /// Whom to trust, and the client's certificate.
    public var trust: ArtifactTrust
    /// Whether an OCI registry is spoken to without TLS.
    public var usesPlainHTTP: Bool
    /// The URL of an HTTP proxy, nil for none. The environment is not asked.
    public var proxy: String?

    /// Access, all of it optional.
    public init(
        credentials: ArtifactCredentials = .none, passesCredentials: Bool = false,
        trust: ArtifactTrust = ArtifactTrust(), usesPlainHTTP: Bool = false, proxy: String? = nil
    ) {
        self.credentials = credentials
        self.passesCredentials = passesCredentials
        self.trust = trust
        self.usesPlainHTTP = usesPlainHTTP
        self.proxy = proxy
    }
}

/// Whom a client trusts over TLS, and who it says it is.
public struct ArtifactTrust: Sendable, Hashable {
    /// Certificates of authorities to trust instead of the system's, in PEM.
    public var certificateAuthorities: String?
    /// Whether any certificate is accepted. Only for tests and emergencies.
    public var skipsVerification: Bool
    /// What the client shows to servers who ask.
    public var identity: Identity?

    /// A certificate and its key, both in PEM.
    public struct Identity: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The certificate, and those that lead to its authority.
        public var certificates: String
        /// The private key, not encrypted.
        public var privateKey: String

        /// A certificate and its key.
        public init(certificates: String, privateKey: String) {
            self.certificates = certificates
            self.privateKey = privateKey
        }

        /// Nothing of the key.
        public var description: String { "client certificate" }

        /// Nothing of the key.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// Trust in the system's authorities unless told otherwise.
    public init(certificateAuthorities: String? = nil, skipsVerification: Bool = false, identity: Identity? = nil) {
        self.certificateAuthorities = certificateAuthorities
        self.skipsVerification = skipsVerification
        self.identity = identity
    }
}
