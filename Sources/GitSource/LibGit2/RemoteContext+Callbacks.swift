internal import CLibGit2

extension RemoteContext {
    /// The callbacks, which find this context through their payload. It must be kept alive while they may be called.
    func install(in callbacks: inout git_remote_callbacks) {
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, place, user, allowed, payload in
            guard let out, let context = RemoteContext.from(payload) else { return GIT_ERROR.rawValue }
            return context.acquire(
                out, for: place.map { String(cString: $0) } ?? "", user: user.map { String(cString: $0) },
                allowed: allowed)
        }
        callbacks.certificate_check = { certificate, isValid, host, payload in
            guard let certificate, let context = RemoteContext.from(payload) else { return GIT_ERROR.rawValue }
            return context.check(certificate, isValid: isValid != 0, host: host.map { String(cString: $0) } ?? "")
        }
        callbacks.transfer_progress = { stats, payload in
            guard let stats, let context = RemoteContext.from(payload) else { return 0 }
            return context.report(stats.pointee)
        }
        callbacks.sideband_progress = { _, _, payload in
            guard let context = RemoteContext.from(payload), context.control.isStopped else { return 0 }
            return GIT_EUSER.rawValue
        }
        callbacks.pack_progress = { _, _, _, payload in
            guard let context = RemoteContext.from(payload), context.control.isStopped else { return 0 }
            return GIT_EUSER.rawValue
        }
    }

    /// The headers that carry the credentials.
    var headers: [String] {
        guard case .bearer(let token) = options.credentials.kind else { return [] }
        return ["Authorization: Bearer \(token)"]
    }

    /// Redirections are followed once, at the beginning; never when a header would go along to who knows where.
    var redirection: git_remote_redirect_t { headers.isEmpty ? GIT_REMOTE_REDIRECT_INITIAL : GIT_REMOTE_REDIRECT_NONE }

    /// What went wrong when a call of the library failed.
    func error(_ code: Int32, doing: String) -> GitError {
        let (text, kind) = LibGit2.lastMessage()
        do throws(GitError) { try control.check() } catch { return error.at(url.description) }
        if let failure { return failure.at(url.description) }
        let message = redacted(text.isEmpty ? "error \(code)" : text)
        var (mapped, hint) = RemoteContext.meaning(of: code, kind, message)
        if url.scheme == .file, mapped == .network {
            let isMissing = GitURL.split(message, at: "unsupported URL protocol") != nil
            (mapped, hint) = isMissing ? (.repositoryNotFound, "; there is no repository in that folder") : (.cache, "")
        }
        return GitError(mapped, "\(doing) failed: \(message)\(hint)", repository: url.description)
    }

    private func redacted(_ text: String) -> String {
        var text = GitURL.redacting(text)
        for secret in options.credentials.secrets + [url.password ?? ""] where !secret.isEmpty {
            while let (before, after) = GitURL.split(text, at: secret) { text = before + "…" + after }
        }
        return text
    }

    private static func meaning(of code: Int32, _ kind: git_error_t, _ message: String) -> (GitError.Code, String) {
        func says(_ words: String...) -> Bool { words.contains { GitURL.split(message, at: $0) != nil } }
        switch git_error_code(code) {
        case GIT_EAUTH: return (.authenticationFailed, "; check the credentials")
        case GIT_ECERTIFICATE: return (.certificateInvalid, "; give the certificate authority that issued it")
        case GIT_EOWNER: return (.repositoryNotFound, "; the folder belongs to another user")
        case GIT_ENOTFOUND where kind != GIT_ERROR_NET: return (.repositoryNotFound, "")
        case GIT_EMISMATCH: return (.corrupt, "")
        default: break
        }
        if says(
            "status code: 404", "not exported", "not found", "does not appear to be a git repository",
            "could not find repository")
        {
            return (.repositoryNotFound, "; check the URL, and whether the credentials may see it")
        }
        if says("status code: 401", "status code: 403", "authentic") {
            return (.authenticationFailed, "; check the credentials")
        }
        switch kind {
        case GIT_ERROR_SSL: return (.network, "; the TLS handshake did not succeed")
        case GIT_ERROR_NET, GIT_ERROR_HTTP, GIT_ERROR_SSH, GIT_ERROR_OS, GIT_ERROR_CALLBACK: return (.network, "")
        case GIT_ERROR_INDEXER, GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT: return (.corrupt, "")
        case GIT_ERROR_REFERENCE, GIT_ERROR_REPOSITORY, GIT_ERROR_CONFIG, GIT_ERROR_FILESYSTEM: return (.cache, "")
        default: return (.network, "")
        }
    }
}
