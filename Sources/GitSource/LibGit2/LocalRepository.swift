internal import CLibGit2

/// A repository of somebody else's on this machine.
enum LocalRepository {
    /// The folder of its objects: below `.git`, in the folder itself where it is bare, or where a linked working copy
    /// has them.
    static func objects(of path: String) throws(GitError) -> String {
        try LibGit2.start()
        var pointer: OpaquePointer?
        guard git_repository_open_ext(&pointer, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil) == 0 else {
            throw GitError(
                .repositoryNotFound, "there is no repository: \(LibGit2.lastMessage().text)", repository: path)
        }
        defer { git_repository_free(pointer) }
        guard let folder = git_repository_commondir(pointer) else {
            throw GitError(.repositoryNotFound, "the repository has no objects", repository: path)
        }
        return String(cString: folder) + "objects"
    }
}
