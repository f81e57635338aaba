internal import CLibGit2

/// What the library's callbacks need to know during one exchange with a remote; used by one thread.
final class RemoteContext {
    let url: GitURL
    let options: RemoteOptions
    let control: OperationControl
    private let progress: (@Sendable (GitProgress) -> Void)?
    /// What a callback refused, told instead of the library's own message.
    private(set) var failure: GitError?
    private var attempts = 0

    init(
        url: GitURL, options: RemoteOptions, control: OperationControl,
        progress: (@Sendable (GitProgress) -> Void)? = nil
    ) {
        self.url = url
        self.options = options
        self.control = control
        self.progress = progress
    }

    /// The context a callback was given; the caller of the library keeps it alive meanwhile.
    static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteContext? {
        payload.map { Unmanaged<RemoteContext>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Forgets what an earlier connection was refused.
    func begin() { (failure, attempts) = (nil, 0) }

    func refuse(_ error: GitError) -> Int32 {
        failure = failure ?? error
        return GIT_EUSER.rawValue
    }

    // MARK: Progress

    func report(_ stats: git_indexer_progress) -> Int32 {
        guard !control.isStopped else { return GIT_EUSER.rawValue }
        progress?(
            GitProgress(
                totalObjects: Int(stats.total_objects), receivedObjects: Int(stats.received_objects),
                indexedObjects: Int(stats.indexed_objects), totalDeltas: Int(stats.total_deltas),
                indexedDeltas: Int(stats.indexed_deltas), receivedBytes: stats.received_bytes))
        return 0
    }

    // MARK: Credentials

    /// Makes the credential the server asks for; the second time the same one would be refused again.
    func acquire(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, for place: String, user: String?,
        allowed: UInt32
    ) -> Int32 {
        let isShell = url.scheme == .ssh
        if isShell, allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(out, userName(user))
        }
        guard isShell || isSameHost(place) else {
            return refuse(
                GitError(.authenticationFailed, "the server redirected to another host, which gets no credentials"))
        }
        attempts += 1
        guard attempts == 1 else { return refuse(refused) }
        switch options.credentials.kind {
        case .none: return acquireFromURL(out, allowed: allowed)
        case .bearer: return refuse(isShell ? unusable : refused)
        case .password(let user, let password):
            guard allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else { return refuse(unusable) }
            return git_credential_userpass_plaintext_new(out, user, password)
        case .key(let key): return acquire(out, key, user: user, allowed: allowed)
        case .agent(let name):
            guard isShell, allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 else { return refuse(unusable) }
            return git_credential_ssh_key_from_agent(out, name ?? userName(user))
        }
    }

    private func acquireFromURL(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, allowed: UInt32
    ) -> Int32 {
        guard let user = url.user, let password = url.password,
            allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0
        else {
            return refuse(
                GitError(
                    .credentialsRequired,
                    "the server asks for credentials; give \(url.scheme == .ssh ? "an SSH key" : "user and password or a token")"
                ))
        }
        return git_credential_userpass_plaintext_new(out, user, password)
    }

    private func acquire(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, _ key: GitCredentials.SSHKey, user: String?,
        allowed: UInt32
    ) -> Int32 {
        guard url.scheme == .ssh, allowed & (GIT_CREDENTIAL_SSH_MEMORY.rawValue | GIT_CREDENTIAL_SSH_KEY.rawValue) != 0
        else { return refuse(unusable) }
        let code = git_credential_ssh_key_memory_new(
            out, key.user ?? userName(user), key.publicKey, key.privateKey, key.passphrase)
        guard code != 0 else { return 0 }
        return refuse(GitError(.unsupported, "this libgit2 was built without SSH keys from memory"))
    }

    private func userName(_ fromURL: String?) -> String {
        switch options.credentials.kind {
        case .key(let key): key.user ?? fromURL ?? url.user ?? "git"
        case .password(let user, _): user
        case .agent(let user): user ?? fromURL ?? url.user ?? "git"
        case .none, .bearer: fromURL ?? url.user ?? "git"
        }
    }

    private func isSameHost(_ place: String) -> Bool {
        guard let asked = try? GitURL(place) else { return false }
        return asked.host == url.host && asked.port == url.port
            && (asked.scheme == url.scheme || asked.scheme == .https)
    }

    private var refused: GitError {
        var hint = "check that they are right and still valid"
        if case .key(let key) = options.credentials.kind,
            key.privateKey.contains("RSA") || !key.privateKey.contains("OPENSSH")
        {
            hint +=
                "; note that the SSH library beneath signs with SHA-1 for RSA keys, which newer servers refuse: use Ed25519"
        }
        return GitError(.authenticationFailed, "the server refused the credentials (\(options.credentials)); \(hint)")
    }

    private var unusable: GitError {
        GitError(
            .credentialsRequired,
            "the credentials given (\(options.credentials)) cannot be used over \(url.scheme.rawValue), or the server does not accept them"
        )
    }
}
