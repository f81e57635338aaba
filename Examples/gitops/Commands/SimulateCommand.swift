import ArgumentParser
import KubeSimulator
import KubeSimulatorHTTP

/// `gitops simulate`: a cluster that kubectl can talk to.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serves a simulated Kubernetes cluster on the loopback interface until it is stopped.")

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: ArgumentHelp("File that gets a kubeconfig for the cluster.", valueName: "file"))
    var kubeconfigOut: String?

    @Flag(help: "Leave out the controllers that run workloads.")
    var withoutControllers = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("the port must be between 0 and 65535") }
    }

    func run() async throws {
        let controllers: SimulatorConfiguration.Controllers = withoutControllers ? .lifecycle : .all
        let cluster = SimulatedCluster(
            SimulatorConfiguration(controllers: controllers), clock: VirtualClock(runningFrom: WallTime.seconds))
        let server = try await SimulatorServer.start(cluster, port: port)
        if let kubeconfigOut {
            try OutputFile.write(server.kubeconfig, to: kubeconfigOut)
            Terminal.standard.message("kubeconfig written to \(kubeconfigOut)")
        }
        Terminal.standard.print(server.url)
        let signals = TerminationSignals { Task { try await server.shutdown() } }
        defer { withExtendedLifetime(signals) {} }
        try await server.waitUntilClosed()
    }
}
