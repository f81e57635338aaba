import Foundation
public import GitSource
public import SourceTrees

/// A repository of several thousand manifests, made once with the real `git` in a temporary folder.
public struct GitWorkload: Sendable {
    /// How many manifests there are.
    public static let files = 5_000

    /// Removes the folder when the last copy of the workload is gone.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/git-workload-\(UUID().uuidString)"

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private let owner = Folder()
    /// The folder of everything.
    public var folder: String { owner.path }
    /// The working copy.
    public var work: String { folder + "/work" }
    /// The commit with all manifests.
    public let source: GitSnapshot

    /// Makes the repository and fetches it into a cache.
    public init() async throws {
        let folder = owner.path
        let work = folder + "/work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        try GitWorkload.git(["init", "-q", "-b", "main"], in: work)
        for index in 0..<Self.files {
            let place = "\(work)/apps/group\(index % 50)/app\(index % 10)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try GitWorkload.manifest(index).write(
                toFile: "\(place)/object\(index).yaml", atomically: false, encoding: .utf8)
        }
        try GitWorkload.git(["add", "-A"], in: work)
        try GitWorkload.git(["commit", "-q", "-m", "workload"], in: work)
        try GitWorkload.git(["gc", "-q"], in: work)
        source = try await GitRepository(work, cache: .directory(folder + "/cache")).resolve("main")
    }

    private static func manifest(_ index: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app-\(index)
          labels: {app: app-\(index), tier: tier-\(index % 7)}
        spec:
          replicas: \(index % 5)
          template:
            spec:
              containers:
              - name: main
                image: registry.example.com/team-\(index % 13)/app:\(index % 31).\(index % 17)
                args: ["--number=\(index &* 7919)", "--seed=\(index &* 104_729)"]

        """
    }

    /// Runs `git` with nothing of the user's configuration.
    public static func git(_ arguments: [String], in directory: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["git", "-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com", "-c", "gc.auto=0"]
            + arguments
        process.currentDirectoryURL = URL(filePath: directory)
        try process.run()
        process.waitUntilExit()
    }

    /// Reads every file of a tree; the number of bytes.
    public static func readAll(_ tree: any SourceTree) throws -> Int {
        try tree.files().reduce(0) { try $0 + tree.read($1.path).count }
    }

    /// Checks the commit out into a fresh folder and reads every file of it, as a tool without objects has to.
    public func checkOutAndRead() throws -> Int {
        let place = folder + "/checkout-\(UUID().uuidString)"
        try GitWorkload.git(["clone", "-q", "--shared", "--no-checkout", work, place], in: folder)
        try GitWorkload.git(["checkout", "-q", "main"], in: place)
        let count = try GitWorkload.readAll(try DirectoryTree(place))
        try FileManager.default.removeItem(atPath: place)
        return count
    }
}
