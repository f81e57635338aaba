/// What proves to a repository who asks.
///
/// Descriptions tell the kind alone, so a credential never reaches a log by accident.
public struct ArtifactCredentials: Sendable, Hashable {
    enum Kind: Hashable, Sendable {
        case none
        case password(user: String, password: String)
        case bearer(String)
    }

    let kind: Kind

    /// No credentials.
    public static let none = ArtifactCredentials(kind: .none)

    /// A user name with a password or an access token. OCI registries exchange them for a token of their own.
    public static func password(user: String, password: String) -> ArtifactCredentials {
        ArtifactCredentials(kind: .password(user: user, password: password))
    }

    /// A token sent as it is, as `Authorization: Bearer …`.
    public static func bearer(_ token: String) -> ArtifactCredentials { ArtifactCredentials(kind: .bearer(token)) }

    /// The value of the header `Authorization`.
    var authorization: String? {
        switch kind {
        case .none: nil
        case .password(let user, let password): "Basic " + Base64.encode(Array("\(user):\(password)".utf8))
        case .bearer(let token): "Bearer " + token
        }
    }
}

extension ArtifactCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of the credentials.
    public var description: String {
        switch kind {
        case .none: "no credentials"
        case .password: "user and password"
        case .bearer: "bearer token"
        }
    }

    /// The kind of the credentials.
    public var debugDescription: String { description }

    /// Nothing of what is inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ArtifactCredentials {
    /// User and password, for a transport that logs in to a proxy.
    package var login: (user: String, password: String)? {
        if case .password(let user, let password) = kind { (user, password) } else { nil }
    }
}
