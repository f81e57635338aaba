import Values

extension Kubeconfig {
    /// Reads a kubeconfig's text.
    ///
    /// - Parameters:
    ///   - yaml: the text, YAML or JSON.
    ///   - path: where it came from; relative paths in it begin at that folder.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration`` that says where the mistake is, without values.
    public init(yaml: [UInt8], path: String? = nil) throws {
        let root: Value
        do {
            root = try Value(yaml: yaml)
        } catch {
            throw KubeError(
                .configuration, "\(path ?? "kubeconfig"):\(error.line):\(error.column): not valid YAML", cause: nil)
        }
        self.init()
        if root.isNull { return }
        try read(KubeconfigReader(root, at: "", path: path))
    }

    private mutating func read(_ root: KubeconfigReader) throws {
        guard root.isObject else { throw root.mistake("must be a mapping") }
        if let kind = try root.text("kind"), kind != "Config" {
            throw root.mistake("has kind \(kind); a kubeconfig has kind Config")
        }
        currentContext = try root.text("current-context") ?? ""
        clusters = try root.named("clusters") { try Cluster($0.object("cluster")) }
        users = try root.named("users") { try User($0.object("user")) }
        contexts = try root.named("contexts") { try Context($0.object("context")) }
    }
}

extension Kubeconfig.Context {
    init(_ reader: KubeconfigReader) throws {
        cluster = try reader.text("cluster") ?? ""
        user = try reader.text("user") ?? ""
        namespace = try reader.text("namespace").flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Kubeconfig.Cluster {
    init(_ reader: KubeconfigReader) throws {
        server = try reader.text("server") ?? ""
        tlsServerName = try reader.text("tls-server-name")
        skipsTLSVerification = try reader.flag("insecure-skip-tls-verify")
        certificateAuthority = try reader.material("certificate-authority")
        proxyURL = try reader.text("proxy-url").flatMap { $0.isEmpty ? nil : Secret($0) }
        disablesCompression = try reader.flag("disable-compression")
        for entry in try reader.list("extensions") where try entry.text("name") == "client.authentication.k8s.io/exec" {
            pluginConfiguration = entry.value["extension"]
        }
    }
}

extension Kubeconfig.User {
    init(_ reader: KubeconfigReader) throws {
        clientCertificate = try reader.material("client-certificate")
        clientKey = try reader.material("client-key")
        token = try reader.text("token").flatMap { $0.isEmpty ? nil : Secret($0) }
        tokenFile = try reader.text("tokenFile").flatMap { $0.isEmpty ? nil : reader.resolve($0) }
        username = try reader.text("username").flatMap { $0.isEmpty ? nil : $0 }
        password = try reader.text("password").map { Secret($0) }
        legacyProvider = try reader.object("auth-provider").text("name")
        if reader.has("exec") { plugin = try CredentialPlugin(reader.object("exec")) }
        let groups = try reader.texts("as-groups")
        let extra = try reader.textLists("as-user-extra")
        let uid = try reader.text("as-uid")
        if let user = try reader.text("as"), !user.isEmpty {
            impersonation = Impersonation(user: user, groups: groups, uid: uid, extra: extra)
        } else if !groups.isEmpty || uid != nil || !extra.isEmpty {
            throw reader.mistake("impersonates a group, uid or extra without naming a user in 'as'")
        }
    }
}

extension CredentialPlugin {
    init(_ reader: KubeconfigReader) throws {
        guard let command = try reader.text("command"), !command.isEmpty else {
            throw reader.mistake("needs a command")
        }
        let version = try reader.text("apiVersion") ?? ""
        guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) else {
            throw reader.mistake("has apiVersion \"\(version)\"; client.authentication.k8s.io/v1 and v1beta1 are known")
        }
        var environment: [String: Secret] = [:]
        for entry in try reader.list("env") { environment[try entry.name()] = Secret(try entry.text("value") ?? "") }
        let mode = try reader.text("interactiveMode")
        guard mode != nil || version.hasSuffix("v1beta1") else {
            throw reader.mistake("needs interactiveMode: Never, IfAvailable or Always")
        }
        guard mode == nil || ["Never", "IfAvailable", "Always"].contains(mode) else {
            throw reader.mistake("has an unknown interactiveMode; Never, IfAvailable and Always are known")
        }
        self.init(
            command: command.contains("/") ? reader.resolve(command) : command, arguments: try reader.texts("args"),
            environment: environment, apiVersion: version, installHint: try reader.text("installHint"),
            wantsClusterInfo: try reader.flag("provideClusterInfo"),
            interactiveMode: InteractiveMode(name: mode ?? "IfAvailable"))
    }
}
