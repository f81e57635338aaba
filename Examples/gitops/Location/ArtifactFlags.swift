import ArgumentParser
import ArtifactSource
import ArtifactSourceHTTP

/// The flags that say how Helm repositories and OCI registries are reached.
struct ArtifactFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Folder that keeps fetched charts and artifacts.", valueName: "dir"))
    var chartCache: String?

    @Option(help: ArgumentHelp("Certificates of authorities to trust for charts, in PEM.", valueName: "file"))
    var chartCa: String?

    @Flag(help: "Accept any TLS certificate of a repository of charts.")
    var chartInsecure = false

    @Flag(help: "Speak to OCI registries without TLS.")
    var chartPlainHttp = false

    @Option(help: ArgumentHelp("Proxy for charts.", valueName: "url"))
    var chartProxy: String?

    private var cachePath: String {
        if let chartCache { return chartCache }
        if let folder = Environment["GITOPS_CHART_CACHE"] { return folder }
        if let caches = Environment["XDG_CACHE_HOME"] { return caches + "/gitops/charts" }
        return (Environment["HOME"] ?? "/tmp") + "/.cache/gitops/charts"
    }

    /// A client for all repositories that this process reads.
    ///
    /// - Parameter access: what is known of a repository, nil where nothing is; the flags are added to it.
    func client(access: @escaping @Sendable (String) throws -> ArtifactAccess?) throws -> ArtifactClient {
        let authorities = try chartCa.map { try InputFile.text($0) }
        let (insecure, plain, proxy) = (chartInsecure, chartPlainHttp, chartProxy)
        let merged: @Sendable (String) throws -> ArtifactAccess = { repository in
            var access = try access(repository) ?? ArtifactAccess()
            access.trust.skipsVerification = access.trust.skipsVerification || insecure
            access.trust.certificateAuthorities = access.trust.certificateAuthorities ?? authorities
            access.usesPlainHTTP = access.usesPlainHTTP || plain
            access.proxy = access.proxy ?? proxy
            return access
        }
        return ArtifactClient(transport: HTTPArtifactTransport(), cache: .directory(cachePath), access: merged)
    }
}

/// The flags that name a chart or an artifact outside of Git. Secrets come from the environment, never from an argument.
struct RemoteChartFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Helm repository, or oci://HOST/PATH, in which PATH is the name of a chart.", valueName: "url"))
    var repo: String?

    @Option(help: ArgumentHelp("Version, range of versions, tag or digest of the chart.", valueName: "version"))
    var version: String?

    @Option(
        help: ArgumentHelp(
            "User for charts; the password is read from GITOPS_CHART_PASSWORD, or a token from GITOPS_CHART_TOKEN.",
            valueName: "name"))
    var chartUser: String?

    @Flag(help: "Send the credentials also to other hosts that a repository's index names.")
    var chartPassCredentials = false

    @Option(help: ArgumentHelp("Certificate of the client for charts, in PEM.", valueName: "file"))
    var chartCert: String?

    @Option(help: ArgumentHelp("Key of the client's certificate, in PEM.", valueName: "file"))
    var chartKey: String?

    @OptionGroup(title: "Charts")
    var access: ArtifactFlags

    /// A client for the one repository that the command names.
    func client() throws -> ArtifactClient {
        var access = ArtifactAccess(passesCredentials: chartPassCredentials)
        if let token = Environment["GITOPS_CHART_TOKEN"] {
            access.credentials = .bearer(token)
        } else if let chartUser {
            access.credentials = .password(user: chartUser, password: Environment["GITOPS_CHART_PASSWORD"] ?? "")
        }
        switch (chartCert, chartKey) {
        case (nil, nil): break
        case (let certificate?, let key?):
            access.trust.identity = ArtifactTrust.Identity(
                certificates: try InputFile.text(certificate), privateKey: try InputFile.text(key))
        default: throw UsageError("--chart-cert and --chart-key go together")
        }
        let result = access
        return try self.access.client { _ in result }
    }

    /// What a `PATH` argument names, nil where it is a folder on disk or in Git.
    ///
    /// - Parameter isChart: whether the user says that it is a chart.
    func reference(_ argument: String, isChart: Bool) throws -> ArtifactReference? {
        let revision = version ?? ""
        if let repo { return try ArtifactReference(chart: argument, repository: repo, version: revision) }
        guard ArtifactReference.isOCI(argument) else {
            if version != nil { throw UsageError("--version needs --repo, or a PATH that begins with oci://") }
            return nil
        }
        guard isChart, let slash = argument.lastIndex(of: "/") else {
            return try ArtifactReference(oci: argument, revision: revision)
        }
        return try ArtifactReference(
            chart: String(argument[argument.index(after: slash)...]), repository: String(argument[..<slash]),
            version: revision)
    }
}
