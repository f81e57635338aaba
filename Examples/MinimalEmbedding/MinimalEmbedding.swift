import GitOps
import KubeSimulator

/// The smallest host of the engine: one application, from a Git repository to a cluster.
///
/// ```sh
/// minimal-embedding REPOSITORY PATH [REVISION]
/// ```
///
/// The cluster is a simulated one; a real one is `LiveCluster` over another transport, and nothing else changes.
@main
struct MinimalEmbedding {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let repository = arguments.first, let path = arguments.dropFirst().first else {
            print("usage: minimal-embedding REPOSITORY PATH [REVISION]")
            return
        }
        let application = Application(
            name: "embedded",
            source: ApplicationSource(
                repoURL: repository, path: path, targetRevision: arguments.dropFirst(2).first ?? "HEAD"),
            destination: "embedded",
            syncPolicy: .automated(prune: true, selfHeal: true, options: ["CreateNamespace=true"]))
        let cluster = SimulatedCluster()
        let controller = ApplicationController(
            application, sources: GitManifestSource(RepositoryPool(cache: .directory(cachePath))),
            cluster: cluster.transport)

        let status = try await controller.reconcile(upTo: .seconds(10))
        print("\(status.sync.status.rawValue) at \(status.sync.revision), \(status.health.status.rawValue)")
        for condition in status.conditions { print("  \(condition.type): \(condition.message)") }
        for resource in status.resources { print("  \(resource.key)") }
    }

    /// Where fetched objects are kept; a service would name a folder of its own.
    private static var cachePath: String { "/tmp/minimal-embedding-cache" }
}
