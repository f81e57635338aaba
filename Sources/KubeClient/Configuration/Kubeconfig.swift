public import Values

/// A kubeconfig: clusters, users, and contexts that put them together.
///
/// ```swift
/// let config = try Kubeconfig.load(["/home/me/.kube/config", "/etc/extra.yaml"])
/// let connection = try config.connection(context: "staging")
/// ```
///
/// Libraries do not read the environment; a program splits `KUBECONFIG` at `:` and passes the paths.
public struct Kubeconfig: Sendable {
    /// Certificates or keys: in the kubeconfig itself, or in a file.
    public enum Material: Hashable, Sendable {
        /// Decoded from base64.
        case data(Secret)
        /// An absolute path, or one relative to the working directory where the kubeconfig came from no file.
        case file(String)
    }

    /// How to reach a cluster.
    public struct Cluster: Hashable, Sendable {
        /// The API server's URL.
        public var server = ""
        /// The name to verify the server's certificate against, where it is not that of the URL.
        public var tlsServerName: String?
        /// Accepts any certificate. Dangerous.
        public var skipsTLSVerification = false
        /// Who must have signed the server's certificate, in PEM; nil for those the system trusts.
        public var certificateAuthority: Material?
        /// A proxy's URL, which may hold a password.
        public var proxyURL: Secret?
        /// Whether answers are asked for without compression.
        public var disablesCompression = false
        /// What is handed to credential plugins that ask for it.
        public var pluginConfiguration: Value?
    }

    /// Who the client is.
    public struct User: Hashable, Sendable {
        /// A certificate for TLS, in PEM.
        public var clientCertificate: Material?
        /// The certificate's key, in PEM.
        public var clientKey: Material?
        /// A bearer token.
        public var token: Secret?
        /// A file that holds a bearer token, which is read again and again.
        public var tokenFile: String?
        /// A name for basic authentication.
        public var username: String?
        /// A password for basic authentication.
        public var password: Secret?
        /// A program that prints credentials.
        public var plugin: CredentialPlugin?
        /// Whom to act as.
        public var impersonation: Impersonation?
        /// The name of an authentication provider of the kind that Kubernetes gave up in 1.26.
        public var legacyProvider: String?
    }

    /// A cluster, a user and a namespace.
    public struct Context: Hashable, Sendable {
        /// The name of a cluster.
        public var cluster = ""
        /// The name of a user; empty for nobody.
        public var user = ""
        /// The namespace to use where none is said.
        public var namespace: String?
    }

    /// Which context to use where none is said.
    public var currentContext = ""
    /// Clusters by name.
    public var clusters: [String: Cluster] = [:]
    /// Users by name.
    public var users: [String: User] = [:]
    /// Contexts by name.
    public var contexts: [String: Context] = [:]

    /// A kubeconfig without anything.
    public init() {}

    /// One kubeconfig of several, as `KUBECONFIG` with several paths means it: whoever comes first wins, name by name.
    public init(merging configs: [Kubeconfig]) {
        for config in configs {
            if currentContext.isEmpty { currentContext = config.currentContext }
            clusters.merge(config.clusters) { first, _ in first }
            users.merge(config.users) { first, _ in first }
            contexts.merge(config.contexts) { first, _ in first }
        }
    }

    /// Reads and merges files.
    ///
    /// - Parameters:
    ///   - paths: files, the first of which wins. Those that do not exist are skipped, as long as one does.
    ///   - files: where they are read from.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration``.
    public static func load(_ paths: [String], files: any ConfigurationFiles = DiskFiles()) throws -> Kubeconfig {
        let configs = try paths.filter { !$0.isEmpty }.compactMap { path in
            try files.contents(of: path).map { try Kubeconfig(yaml: $0, path: path) }
        }
        guard !configs.isEmpty else {
            throw KubeError(
                .configuration,
                "no kubeconfig found; looked for \(paths.filter { !$0.isEmpty }.joined(separator: ", "))")
        }
        return Kubeconfig(merging: configs)
    }
}
