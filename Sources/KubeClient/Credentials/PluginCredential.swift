import Values

/// Credentials that a program prints, kept until they expire or the server refuses them.
///
/// Several requests that need credentials at the same time share one run of the program.
public actor PluginCredential: CredentialSource {
    /// Credentials that expire within this time are fetched anew.
    static let leeway = Duration.seconds(10)

    private let plugin: CredentialPlugin
    private let cluster: Kubeconfig.Cluster?
    private let runner: any PluginRunner
    private let files: any ConfigurationFiles
    private let wallClock: WallClock
    private var known: PluginAnswer?
    private var running: SharedResult<PluginAnswer>?

    /// Credentials of a plugin.
    ///
    /// - Parameters:
    ///   - plugin: the program.
    ///   - connection: the connection it is for, of which it is told if it wants to be.
    ///   - runner: what starts it.
    ///   - files: where the certificate authority is read from, for a plugin that wants to know it.
    ///   - wallClock: what tells the time.
    public init(
        _ plugin: CredentialPlugin, connection: ClusterConnection, runner: any PluginRunner,
        files: any ConfigurationFiles = DiskFiles(), wallClock: WallClock = .system
    ) {
        self.plugin = plugin
        cluster = connection.pluginCluster
        self.runner = runner
        self.files = files
        self.wallClock = wallClock
    }

    /// The credentials, from the program where those known have expired.
    public func credential() async throws -> Credential {
        if let known, !known.expires(within: PluginCredential.leeway, of: wallClock.now) { return known.credential }
        if let running { return try await running.value.credential }
        let run = SharedResult { try await self.runAndRemember() }
        running = run
        return try await run.value.credential
    }

    private func runAndRemember() async throws -> PluginAnswer {
        defer { running = nil }
        let answer = try await run()
        known = answer
        return answer
    }

    /// Runs the program again next time, unless it already gave other credentials since.
    public func wasRefused(_ credential: Credential) {
        if known?.credential == credential { known = nil }
    }

    private func run() async throws -> PluginAnswer {
        guard plugin.interactiveMode != .always || runner.isInteractive else {
            throw failure("wants to ask the user something, and there is no terminal")
        }
        var environment = plugin.environment
        environment["KUBERNETES_EXEC_INFO"] = Secret(try information().jsonText())
        let result: PluginResult
        do {
            result = try await runner.run(plugin.command, plugin.arguments, environment: environment)
        } catch {
            let hint = plugin.installHint.map { "\n\($0)" } ?? ""
            throw KubeError(
                .authentication, "the credential plugin \(plugin.command) could not be run: \(error)\(hint)",
                cause: error)
        }
        guard result.exitCode == 0 else {
            let text = result.errorText.split(whereSeparator: \.isNewline).suffix(5).joined(separator: "; ")
            let shown = Redaction.hiding(
                plugin.environment.values.map { $0.revealedText() }, in: String(text.prefix(500)))
            throw failure("failed with exit code \(result.exitCode): \(shown)")
        }
        do {
            return try PluginAnswer(result.output, apiVersion: plugin.apiVersion)
        } catch let problem as PluginAnswer.Problem {
            throw failure(problem.text)
        }
    }

    private func failure(_ text: String) -> KubeError {
        KubeError(.authentication, "the credential plugin \(plugin.command) \(text)")
    }

    /// What the program is told: the contents of `KUBERNETES_EXEC_INFO`.
    private func information() throws -> Value {
        var spec: Object = ["interactive": .bool(runner.isInteractive && plugin.interactiveMode != .never)]
        if plugin.wantsClusterInfo, let cluster {
            var told: Object = ["server": .string(cluster.server)]
            if let name = cluster.tlsServerName { told["tls-server-name"] = .string(name) }
            if cluster.skipsTLSVerification { told["insecure-skip-tls-verify"] = true }
            switch cluster.certificateAuthority {
            case .data(let data)?: told["certificate-authority-data"] = .string(Base64.encode(data.revealed()))
            case .file(let path)?:
                let bytes = try files.required(path, for: "certificate-authority")
                told["certificate-authority-data"] = .string(Base64.encode(bytes))
            case nil: break
            }
            if let proxy = cluster.proxyURL { told["proxy-url"] = .string(proxy.revealedText()) }
            if cluster.disablesCompression { told["disable-compression"] = true }
            if let configuration = cluster.pluginConfiguration { told["config"] = configuration }
            spec["cluster"] = .object(told)
        }
        return [
            "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": .object(spec),
        ]
    }
}
