import ArgumentParser
import KubeClient
import KubeClientHTTP
import KubeSimulator

/// Which cluster a command works with.
struct ClusterFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Kubeconfig; $KUBECONFIG or ~/.kube/config unless given.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("Context of the kubeconfig.", valueName: "name"))
    var context: String?

    @Flag(help: "Work with a simulated cluster inside this process; nothing of it is left afterwards.")
    var simulate = false

    /// Whether the command names a cluster, or finds one in the usual places.
    var isGiven: Bool { simulate || kubeconfig != nil || Environment["KUBECONFIG"] != nil }

    /// A way to the cluster.
    func transport() throws -> any KubeTransport {
        if simulate {
            return SimulatedCluster(
                SimulatorConfiguration(controllers: .all), clock: VirtualClock(runningFrom: WallTime.seconds)
            ).transport
        }
        let connection = try Kubeconfig.load(paths).connection(context: context)
            .throughProxy(of: Environment.all)
        return try connection.transport(runner: ProcessRunner(environment: Environment.all))
    }

    private var paths: [String] {
        if let kubeconfig { return [kubeconfig] }
        if let several = Environment["KUBECONFIG"] { return several.split(separator: ":").map(String.init) }
        return [(Environment["HOME"] ?? "") + "/.kube/config"]
    }
}
