import ArtifactSource
import GitSource
import Values

/// One Secret that describes a repository.
struct RepositorySecret: Sendable {
    private static let credentialFields = [
        "username", "password", "bearerToken", "sshPrivateKey", "tlsClientCertData", "tlsClientCertKey",
    ]

    private var fields: [String: String] = [:]

    /// Reads a Secret's `data` and `stringData`.
    ///
    /// - Throws: `GitError` with `invalidOptions`; nothing of the Secret's content stands in it.
    init(_ object: Value, name: String) throws(GitError) {
        for member in object["data"]?.objectValue ?? Object() {
            guard let text = member.value.stringValue, let bytes = Base64.decoded(text.filter { !$0.isNewline }) else {
                throw GitError(.invalidOptions, "the field '\(member.key)' of the Secret '\(name)' is no Base64")
            }
            fields[member.key] = String(decoding: bytes, as: UTF8.self)
        }
        for member in object["stringData"]?.objectValue ?? Object() { fields[member.key] = member.value.stringValue }
        guard !url.isEmpty else { throw GitError(.invalidOptions, "the Secret '\(name)' has no 'url'") }
    }

    /// A field, nil where it is not set.
    subscript(field: String) -> String? { fields[field].flatMap { $0.isEmpty ? nil : $0 } }

    var url: String { self["url"] ?? "" }

    var hasCredentials: Bool { RepositorySecret.credentialFields.contains { self[$0] != nil } }

    func takingCredentials(of other: RepositorySecret) -> RepositorySecret {
        var result = self
        for field in RepositorySecret.credentialFields { result.fields[field] = other[field] }
        return result
    }

    var artifactAccess: ArtifactAccess {
        var access = ArtifactAccess(usesPlainHTTP: self["insecureOCIForceHttp"] == "true", proxy: self["proxy"])
        if let token = self["bearerToken"] {
            access.credentials = .bearer(token)
        } else if self["username"] != nil || self["password"] != nil {
            access.credentials = .password(user: self["username"] ?? "", password: self["password"] ?? "")
        }
        access.trust.skipsVerification = self["insecure"] == "true"
        if let certificate = self["tlsClientCertData"], let key = self["tlsClientCertKey"] {
            access.trust.identity = ArtifactTrust.Identity(certificates: certificate, privateKey: key)
        }
        return access
    }

    var gitCredentials: GitCredentials {
        if let key = self["sshPrivateKey"] { return .key(privateKey: key) }
        if let token = self["bearerToken"] { return .bearer(token) }
        guard self["username"] != nil || self["password"] != nil else { return .none }
        // Services that take tokens as passwords take any user name with them.
        return .password(user: self["username"] ?? "git", password: self["password"] ?? "")
    }
}
