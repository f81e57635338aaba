/// A program that prints credentials: `exec` of a kubeconfig's user.
public struct CredentialPlugin: Hashable, Sendable {
    /// Whether the program may ask the user something.
    public struct InteractiveMode: Hashable, Sendable {
        let name: String

        /// It never reads standard input.
        public static let never = InteractiveMode(name: "Never")
        /// It reads standard input if there is one.
        public static let ifAvailable = InteractiveMode(name: "IfAvailable")
        /// It cannot work without a user.
        public static let always = InteractiveMode(name: "Always")
    }

    /// The program: a name to look for in `PATH`, or a path.
    public var command: String
    /// Its arguments.
    public var arguments: [String]
    /// What is added to its environment; values may be secret.
    public var environment: [String: Secret]
    /// The version of the protocol: `client.authentication.k8s.io/v1` or `…/v1beta1`.
    public var apiVersion: String
    /// What to tell people who do not have the program.
    public var installHint: String?
    /// Whether it is told about the cluster.
    public var wantsClusterInfo: Bool
    /// Whether it may ask the user something.
    public var interactiveMode: InteractiveMode

    /// A plugin.
    ///
    /// - Parameters:
    ///   - command: the program.
    ///   - arguments: its arguments.
    ///   - environment: what is added to its environment.
    ///   - apiVersion: the version of the protocol.
    ///   - installHint: what to tell people who do not have the program.
    ///   - wantsClusterInfo: whether it is told about the cluster.
    ///   - interactiveMode: whether it may ask the user something.
    public init(
        command: String, arguments: [String] = [], environment: [String: Secret] = [:],
        apiVersion: String = "client.authentication.k8s.io/v1", installHint: String? = nil,
        wantsClusterInfo: Bool = false, interactiveMode: InteractiveMode = .ifAvailable
    ) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.apiVersion = apiVersion
        self.installHint = installHint
        self.wantsClusterInfo = wantsClusterInfo
        self.interactiveMode = interactiveMode
    }
}
