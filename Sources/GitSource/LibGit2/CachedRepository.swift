internal import CLibGit2

/// The bare repository on disk that fetched objects go into; opened for one operation, used by one thread.
final class CachedRepository {
    let pointer: OpaquePointer

    deinit { git_repository_free(pointer) }

    /// Opens the repository, made where there is none. Only under its lock.
    init(at location: CacheLocation) throws(GitError) {
        try LibGit2.start()
        if let opened = CachedRepository.open(location.repository) {
            pointer = opened
        } else {
            pointer = try CachedRepository.make(location.repository)
        }
        try isolate(location.repository)
    }

    /// Opens the repository without its lock; nil where there is none, or it is just being made.
    init?(existingAt location: CacheLocation) throws(GitError) {
        try LibGit2.start()
        guard CacheFiles.exists("\(location.repository)/config"), let opened = Self.open(location.repository) else {
            return nil
        }
        pointer = opened
        do throws(GitError) { try isolate(location.repository) } catch { return nil }
    }

    private static func open(_ path: String) -> OpaquePointer? {
        var pointer: OpaquePointer?
        guard CacheFiles.exists("\(path)/HEAD"), git_repository_open_bare(&pointer, path) == 0 else { return nil }
        return pointer
    }

    private static func make(_ path: String) throws(GitError) -> OpaquePointer {
        // What is there is no repository: making one was interrupted.
        CacheFiles.removeTree(path)
        var options = git_repository_init_options()
        git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
        var pointer: OpaquePointer?
        guard git_repository_init_ext(&pointer, path, &options) == 0, let pointer else {
            throw GitError(.cache, "the repository cannot be made in the cache: \(LibGit2.lastMessage().text)")
        }
        return pointer
    }

    /// Leaves only the repository's own configuration: neither the user's nor the machine's may redirect URLs, name
    /// proxies or switch off checks.
    private func isolate(_ path: String) throws(GitError) {
        var configuration: OpaquePointer?
        guard git_config_new(&configuration) == 0 else { throw GitError(.cache, LibGit2.lastMessage().text) }
        defer { git_config_free(configuration) }
        guard git_config_add_file_ondisk(configuration, "\(path)/config", GIT_CONFIG_LEVEL_LOCAL, pointer, 0) == 0,
            git_repository_set_config(pointer, configuration) == 0
        else {
            throw GitError(.cache, "the repository in the cache has no configuration: \(LibGit2.lastMessage().text)")
        }
    }

    /// Removes the references under a prefix.
    func removeReferences(below prefix: String) {
        var names = git_strarray()
        guard git_reference_list(&names, pointer) == 0 else { return }
        defer { git_strarray_dispose(&names) }
        for index in 0..<names.count {
            guard let name = names.strings[index], String(cString: name).hasPrefix(prefix) else { continue }
            git_reference_remove(pointer, name)
        }
    }
}
