/// A client certificate and its key in files that somebody else renews.
public struct IdentityFiles: Hashable, Sendable {
    /// The certificate's file, in PEM.
    public var certificate: String
    /// The key's file, in PEM; may be the same.
    public var key: String

    /// Files.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Credentials with a certificate from files, which are read again once a minute and when the server refuses it.
///
/// While they cannot be read, or do not belong together yet, the last certificate stays in use.
actor IdentityFilesCredential: CredentialSource {
    private let paths: IdentityFiles
    private let other: (any CredentialSource)?
    private let files: any ConfigurationFiles
    private let wallClock: WallClock
    private let period: Duration
    private var identity: ClientIdentity
    private var readAt: Timestamp

    init(
        _ paths: IdentityFiles, first: ClientIdentity, and other: (any CredentialSource)?,
        files: any ConfigurationFiles, wallClock: WallClock, period: Duration = .seconds(60)
    ) {
        self.paths = paths
        self.other = other
        self.files = files
        self.wallClock = wallClock
        self.period = period
        identity = first
        readAt = wallClock.now
    }

    func credential() async throws -> Credential {
        let now = wallClock.now
        if readAt > now || readAt.duration(to: now) >= period { read(now) }
        var credential = try await other?.credential() ?? Credential()
        credential.identity = credential.identity ?? identity
        return credential
    }

    private func read(_ now: Timestamp) {
        readAt = now
        guard let certificate = try? files.contents(of: paths.certificate), !certificate.isEmpty,
            let key = try? files.contents(of: paths.key), !key.isEmpty
        else { return }
        identity = ClientIdentity(certificates: certificate, key: Secret(key))
    }

    func wasRefused(_ credential: Credential) async {
        read(wallClock.now)
        await other?.wasRefused(credential)
    }
}
