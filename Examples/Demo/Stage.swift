import Foundation
import GitOps
import KubeClientHTTP
import ReconcilerSQLite

/// Everything the story needs: a Git server, an API server, a controller and its state, each a process of its own.
final class Stage {
    let folder: URL
    let repository: DemoRepository
    let repositoryURL: String
    let store: SQLiteApplicationStore
    let api: KubeAPI
    private let gitops: String
    private let gitDaemon: ChildProcess
    private let cluster: ChildProcess
    private(set) var controller: ChildProcess
    private var controllerRuns = 1

    private init(
        folder: URL, gitops: String, repository: DemoRepository, repositoryURL: String, gitDaemon: ChildProcess,
        cluster: ChildProcess
    ) throws {
        self.folder = folder
        self.gitops = gitops
        self.repository = repository
        self.repositoryURL = repositoryURL
        self.gitDaemon = gitDaemon
        self.cluster = cluster
        store = try SQLiteApplicationStore(
            path: folder.appendingPathComponent("state.db").path, pollInterval: .milliseconds(50))
        let config = try Kubeconfig.load([folder.appendingPathComponent("kubeconfig").path])
        api = KubeAPI(transport: try config.connection().transport(runner: nil))
        controller = try Stage.startController(gitops, in: folder, run: 1)
    }

    /// Starts the servers and the controller.
    static func set() async throws -> Stage {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-demo-\(getpid())")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("git-cache"), withIntermediateDirectories: true)
        guard let own = Bundle.main.executableURL else { throw DemoError("cannot tell where the programs are") }
        let gitops = own.deletingLastPathComponent().appendingPathComponent("gitops").path
        let repository = try DemoRepository(in: folder)
        let port = try FreePort.find()
        let programs = try run("git", ["--exec-path"], in: folder).output.trimmingCharacters(
            in: .whitespacesAndNewlines)
        let gitDaemon = try ChildProcess(
            programs + "/git-daemon",
            [
                "--reuseaddr", "--export-all", "--listen=127.0.0.1", "--port=\(port)",
                "--base-path=\(folder.appendingPathComponent("served").path)",
            ], in: folder, log: folder.appendingPathComponent("git-daemon.log"))
        let kubeconfig = folder.appendingPathComponent("kubeconfig").path
        let cluster = try ChildProcess(
            gitops, ["simulate", "--kubeconfig-out", kubeconfig], in: folder,
            log: folder.appendingPathComponent("cluster.log"))
        try await Waiting.until("the API server listens", within: .seconds(30)) {
            FileManager.default.fileExists(atPath: kubeconfig)
        }
        return try Stage(
            folder: folder, gitops: gitops, repository: repository,
            repositoryURL: "git://127.0.0.1:\(port)/shop.git", gitDaemon: gitDaemon, cluster: cluster)
    }

    private static func startController(_ gitops: String, in folder: URL, run: Int) throws -> ChildProcess {
        try ChildProcess(
            gitops,
            [
                "run", "--state", "state.db", "--kubeconfig", "kubeconfig", "--git-cache", "git-cache",
                "--chart-cache", "chart-cache",
                "--poll-interval", "3", "--wave-delay", "0.2",
            ], in: folder, log: folder.appendingPathComponent("controller-\(run).log"))
    }

    /// Ends the controller as a crash would.
    func killController() { controller.kill() }

    /// Starts the controller anew on the state that the last one left.
    func restartController() throws {
        controllerRuns += 1
        controller = try Stage.startController(gitops, in: folder, run: controllerRuns)
    }

    /// Runs the command line against the same state.
    @discardableResult
    func gitops(_ arguments: [String]) throws -> String {
        let result = try run(gitops, arguments + ["--state", "state.db"], in: folder)
        guard result.status == 0 else {
            throw DemoError("gitops \(arguments.joined(separator: " ")) failed: \(result.errors)")
        }
        return result.output
    }

    /// Ends what was started and removes what was written.
    func clear() {
        controller.kill()
        cluster.terminate()
        gitDaemon.terminate()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// A TCP port that nobody listens on.
enum FreePort {
    static func find() throws -> UInt16 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw DemoError("no socket to be had") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else { throw DemoError("no free port to be had") }
        return UInt16(bigEndian: address.sin_port)
    }
}
