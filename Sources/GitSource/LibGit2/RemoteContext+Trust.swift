internal import CLibGit2

extension RemoteContext {
    /// Whether the server is who it should be.
    ///
    /// - Parameter isValid: what the library's own check said, which counts for TLS certificates.
    func check(_ certificate: UnsafeMutablePointer<git_cert>, isValid: Bool, host: String) -> Int32 {
        if options.skipsServerVerification { return 0 }
        guard certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
            guard !isValid else { return 0 }
            return refuse(
                GitError(
                    .certificateInvalid,
                    "the TLS certificate of \(host) is not trusted; give the certificate authority that issued it"))
        }
        return certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { check($0.pointee, host: host) }
    }

    private func check(_ certificate: git_cert_hostkey, host: String) -> Int32 {
        guard certificate.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let pointer = certificate.hostkey else {
            return refuse(GitError(.hostKeyUnknown, "the SSH library did not tell the key of \(host)"))
        }
        let key = Array(UnsafeRawBufferPointer(start: pointer, count: certificate.hostkey_len))
        let digest = withUnsafeBytes(of: certificate.hash_sha256) { Base64.encoded(Array($0)) }.filter { $0 != "=" }
        let shown = "\(KnownHosts.type(of: key)) SHA256:\(digest)"
        let name = url.port.map { "\(host) at port \($0)" } ?? host
        switch options.knownHosts?.check(key, host: host, port: url.port ?? 22) ?? .unknown {
        case .known: return 0
        case .unknown where options.allowsUnknownHosts: return 0
        case .unknown:
            return refuse(
                GitError(
                    .hostKeyUnknown,
                    "no SSH key is known for \(name), which shows \(shown); compare it with the server's and add it to the known hosts"
                ))
        case .otherTypes(let types):
            return refuse(
                GitError(
                    .hostKeyUnknown,
                    "\(name) shows \(shown), but only keys of type \(types.joined(separator: ", ")) are known for it; add this one too"
                ))
        case .mismatch:
            return refuse(
                GitError(
                    .hostKeyMismatch,
                    "the SSH key of \(name) has changed: it shows \(shown), which is not the known one. Somebody may be "
                        + "listening in; if the server did get a new key, replace it in the known hosts"))
        case .revoked:
            return refuse(GitError(.hostKeyMismatch, "the SSH key of \(name), \(shown), is marked as revoked"))
        }
    }
}
