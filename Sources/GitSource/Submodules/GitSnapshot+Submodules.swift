public import SourceTrees

extension GitSnapshot {
    /// How deep submodules of submodules are followed.
    private static let maximumDepth = 10
    /// Most submodules of one commit, those of submodules counted.
    private static let maximumSubmodules = 256
    private static let maximumFileBytes = 1 << 20

    /// The submodules of the commit, in the order of `.gitmodules`.
    ///
    /// What the file names and the commit does not hold as a submodule is none, as for Git.
    /// - Throws: ``GitError/Code/corrupt`` where the file is not in Git's format or a submodule has no URL.
    public func submodules() throws(GitError) -> [GitSubmodule] {
        let text: String
        do throws(TreeError) {
            guard try tree.entry(at: ".gitmodules")?.isFile == true else { return [] }
            text = String(
                decoding: try tree.contents(of: ".gitmodules", limit: GitSnapshot.maximumFileBytes), as: UTF8.self)
        } catch { throw GitError(.corrupt, "\(error)") }
        var found: [GitSubmodule] = []
        for entry in try ModulesFile.entries(text) {
            // A path that leads out of the tree is nothing the tree holds.
            guard let path = entry.path.flatMap({ try? TreePath($0) }), !path.isRoot,
                let commit = (try? tree.submodule(at: path)) ?? nil
            else { continue }
            guard let url = entry.url, !url.isEmpty else {
                throw GitError(.corrupt, ".gitmodules gives the submodule at '\(path)' no URL")
            }
            found.append(GitSubmodule(name: entry.name, path: path, url: url, commit: commit))
        }
        return found
    }

    /// The commit's files with those of its submodules, and of theirs, as `git submodule update --init --recursive` would
    /// check them out.
    ///
    /// A submodule's commit that was fetched before needs no network.
    ///
    /// - Parameters:
    ///   - address: the address of this repository, to which relative URLs of submodules are related.
    ///   - open: gives the repository at an address; what may not be fetched it refuses by throwing.
    /// - Throws: ``GitError`` where a submodule cannot be fetched, and what `open` throws.
    public func treeWithSubmodules(
        of address: String, open: (_ address: String, _ submodule: GitSubmodule) throws -> GitRepository
    ) async throws -> any SourceTree {
        var room = GitSnapshot.maximumSubmodules
        return try await tree(at: address, depth: 0, room: &room, open)
    }

    private func tree(
        at address: String, depth: Int, room: inout Int, _ open: (String, GitSubmodule) throws -> GitRepository
    ) async throws -> any SourceTree {
        let submodules = try submodules()
        guard !submodules.isEmpty else { return tree }
        room -= submodules.count
        guard depth < GitSnapshot.maximumDepth, room >= 0 else {
            throw GitError(
                .unsupported,
                "there are more than \(GitSnapshot.maximumSubmodules) submodules, or they are nested deeper than "
                    + "\(GitSnapshot.maximumDepth)")
        }
        var mounts: [TreePath: any SourceTree] = [:]
        for submodule in submodules {
            let place = try submodule.address(in: address)
            let snapshot = try await open(place, submodule).resolve(.commit(submodule.commit))
            mounts[submodule.path] = try await snapshot.tree(at: place, depth: depth + 1, room: &room, open)
        }
        return MountedTree(tree, mounts: mounts)
    }
}
