/// How a remote repository is reached and whom to trust.
public struct RemoteOptions: Sendable, Hashable {
    /// What proves who asks.
    public var credentials: GitCredentials
    /// The SSH keys of hosts, nil where host keys are not checked, which ``allowsUnknownHosts`` must confirm.
    public var knownHosts: KnownHosts?
    /// Whether an SSH server without a known key is accepted. A key other than the known one never is.
    public var allowsUnknownHosts: Bool
    /// Certificates of authorities to trust instead of the system's, in PEM.
    public var certificateAuthorities: String?
    /// Whether any TLS certificate and any SSH host key is accepted. Only for tests and emergencies.
    public var skipsServerVerification: Bool
    /// The URL of a proxy for HTTPS, nil for none; with any other scheme it is an error. The environment is not asked.
    public var proxy: String?
    /// Whether objects of a repository on this machine are read where they are instead of being copied.
    ///
    /// Nothing is fetched then, however large the repository; but what disappears there, because the folder is removed
    /// or history is rewritten and cleaned up, can no longer be read. Without effect on other URLs.
    public var sharesLocalObjects: Bool
    /// Longest time for one exchange with the server; nil for no limit.
    public var timeout: Duration?

    /// Options, all of them optional.
    public init(
        credentials: GitCredentials = .none, knownHosts: KnownHosts? = nil, allowsUnknownHosts: Bool = false,
        certificateAuthorities: String? = nil, skipsServerVerification: Bool = false, proxy: String? = nil,
        sharesLocalObjects: Bool = false, timeout: Duration? = .seconds(300)
    ) {
        self.credentials = credentials
        self.knownHosts = knownHosts
        self.allowsUnknownHosts = allowsUnknownHosts
        self.certificateAuthorities = certificateAuthorities
        self.skipsServerVerification = skipsServerVerification
        self.proxy = proxy
        self.sharesLocalObjects = sharesLocalObjects
        self.timeout = timeout
    }
}
