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
        try await snapshot.treeWithSubmodules(of: address) { place, submodule in
            let isHome = SubmoduleAccess.shareHost(place, address)
            if !isHome { try policy.check(submodule: submodule.name, at: place) }
            return try (isHome ? repositories : remoteRepositories).repository(place)
        }
    }

    /// Whether two repositories are reached in one way, so that who reads the one may be sent to the other.
    private static func shareHost(_ left: String, _ right: String) -> Bool {
        guard let left = try? GitURL(left), let right = try? GitURL(right) else { return false }
        return left.scheme == right.scheme && left.host == right.host && left.port == right.port && !left.host.isEmpty
    }
}
