/// A bearer token in a file that somebody else renews, as the token of a service account is.
///
/// The file is read again once a minute, and at once when the server refuses the token. While it cannot be read, the last
/// token stays in use.
public actor TokenFileCredential: CredentialSource {
    private let path: String
    private let files: any ConfigurationFiles
    private let wallClock: WallClock
    private let period: Duration
    private var token: Secret?
    private var readAt: Timestamp?

    /// A token in a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - files: where it is read from.
    ///   - period: after what time it is read again.
    ///   - wallClock: what tells the time.
    public init(
        path: String, files: any ConfigurationFiles = DiskFiles(), period: Duration = .seconds(60),
        wallClock: WallClock = .system
    ) {
        self.path = path
        self.files = files
        self.period = period
        self.wallClock = wallClock
    }

    /// The token.
    public func credential() throws -> Credential {
        let now = wallClock.now
        if let token, let readAt, readAt <= now, readAt.duration(to: now) < period { return .bearer(token) }
        do {
            let bytes = try files.required(path, for: "the token file")
            let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
            guard !text.isEmpty else { throw KubeError(.authentication, "the token file \(path) is empty") }
            token = Secret(text)
            readAt = now
        } catch {
            guard token != nil else {
                throw KubeError(.authentication, "no token: \(error)", cause: error)
            }
        }
        return .bearer(token ?? Secret(""))
    }

    /// Reads the file again next time.
    public func wasRefused(_ credential: Credential) { readAt = nil }
}
