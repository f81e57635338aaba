import GitSource
import SourceTrees

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Fetches in a process of its own, for tests of caches that several processes share.
///
/// Arguments: URL, cache folder, and revisions. Prints for each the commit and how many bytes its files have. With
/// `SSH_AUTH_SOCK` in its environment it uses that agent and takes any host for known.
@main
struct GitFetchProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3 else { return }
        let hasAgent = getenv("SSH_AUTH_SOCK") != nil
        let repository = try GitRepository(
            arguments[1], cache: .directory(arguments[2]),
            options: RemoteOptions(credentials: hasAgent ? .agent() : .none, allowsUnknownHosts: hasAgent))
        for revision in arguments[3...] {
            let source = try await repository.resolve(.named(revision))
            let size = try source.tree.files().reduce(0) { try $0 + source.tree.read($1.path).count }
            print(source.id, size)
        }
    }
}
