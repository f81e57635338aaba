import GitSource
import GitWorkload
import SourceTrees

/// Prints what reading a commit costs, from Git's objects and from a checkout.
@main
struct GitSpeed {
    static func main() async throws {
        let workload = try await GitWorkload()
        defer { withExtendedLifetime(workload) {} }
        let tree = workload.source.tree
        print("\(GitWorkload.files) files, best of 5")
        try time("objects: list and read, cold trees") {
            _ = try GitWorkload.readAll(
                GitTree(
                    tree.id,
                    in: LibGit2Backend(try GitURL(workload.work), cache: .directory(workload.folder + "/cache")).objects
                ))
        }
        try time("objects: list and read") { _ = try GitWorkload.readAll(tree) }
        try time("objects: list alone") { _ = try tree.files().count }
        try time("objects: digest of every file") {
            for file in try tree.files() { _ = try tree.digest(of: file.path) }
        }
        try time("git checkout, then read from disk") { _ = try workload.checkOutAndRead() }
        let disk = try DirectoryTree(workload.work)
        try time("disk: list and read") { _ = try GitWorkload.readAll(disk) }
        try time("disk: digest of the folder") { _ = try disk.digest(of: .root) }
        let recorder = RecordingTree(tree)
        _ = try GitWorkload.readAll(recorder)
        let recording = recorder.recording
        try time("recording of all: still unchanged?") { _ = try recording.isUnchanged(in: tree) }
        let glob = try PathGlob("apps/**/app{1,2,3}/*.yaml")
        let paths = try tree.files().map(\.path.description)
        try time("glob on every path") { _ = paths.filter { glob.matches($0) }.count }
    }

    private static func time(_ name: String, _ body: () throws -> Void) throws {
        var best = Duration.seconds(1_000)
        for _ in 0..<5 { best = min(best, try ContinuousClock().measure(body)) }
        let microseconds = best.components.seconds * 1_000_000 + best.components.attoseconds / 1_000_000_000_000
        print("  \(name): \(Double(microseconds) / 1_000) ms")
    }
}
