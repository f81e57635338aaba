import ArgumentParser
import GitSource
import SourceTrees

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The flags that say how Git repositories are reached. Secrets come from the environment, never from an argument.
struct GitFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Folder that keeps fetched Git objects.", valueName: "dir"))
    var gitCache: String?

    @Option(
        help: ArgumentHelp("User for Git; the password or token is read from GITOPS_GIT_PASSWORD.", valueName: "name"))
    var gitUser: String?

    @Option(
        help: ArgumentHelp(
            "Private key for Git over SSH; its passphrase is read from GITOPS_GIT_PASSPHRASE.", valueName: "file"))
    var gitKey: String?

    @Option(help: ArgumentHelp("SSH host keys to trust; ~/.ssh/known_hosts unless given.", valueName: "file"))
    var gitKnownHosts: String?

    @Option(help: ArgumentHelp("Certificates of authorities to trust for HTTPS, in PEM.", valueName: "file"))
    var gitCa: String?

    @Flag(help: "Accept any TLS certificate and any SSH host key.")
    var gitInsecure = false

    @Flag(inversion: .prefixedNo, help: "Read the files of submodules too.")
    var gitSubmodules = true

    @Option(help: ArgumentHelp("Proxy for Git over HTTP.", valueName: "url"))
    var gitProxy: String?

    /// Where fetched objects are kept: the flag, `$GITOPS_GIT_CACHE`, or the user's cache folder.
    var cache: GitCache {
        if let gitCache { return .directory(gitCache) }
        if let folder = Environment["GITOPS_GIT_CACHE"] { return .directory(folder) }
        if let caches = Environment["XDG_CACHE_HOME"] { return .directory(caches + "/gitops/git") }
        return .directory((Environment["HOME"] ?? "/tmp") + "/.cache/gitops/git")
    }

    /// Access to every repository this process reads.
    func options() throws -> RemoteOptions {
        var options = RemoteOptions(skipsServerVerification: gitInsecure, proxy: gitProxy)
        options.certificateAuthorities = try gitCa.map { try InputFile.text($0) }
        options.credentials = try credentials()
        if let gitKnownHosts {
            options.knownHosts = KnownHosts(try InputFile.text(gitKnownHosts))
        } else if let home = Environment["HOME"], let text = try? InputFile.text(home + "/.ssh/known_hosts") {
            options.knownHosts = KnownHosts(text)
        }
        return options
    }

    /// Access to repositories that a source names: passwords and tokens are shown to the source's own host alone.
    ///
    /// - Parameter home: the repository they were given for, nil where that is none.
    func optionsForNamed(bySourceIn home: String? = nil) throws -> @Sendable (String) -> RemoteOptions {
        let own = try options()
        guard own.credentials.revealsSecret else { return { _ in own } }
        var others = own
        others.credentials = .none
        let stripped = others
        let home = home.flatMap { try? GitURL($0) }
        return { url in
            guard let home, let other = try? GitURL(url), other.isOnServer(of: home) else { return stripped }
            return own
        }
    }

    private func credentials() throws -> GitCredentials {
        if let gitKey {
            return .key(
                user: gitUser, privateKey: try InputFile.text(gitKey), passphrase: Environment["GITOPS_GIT_PASSPHRASE"])
        }
        if let token = Environment["GITOPS_GIT_TOKEN"] { return .bearer(token) }
        if let password = Environment["GITOPS_GIT_PASSWORD"] {
            return .password(user: gitUser ?? "git", password: password)
        }
        return Environment["SSH_AUTH_SOCK"] == nil ? .none : .agent(user: gitUser)
    }

    /// A repository named on the command line: a URL, or a path made absolute.
    func repository(_ argument: String) throws -> GitRepository {
        let url = SourceLocation.isDirectory(argument) ? SourceLocation.absolute(argument) : argument
        var options = try options()
        // One answer is given and the process ends: there is no need to copy a repository that is at hand.
        options.sharesLocalObjects = true
        return try GitRepository(url, cache: cache, options: options)
    }

    /// The files of a revision, with those of its submodules unless told otherwise.
    func tree(of snapshot: GitSnapshot, in address: String) async throws -> any SourceTree {
        guard gitSubmodules else { return snapshot.tree }
        let home = SourceLocation.isDirectory(address) ? SourceLocation.absolute(address) : address
        let access = try optionsForNamed(bySourceIn: home)
        let isLocal = try GitURL(home).scheme == .file
        return try await snapshot.treeWithSubmodules(of: home) { place, submodule in
            // As in Git, a repository from elsewhere reads none of this machine's.
            guard try isLocal || GitURL(place).scheme != .file else {
                throw UsageError("the submodule '\(submodule.name)' is on this machine's disk; use --no-git-submodules")
            }
            return try GitRepository(place, cache: cache, options: access(place))
        }
    }

    /// Looks up a revision, showing how far a fetch has come to whoever is watching.
    func resolve(_ revision: String, in repository: GitRepository) async throws -> GitSnapshot {
        defer { Terminal.standard.endProgress() }
        return try await repository.resolve(.named(revision)) { progress in
            Terminal.standard.progress(
                "fetching \(progress.receivedObjects)/\(progress.totalObjects) objects, "
                    + "\(progress.receivedBytes / 1024) KiB")
        }
    }
}
