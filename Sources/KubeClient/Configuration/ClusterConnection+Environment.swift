extension Kubeconfig {
    /// The files that make up the kubeconfig, by the rules of kubectl: those of `KUBECONFIG`, or else `~/.kube/config`.
    ///
    /// - Parameter environment: the program's environment, which libraries do not read by themselves.
    public static func paths(environment: [String: String]) -> [String] {
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        guard listed.isEmpty else { return listed }
        return environment["HOME"].map { [$0 + "/.kube/config"] } ?? []
    }
}

extension ClusterConnection {
    /// The connection that a program means which was told nothing: by the kubeconfig where there is one, else that of the
    /// cluster it runs in.
    ///
    /// - Parameters:
    ///   - environment: the program's environment.
    ///   - context: a context of the kubeconfig; nil for the current one.
    ///   - files: where everything is read from.
    /// - Throws: ``KubeError`` with ``KubeError/Code/configuration``.
    public static func found(
        environment: [String: String], context: String? = nil, files: any ConfigurationFiles = DiskFiles()
    ) throws -> ClusterConnection {
        let paths = Kubeconfig.paths(environment: environment)
        let isPod = environment["KUBERNETES_SERVICE_HOST"].map { !$0.isEmpty } ?? false
        let isListed = environment["KUBECONFIG"].map { !$0.isEmpty } ?? false
        let hasKubeconfig = try isListed || paths.contains { try files.contents(of: $0) != nil }
        if isPod, !hasKubeconfig, context == nil {
            return try inCluster(
                host: environment["KUBERNETES_SERVICE_HOST"], port: environment["KUBERNETES_SERVICE_PORT"],
                files: files)
        }
        return try Kubeconfig.load(paths, files: files).connection(context: context, files: files)
    }
}
