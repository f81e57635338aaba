extension ClusterConnection {
    /// Where this connection's credentials come from; nil where it needs none beside a certificate in ``tls`` that stays.
    ///
    /// - Parameters:
    ///   - runner: what starts credential plugins; nil where they are not to be run.
    ///   - files: where tokens and certificates are read from.
    ///   - wallClock: what tells the time.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration`` where a plugin is needed and there is no runner.
    public func credentialSource(
        runner: (any PluginRunner)?, files: any ConfigurationFiles = DiskFiles(), wallClock: WallClock = .system
    ) throws -> (any CredentialSource)? {
        let source = try authenticationSource(runner, files, wallClock)
        guard let paths = tls.identityFiles, let identity = tls.identity else { return source }
        return IdentityFilesCredential(paths, first: identity, and: source, files: files, wallClock: wallClock)
    }

    private func authenticationSource(
        _ runner: (any PluginRunner)?, _ files: any ConfigurationFiles, _ wallClock: WallClock
    ) throws -> (any CredentialSource)? {
        switch authentication {
        case .none: return nil
        case .token(let token): return FixedCredential(.bearer(token))
        case .tokenFile(let path): return TokenFileCredential(path: path, files: files, wallClock: wallClock)
        case .basic(let user, let password): return FixedCredential(.basic(user: user, password: password))
        case .plugin(let plugin):
            guard let runner else {
                throw KubeError(
                    .configuration, "the kubeconfig wants to run \(plugin.command), and programs are not to be run here"
                )
            }
            return PluginCredential(plugin, connection: self, runner: runner, files: files, wallClock: wallClock)
        }
    }
}
