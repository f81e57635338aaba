/// What a client shows to say who it is.
public struct Credential: Hashable, Sendable {
    /// The value of the `Authorization` header field; nil for none.
    public var authorization: Secret?
    /// A certificate for TLS; nil for none.
    public var identity: ClientIdentity?

    /// Credentials.
    public init(authorization: Secret? = nil, identity: ClientIdentity? = nil) {
        self.authorization = authorization
        self.identity = identity
    }

    /// A bearer token.
    public static func bearer(_ token: Secret) -> Credential {
        Credential(authorization: Secret(Array("Bearer ".utf8) + token.revealed()))
    }

    /// A name and a password.
    public static func basic(user: String, password: Secret) -> Credential {
        let pair = Base64.encode(Array(user.utf8) + Array(":".utf8) + password.revealed())
        return Credential(authorization: Secret("Basic " + pair))
    }
}

/// Where credentials come from, and where they are renewed.
public protocol CredentialSource: Sendable {
    /// The credentials to use now.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/authentication``; its text holds no secret.
    func credential() async throws -> Credential

    /// Hears that the server refused credentials with 401, so that the next ones are fetched anew.
    func wasRefused(_ credential: Credential) async
}

/// Credentials that never change.
public struct FixedCredential: CredentialSource {
    private let fixed: Credential

    /// Always these.
    public init(_ credential: Credential) { fixed = credential }

    /// The credentials.
    public func credential() -> Credential { fixed }

    /// Nothing can be done about it.
    public func wasRefused(_ credential: Credential) {}
}
