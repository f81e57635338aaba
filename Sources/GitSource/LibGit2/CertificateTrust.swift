internal import CLibGit2
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Decides which certificate authorities count while a TLS handshake runs.
///
/// The library has one list of authorities for the whole process. To keep an authority given for one repository from
/// being trusted for another, handshakes that trust the same run together and others wait until those are done. They
/// take fractions of a second and are bounded in time, so nobody waits long.
final class CertificateTrust: Sendable {
    private struct State {
        /// What is trusted now: a file, or the empty text for the system's authorities.
        var trusted = ""
        var users = 0
        var waiting = 0
    }

    /// Made once; all that changes stands under its lock. There is one because the library's list is one.
    static let shared = CertificateTrust()

    private let state = Mutex(State())

    /// Waits until certain authorities, and no others, are trusted; ``leave()`` must follow.
    ///
    /// - Parameter file: certificates in PEM, nil for the system's.
    func enter(file: String?, control: OperationControl?) throws(GitError) {
        var isWaiting = false
        do throws(GitError) {
            while try !tryEntering(file ?? "", isWaiting: &isWaiting) {
                try control?.check()
                usleep(1_000)
            }
        } catch {
            if isWaiting { state.withLock { $0.waiting -= 1 } }
            throw error
        }
    }

    /// Ends what ``enter(file:control:)`` began.
    func leave() { state.withLock { $0.users -= 1 } }

    private func tryEntering(_ wanted: String, isWaiting: inout Bool) throws(GitError) -> Bool {
        try state.withLock { (state) throws(GitError) in
            // Who waits for a change goes before those who would come in beside the present ones.
            let mayJoin = state.trusted == wanted && (state.waiting == 0 || isWaiting)
            guard mayJoin || state.users == 0 else {
                if !isWaiting { state.waiting += 1 }
                isWaiting = true
                return false
            }
            if state.trusted != wanted {
                try CertificateTrust.trust(wanted)
                state.trusted = wanted
            }
            state.users += 1
            if isWaiting { state.waiting -= 1 }
            isWaiting = false
            return true
        }
    }

    private static func trust(_ file: String) throws(GitError) {
        if !file.isEmpty {
            guard clibgit2_set_certificate_authorities(file, nil) == 0 else {
                throw GitError(
                    .invalidOptions, "the certificate authorities cannot be used: \(LibGit2.lastMessage().text)")
            }
            return
        }
        let bundles = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem", "/etc/ssl/cert.pem",
        ]
        for bundle in bundles where access(bundle, R_OK) == 0 {
            if clibgit2_set_certificate_authorities(bundle, nil) == 0 { return }
        }
        guard clibgit2_set_certificate_authorities(nil, "/etc/ssl/certs") == 0 else {
            throw GitError(.invalidOptions, "the system's certificate authorities cannot be found")
        }
    }
}
