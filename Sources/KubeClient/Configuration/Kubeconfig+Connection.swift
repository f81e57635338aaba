import Values

extension Kubeconfig {
    /// Puts together what a context names.
    ///
    /// - Parameters:
    ///   - name: the context; nil for the current one.
    ///   - files: where certificates are read from.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration`` where something is missing or contradicts itself.
    public func connection(
        context name: String? = nil, files: any ConfigurationFiles = DiskFiles()
    ) throws -> ClusterConnection {
        let name = name ?? currentContext
        guard !name.isEmpty else {
            throw KubeError(.configuration, "the kubeconfig has no current-context; name a context")
        }
        guard let context = contexts[name] else {
            let known = contexts.keys.sorted().joined(separator: ", ")
            throw KubeError(.configuration, "the kubeconfig has no context \"\(name)\"; it has: \(known)")
        }
        guard let cluster = clusters[context.cluster] else {
            throw KubeError(
                .configuration, "context \"\(name)\" names the cluster \"\(context.cluster)\", which is not there")
        }
        guard let user = context.user.isEmpty ? User() : users[context.user] else {
            throw KubeError(
                .configuration, "context \"\(name)\" names the user \"\(context.user)\", which is not there")
        }
        guard let server = ServerURL(cluster.server) else {
            throw KubeError(
                .configuration,
                "cluster \"\(context.cluster)\" has no usable server; it must read https://HOST:PORT, without user or query"
            )
        }
        var connection = ClusterConnection(
            server: server, namespace: context.namespace ?? "default", tls: try cluster.tls(context.cluster, files),
            authentication: try user.authentication(context.user, files), impersonation: user.impersonation,
            proxyURL: cluster.proxyURL, disablesCompression: cluster.disablesCompression)
        connection.tls.identity = try user.identity(context.user, files)
        if case .file(let certificate)? = user.clientCertificate, case .file(let key)? = user.clientKey {
            connection.tls.identityFiles = IdentityFiles(certificate: certificate, key: key)
        }
        connection.pluginCluster = cluster
        return connection
    }
}

extension Kubeconfig.Cluster {
    fileprivate func tls(_ name: String, _ files: any ConfigurationFiles) throws -> ClusterConnection.TLS {
        var tls = ClusterConnection.TLS()
        tls.serverName = tlsServerName.flatMap { $0.isEmpty ? nil : $0 }
        tls.skipsVerification = skipsTLSVerification
        guard !skipsTLSVerification || certificateAuthority == nil else {
            throw KubeError(
                .configuration,
                "cluster \"\(name)\" has both a certificate authority and insecure-skip-tls-verify; take one away")
        }
        tls.certificateAuthority = try certificateAuthority?.bytes(files, for: "certificate-authority of \"\(name)\"")
        return tls
    }
}

extension Kubeconfig.User {
    fileprivate func identity(_ name: String, _ files: any ConfigurationFiles) throws -> ClientIdentity? {
        switch (clientCertificate, clientKey) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return ClientIdentity(
                certificates: try certificate.bytes(files, for: "client-certificate of \"\(name)\""),
                key: Secret(try key.bytes(files, for: "client-key of \"\(name)\"")))
        case (nil, _?): throw KubeError(.configuration, "user \"\(name)\" has a client-key but no client-certificate")
        case (_?, nil): throw KubeError(.configuration, "user \"\(name)\" has a client-certificate but no client-key")
        }
    }

    fileprivate func authentication(
        _ name: String, _ files: any ConfigurationFiles
    ) throws -> ClusterConnection.Authentication {
        if let tokenFile {
            _ = try files.required(tokenFile, for: "tokenFile of user \"\(name)\"")
            return .tokenFile(tokenFile)
        }
        if let token {
            guard username == nil else {
                throw KubeError(.configuration, "user \"\(name)\" has both a token and a username; take one away")
            }
            return .token(token)
        }
        if let username { return .basic(user: username, password: password ?? Secret("")) }
        if let plugin { return .plugin(plugin) }
        if let legacyProvider {
            throw KubeError(
                .configuration,
                "user \"\(name)\" uses the auth-provider \"\(legacyProvider)\", which Kubernetes gave up in 1.26; use exec"
            )
        }
        return .none
    }
}

extension Kubeconfig.Material {
    fileprivate func bytes(_ files: any ConfigurationFiles, for purpose: String) throws -> [UInt8] {
        switch self {
        case .data(let secret): secret.revealed()
        case .file(let path): try files.required(path, for: purpose)
        }
    }
}
