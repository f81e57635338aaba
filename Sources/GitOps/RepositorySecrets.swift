public import ArtifactSource
public import GitSource
public import Values

/// The repositories, and the credentials for them, that Argo CD's Secrets describe.
///
/// Secrets labelled `argocd.argoproj.io/secret-type: repository` stand for one repository; those labelled `repo-creds`
/// lend their credentials to every repository whose address begins with theirs, the longest first. The ConfigMaps
/// `argocd-tls-certs-cm` and `argocd-ssh-known-hosts-cm` say whom to trust. Credentials are given for the repository
/// they were written for and for no other.
///
/// ```swift
/// let known = try RepositorySecrets(YAMLDocument.parse(bytes).map(\.value))
/// let client = ArtifactClient(transport: transport, access: { known.artifactAccess(to: $0) ?? ArtifactAccess() })
/// ```
public struct RepositorySecrets: Sendable {
    private var repositories: [String: RepositorySecret] = [:]
    private var templates: [(prefix: String, secret: RepositorySecret)] = []
    private var certificates: [String: String] = [:]
    private var knownHosts: String?

    /// Reads Secrets and ConfigMaps; objects of other kinds, and those without the label, are passed over.
    ///
    /// - Throws: `GitError` with `invalidOptions` where a Secret names no address or is not well-formed.
    public init(_ objects: [Value]) throws {
        for object in objects {
            let name = object["metadata", "name"]?.stringValue ?? ""
            switch object["kind"]?.stringValue {
            case "ConfigMap" where name == "argocd-tls-certs-cm":
                for member in object["data"]?.objectValue ?? Object() {
                    certificates[member.key.lowercased()] = member.value.stringValue
                }
            case "ConfigMap" where name == "argocd-ssh-known-hosts-cm":
                knownHosts = object["data", "ssh_known_hosts"]?.stringValue
            case "Secret": try add(object, name: name)
            default: continue
            }
        }
        templates.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
    }

    private mutating func add(_ object: Value, name: String) throws {
        switch object["metadata", "labels", "argocd.argoproj.io/secret-type"]?.stringValue {
        case "repository":
            let secret = try RepositorySecret(object, name: name)
            repositories[RepositorySecrets.normalized(secret.url)] = secret
        case "repo-creds":
            let secret = try RepositorySecret(object, name: name)
            templates.append((RepositorySecrets.normalized(secret.url), secret))
        default: return
        }
    }

    /// Addresses by the names that Secrets give them, by which charts' dependencies call them.
    public var namedRepositories: [String: String] {
        var names: [String: String] = [:]
        for secret in repositories.values {
            if let name = secret["name"], secret["type"] == "helm" {
                names[name] =
                    secret["enableOCI"] == "true" && !secret.url.contains("://") ? "oci://\(secret.url)" : secret.url
            }
        }
        return names
    }

    /// How a repository of charts or artifacts is reached; nil where nothing is known of it.
    public func artifactAccess(to repository: String) -> ArtifactAccess? {
        let authorities = certificates[RepositorySecrets.host(of: repository)]
        guard let secret = secret(for: repository) else {
            return authorities.map { ArtifactAccess(trust: ArtifactTrust(certificateAuthorities: $0)) }
        }
        var access = secret.artifactAccess
        access.trust.certificateAuthorities = authorities
        return access
    }

    /// How a Git repository is reached.
    ///
    /// - Parameters:
    ///   - repository: its address.
    ///   - base: what holds where no Secret says otherwise. Its credentials are replaced, not added to.
    public func remoteOptions(for repository: String, over base: RemoteOptions = RemoteOptions()) -> RemoteOptions {
        var options = base
        if let knownHosts { options.knownHosts = KnownHosts(knownHosts) }
        if let authorities = certificates[RepositorySecrets.host(of: repository)] {
            options.certificateAuthorities = authorities
        }
        guard let secret = secret(for: repository) else { return options }
        options.credentials = secret.gitCredentials
        if secret["insecure"] == "true" || secret["insecureIgnoreHostKey"] == "true" {
            options.skipsServerVerification = true
        }
        if let proxy = secret["proxy"] { options.proxy = proxy }
        return options
    }

    /// The repository's own Secret, with the credentials of the longest prefix where it has none.
    private func secret(for repository: String) -> RepositorySecret? {
        let address = RepositorySecrets.normalized(repository)
        let template = templates.first { RepositorySecrets.isPrefix($0.prefix, of: address) }?.secret
        guard let own = repositories[address] else { return template }
        return own.hasCredentials ? own : template.map { own.takingCredentials(of: $0) } ?? own
    }

    /// A prefix ends where a part of the address does, so that `https://example.com` means no `https://example.community`.
    private static func isPrefix(_ prefix: String, of address: String) -> Bool {
        guard address.hasPrefix(prefix) else { return false }
        let next = address.utf8.dropFirst(prefix.utf8.count).first
        return next == nil || next == UInt8(ascii: "/") || prefix.hasSuffix("/")
            || next == UInt8(ascii: ":")
                && prefix.contains("@")
    }

    /// One spelling for all that means the same repository.
    private static func normalized(_ address: String) -> String {
        var text = address.lowercased()
        if text.hasPrefix("oci://") { text.removeFirst("oci://".count) }
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(".git") { text.removeLast(4) }
        return text
    }

    private static func host(of address: String) -> String {
        var rest = address[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        return rest.prefix { $0 != ":" }.lowercased()
    }
}
