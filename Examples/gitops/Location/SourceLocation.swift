#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a `PATH` argument points: a folder on disk, or a folder of a commit written `REPO@REVISION:PATH`.
enum SourceLocation: Equatable {
    /// A folder on disk, absolute.
    case folder(String)
    /// A folder of a commit.
    case commit(repository: String, revision: String, path: String)

    /// Reads an argument; what exists on disk is a folder, whatever its name looks like.
    init(_ argument: String) throws {
        let path = SourceLocation.absolute(argument)
        if SourceLocation.isDirectory(path) {
            self = .folder(path)
            return
        }
        guard let commit = SourceLocation.commit(in: argument) else {
            throw UsageError("no such folder: \(argument); give a folder, or REPO@REVISION:PATH")
        }
        self = commit
    }

    /// Splits at the last `@`, and what follows at its first colon: `ssh://git@host:22/a.git@v1.0:charts/web`.
    private static func commit(in argument: String) -> SourceLocation? {
        guard let at = argument.lastIndex(of: "@"), at != argument.startIndex else { return nil }
        let rest = argument[argument.index(after: at)...]
        guard let colon = rest.firstIndex(of: ":") else { return nil }
        let revision = rest[..<colon]
        guard !revision.isEmpty else { return nil }
        return .commit(
            repository: String(argument[..<at]), revision: String(revision),
            path: String(rest[rest.index(after: colon)...]))
    }

    /// A path made absolute from the current folder, with symbolic links resolved where it exists.
    static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else {
            guard !path.hasPrefix("/"), let current = realpath(".", nil) else { return path }
            defer { free(current) }
            return String(cString: current) + "/" + path
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
