extension ClusterConnection {
    /// Where a Pod finds its service account: `/var/run/secrets/kubernetes.io/serviceaccount`.
    public static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The connection of a program that runs in the cluster it talks to.
    ///
    /// - Parameters:
    ///   - host: what the environment variable `KUBERNETES_SERVICE_HOST` holds.
    ///   - port: what `KUBERNETES_SERVICE_PORT` holds.
    ///   - folder: where the service account's `token`, `ca.crt` and `namespace` are.
    ///   - files: where they are read from.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration`` where something is missing: not in a Pod.
    public static func inCluster(
        host: String?, port: String?, folder: String = serviceAccountFolder, files: any ConfigurationFiles = DiskFiles()
    ) throws -> ClusterConnection {
        guard let host, !host.isEmpty, let port = port.flatMap({ UInt16($0) }) else {
            throw KubeError(
                .configuration,
                "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set")
        }
        let tokenPath = folder + "/token"
        _ = try files.required(tokenPath, for: "in-cluster configuration")
        var tls = TLS()
        tls.certificateAuthority = try files.required(folder + "/ca.crt", for: "in-cluster configuration")
        let namespace = try files.contents(of: folder + "/namespace").map { String(decoding: $0, as: UTF8.self) }
        return ClusterConnection(
            server: ServerURL(host: host, port: Int(port)),
            namespace: namespace.map { $0.filter { !$0.isWhitespace } }.flatMap { $0.isEmpty ? nil : $0 } ?? "default",
            tls: tls, authentication: .tokenFile(tokenPath))
    }
}
