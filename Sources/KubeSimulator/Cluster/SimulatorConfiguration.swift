import Values

/// How a simulated cluster behaves.
public struct SimulatorConfiguration: Sendable {
    /// Which controllers run beside the API server.
    public struct Controllers: OptionSet, Sendable {
        /// One bit for each controller.
        public let rawValue: Int

        /// A set of controllers by its bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Empties namespaces that are deleted, and removes them.
        public static let namespaces = Controllers(rawValue: 1 << 0)
        /// Removes objects whose owners are gone.
        public static let garbageCollection = Controllers(rawValue: 1 << 1)
        /// Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs, and the pods that they make.
        public static let workloads = Controllers(rawValue: 1 << 2)
        /// Endpoints and EndpointSlices of Services.
        public static let endpoints = Controllers(rawValue: 1 << 3)
        /// Binds claims to volumes.
        public static let volumes = Controllers(rawValue: 1 << 4)
        /// Service accounts and root certificates in every namespace.
        public static let namespaceDefaults = Controllers(rawValue: 1 << 5)

        /// Schedules pods onto a node and runs them as their scripts say.
        public static let pods = Controllers(rawValue: 1 << 6)
        /// Gives LoadBalancer Services and Ingresses an address.
        public static let loadBalancers = Controllers(rawValue: 1 << 7)

        /// Measures quotas and disruption budgets, aggregates roles, fills token Secrets.
        public static let status = Controllers(rawValue: 1 << 8)
        /// Makes volumes for claims that no volume fits.
        public static let provisioning = Controllers(rawValue: 1 << 9)
        /// Records Events of what the workload controllers do.
        public static let events = Controllers(rawValue: 1 << 10)

        /// What deletes what has to go: namespaces and garbage collection.
        public static let lifecycle: Controllers = [.namespaces, .garbageCollection]
        /// Everything.
        public static let all: Controllers = [
            .namespaces, .garbageCollection, .workloads, .endpoints, .volumes, .namespaceDefaults, .pods,
            .loadBalancers, .status, .provisioning, .events,
        ]
    }

    /// Seeds uids, name suffixes and faults: the same seed gives the same ones.
    public var seed: UInt64
    /// Which controllers run; the default deletes what has to go and runs workloads.
    public var controllers: Controllers
    /// How many changes of each resource are remembered for watches and paged lists.
    public var historyLimit: Int
    /// How many events a watch keeps for its reader; one that falls further behind loses the watch, as on the real
    /// server, and lists again.
    public var watchBacklog = 100_000
    /// Answers for admission webhooks; without one (the default) none are called.
    public var reviewer: (any AdmissionReviewer)?
    /// Who the requests come from, as `kubectl auth whoami` shows it.
    public var userName = "kubernetes-admin"
    /// The bearer token of the administrator; with one, callers are told apart and the cluster's roles and bindings
    /// decide who may do what. Without one (the default) everybody may do everything.
    public var administratorToken: String?
    /// The server's version, as `/version` shows it.
    public var gitVersion = "v1.36.2"
    /// Where clients reach the server, as discovery shows it.
    public var serverAddress = "127.0.0.1:6443"

    /// How long the namespace controller waits before it empties a namespace that is deleted, in seconds; a real one
    /// waits five.
    public var namespaceDeletionDelay: Int64 = 0
    /// Whether the cluster has, from its start, the APIServices that stand for what the server serves itself.
    public var hasOwnAPIServices = false

    /// Whether containers may be privileged, as the flag `--allow-privileged` of a server says; most clusters set it.
    public var allowsPrivileged = true

    /// How many pods one set or Job has at once; it waits for more than that for ever, as where all nodes are full.
    public var podLimit = 10_000
    /// Names of the nodes that the cluster has from its start. Without any, pods run on a node that is only a name.
    public var nodeNames: [String] = []

    /// A configuration.
    public init(seed: UInt64 = 1, controllers: Controllers = .all, historyLimit: Int = 4096) {
        self.seed = seed
        self.controllers = controllers
        self.historyLimit = historyLimit
    }

    /// The certificate authority that pods would trust, in PEM.
    public var rootCertificate = ""

    /// The network of Service addresses, an IPv4 /16.
    public var serviceNetwork = "10.96.0.0/16"

    var versionDocument: Value {
        [
            "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
            "minCompatibilityMinor": "35", "gitVersion": .string(gitVersion),
            "gitCommit": "0000000000000000000000000000000000000000",
            "gitTreeState": "clean", "buildDate": "2026-01-01T00:00:00Z", "goVersion": "go1.27.3", "compiler": "gc",
            "platform": "linux/amd64",
        ]
    }
}
