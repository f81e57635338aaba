/// What proves to a server who asks.
///
/// Descriptions tell the kind alone, so a credential never reaches a log by accident.
public struct GitCredentials: Sendable, Hashable {
    enum Kind: Hashable, Sendable {
        case none
        case password(user: String, password: String)
        case bearer(token: String)
        case key(SSHKey)
        case agent(user: String?)
    }

    struct SSHKey: Hashable, Sendable {
        var user: String?
        var privateKey: String
        var publicKey: String?
        var passphrase: String?
    }

    let kind: Kind

    /// No credentials.
    public static let none = GitCredentials(kind: .none)

    /// A user name with a password or an access token, over HTTP or SSH.
    public static func password(user: String, password: String) -> GitCredentials {
        GitCredentials(kind: .password(user: user, password: password))
    }

    /// A token sent as `Authorization: Bearer …` over HTTP. Redirections are not followed with it.
    public static func bearer(_ token: String) -> GitCredentials { GitCredentials(kind: .bearer(token: token)) }

    /// A private key for SSH, from memory.
    ///
    /// - Parameters:
    ///   - user: the user name; the URL's, or `git`, where nil.
    ///   - privateKey: the key in PEM or OpenSSH format.
    ///   - publicKey: the public key in OpenSSH's one-line format; worked out from the private key where nil.
    ///   - passphrase: what the key is encrypted with.
    public static func key(
        user: String? = nil, privateKey: String, publicKey: String? = nil, passphrase: String? = nil
    ) -> GitCredentials {
        GitCredentials(
            kind: .key(SSHKey(user: user, privateKey: privateKey, publicKey: publicKey, passphrase: passphrase)))
    }

    /// The keys of the SSH agent that the process was started with.
    ///
    /// - Parameter user: the user name; the URL's, or `git`, where nil.
    public static func agent(user: String? = nil) -> GitCredentials { GitCredentials(kind: .agent(user: user)) }

    /// Whether the server gets to see the secret itself, as with a password or a token. A key only signs.
    ///
    /// Such credentials are for the host they were given for, and for no other that a source names.
    public var revealsSecret: Bool {
        switch kind {
        case .password, .bearer: true
        case .none, .key, .agent: false
        }
    }

    /// The texts that must not appear anywhere.
    var secrets: [String] {
        switch kind {
        case .none, .agent: []
        case .password(_, let password): [password]
        case .bearer(let token): [token]
        case .key(let key): [key.privateKey] + (key.passphrase.map { [$0] } ?? [])
        }
    }
}

extension GitCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of the credentials.
    public var description: String {
        switch kind {
        case .none: "no credentials"
        case .password: "user and password"
        case .bearer: "bearer token"
        case .key: "SSH key"
        case .agent: "SSH agent"
        }
    }

    /// The kind of the credentials.
    public var debugDescription: String { description }

    /// Nothing of what is inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
