import ArgumentParser
import KubeSimulator
import KubeSimulatorHTTP
import Values

/// `gitops simulate`: a cluster that kubectl can talk to.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serves a simulated Kubernetes cluster on the loopback interface until it is stopped.",
        discussion: """
            With --state the cluster outlives the command: what is in the file is there again, and what is there in the \
            end is written back.
            """)

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: ArgumentHelp("File that gets a kubeconfig for the cluster.", valueName: "file"))
    var kubeconfigOut: String?

    @Option(
        help: ArgumentHelp(
            "File that the cluster's objects are read from, if it is there, and saved to.", valueName: "file"))
    var state: String?

    @Option(
        help: ArgumentHelp(
            "File that says what answers commands in containers, attaching and ports of pods.", valueName: "file"))
    var containers: String?

    @Flag(help: "Speak HTTPS, with certificates made for this run.")
    var tls = false

    @Flag(help: "Let roles and bindings decide who may do what; the kubeconfig is the administrator's. Implies --tls.")
    var rbac = false

    @Flag(help: "Leave out the controllers that run workloads.")
    var withoutControllers = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("the port must be between 0 and 65535") }
    }

    func run() async throws {
        let certificates = tls || rbac ? try SimulatorCertificates() : nil
        let cluster = try makeCluster(certificates)
        let server = try await SimulatorServer.start(cluster, port: port, certificates: certificates)
        if let kubeconfigOut {
            try OutputFile.write(server.kubeconfig, to: kubeconfigOut)
            Terminal.standard.message("kubeconfig written to \(kubeconfigOut)")
        }
        Terminal.standard.print(server.url)
        let signals = TerminationSignals { Task { try await server.shutdown() } }
        defer { withExtendedLifetime(signals) {} }
        try await server.waitUntilClosed()
        // Secrets are among the objects, so the file is its owner's alone.
        if let state { try OutputFile.write(cluster.savedState.jsonText(.pretty(indent: 1)), to: state) }
    }

    private func makeCluster(_ certificates: SimulatorCertificates?) throws -> SimulatedCluster {
        var configuration = SimulatorConfiguration(controllers: withoutControllers ? .lifecycle : .all)
        configuration.rootCertificate = certificates?.authority ?? ""
        if !withoutControllers { configuration.nodeNames = ["node-1"] }
        configuration.reviewer = WebhookCaller()
        if rbac { configuration.administratorToken = SimulateCommand.randomToken() }
        let cluster = SimulatedCluster(configuration, clock: VirtualClock(runningFrom: WallTime.seconds))
        if let state, InputFile.exists(state) { try cluster.load(from: state) }
        if let containers { try cluster.addContainerScripts(Value(yaml: InputFile.text(containers))) }
        return cluster
    }

    /// A token that nobody guesses.
    private static func randomToken() -> String {
        (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }
}
