import ArtifactSource
import NIOSSL

extension TLSConfiguration {
    /// Verification and identity as a repository's access says.
    ///
    /// - Throws: `ArtifactError` with `invalidOptions` where certificates or the key cannot be read.
    init(_ trust: ArtifactTrust) throws(ArtifactError) {
        self = .makeClientConfiguration()
        minimumTLSVersion = .tlsv12
        if trust.skipsVerification { certificateVerification = .none }
        if let authorities = trust.certificateAuthorities {
            trustRoots = .certificates(
                try TLSConfiguration.certificates(authorities, what: "the certificates of authorities"))
        }
        guard let identity = trust.identity else { return }
        certificateChain = try TLSConfiguration.certificates(identity.certificates, what: "the client's certificate")
            .map { .certificate($0) }
        do {
            privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.privateKey.utf8), format: .pem))
        } catch {
            throw ArtifactError(.invalidOptions, "the client's key is no private key in PEM, or is encrypted")
        }
    }

    private static func certificates(_ pem: String, what: String) throws(ArtifactError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)), !certificates.isEmpty else {
            throw ArtifactError(.invalidOptions, "\(what) cannot be read; PEM is expected")
        }
        return certificates
    }
}
