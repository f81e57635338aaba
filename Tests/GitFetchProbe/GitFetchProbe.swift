import GitSource
import SourceTrees

/// Fetches in a process of its own, for tests of caches that several processes share.
///
/// Arguments: URL, cache folder, and revisions. Prints for each the commit and how many bytes its files have.
@main
struct GitFetchProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3 else { return }
        let repository = try GitRepository(arguments[1], cache: .directory(arguments[2]))
        for revision in arguments[3...] {
            let source = try await repository.resolve(.named(revision))
            let size = try source.tree.files().reduce(0) { try $0 + source.tree.read($1.path).count }
            print(source.id, size)
        }
    }
}
