import GitSource
import ManifestRender
import SourceTrees

/// Adds the files of submodules to those of a commit.
struct SubmoduleAccess: Sendable {
    /// Where submodules on the repository's own host come from.
    let repositories: RepositoryPool
    /// Where others come from, with the access that may be used for what a source names.
    let remoteRepositories: RepositoryPool
    let policy: RemoteInputPolicy

    /// The files of a commit with those of its submodules.
    ///
    /// - Parameter address: the repository, as the application writes it.
    func tree(of snapshot: GitSnapshot, in address: String) async throws -> any SourceTree {
        // A pool may have addresses of its own kind, which are on no server.
        let home = try? GitURL(address)
        return try await snapshot.treeWithSubmodules(of: address) { place, submodule in
            let isHome = home.map { (try? GitURL(place))?.isOnServer(of: $0) ?? false } ?? false
            if !isHome { try policy.check(submodule: submodule.name, at: place) }
            return try (isHome ? repositories : remoteRepositories).repository(place)
        }
    }
}
