import Synchronization
import Values

/// What a pod does once it is scheduled.
///
/// Without a script pods run and are ready at once, and those that do not restart succeed at once.
public struct PodScript: Sendable, Equatable {
    enum Behaviour: Sendable, Equatable {
        case run(readyAfter: Duration)
        case succeed(after: Duration)
        case fail(after: Duration, exitCode: Int64)
        case crashLoop
        case imagePullError
        case unschedulable
    }

    let behaviour: Behaviour

    /// Runs, and is ready after a while.
    public static func ready(after delay: Duration = .zero) -> PodScript {
        PodScript(behaviour: .run(readyAfter: delay))
    }
    /// Ends well after a while.
    public static func succeed(after delay: Duration = .zero) -> PodScript {
        PodScript(behaviour: .succeed(after: delay))
    }
    /// Ends badly after a while.
    public static func fail(after delay: Duration = .zero, exitCode: Int64 = 1) -> PodScript {
        PodScript(behaviour: .fail(after: delay, exitCode: exitCode))
    }
    /// Starts and crashes over and over.
    public static var crashLoop: PodScript { PodScript(behaviour: .crashLoop) }
    /// Never starts, as its image cannot be pulled.
    public static var imagePullError: PodScript { PodScript(behaviour: .imagePullError) }
    /// Never finds a node.
    public static var unschedulable: PodScript { PodScript(behaviour: .unschedulable) }
}

/// Which pods a script is for.
public struct PodPattern: Sendable {
    /// The namespace; nil for all.
    public var namespace: String?
    /// How the pod's name begins; empty for all.
    public var namePrefix: String
    /// A part of one of its images; empty for all.
    public var image: String

    /// A pattern for pods.
    public init(namespace: String? = nil, namePrefix: String = "", image: String = "") {
        self.namespace = namespace
        self.namePrefix = namePrefix
        self.image = image
    }

    func matches(_ pod: Value) -> Bool {
        if let namespace, pod["metadata"]?.text("namespace") != namespace { return false }
        if !namePrefix.isEmpty, !(pod["metadata"]?.text("name").hasPrefix(namePrefix) ?? false) { return false }
        if image.isEmpty { return true }
        return (pod["spec"]?.list("containers") ?? []).contains { $0.text("image").contains(image) }
    }
}

/// The scripts of a cluster: the latest that fits counts.
struct PodScripts: Sendable {
    private var scripts: [(pattern: PodPattern, script: PodScript)] = []

    mutating func add(_ script: PodScript, _ pattern: PodPattern) { scripts.append((pattern, script)) }

    func behaviour(_ pod: Value) -> PodScript.Behaviour {
        if let script = scripts.last(where: { $0.pattern.matches(pod) })?.script { return script.behaviour }
        return pod["spec"]?.text("restartPolicy") == "Always" ? .run(readyAfter: .zero) : .succeed(after: .zero)
    }
}

extension SimulatedCluster {
    /// Says what pods do once they are scheduled; pods that run already go on as they were.
    public func script(_ script: PodScript, for pattern: PodPattern = PodPattern()) {
        state.withLock { $0.controllers.scripts.add(script, pattern) }
    }
}
