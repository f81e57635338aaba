import Synchronization
import Values

/// What answers a command in a container; nil leaves it to the script that was given before this one.
public typealias ContainerScript = @Sendable (ContainerCall) async throws -> ContainerAnswer?

/// What answers on a port of a pod, until it returns; what it throws is what the client is told.
public typealias PortScript = @Sendable (PodPort) async throws -> Void

/// The scripts of containers: the latest that fits counts.
struct ContainerScripts: Sendable {
    private struct Entry<Script: Sendable>: Sendable {
        let pattern: PodPattern
        /// The container or the port; nil for all.
        let place: String?
        let script: Script
    }

    private var commands: [Entry<ContainerScript>] = []
    private var attachments: [Entry<ContainerScript>] = []
    private var ports: [Entry<PortScript>] = []

    mutating func add(
        _ kind: ContainerTarget.Kind, _ pattern: PodPattern, _ place: String?, _ script: @escaping ContainerScript
    ) {
        let entry = Entry(pattern: pattern, place: place, script: script)
        if kind == .attach { attachments.append(entry) } else { commands.append(entry) }
    }

    mutating func add(_ pattern: PodPattern, port: Int?, _ script: @escaping PortScript) {
        ports.append(Entry(pattern: pattern, place: port.map { String($0) }, script: script))
    }

    /// The scripts that may answer, the one to ask first in front.
    func scripts(for target: ContainerTarget) -> [ContainerScript] {
        (target.kind == .attach ? attachments : commands)
            .filter { ($0.place == nil || $0.place == target.container) && $0.pattern.matches(target.pod) }
            .reversed().map(\.script)
    }

    func script(for target: ContainerTarget, port: Int) -> PortScript? {
        ports.last { ($0.place == nil || $0.place == String(port)) && $0.pattern.matches(target.pod) }?.script
    }
}

/// A connection to a port of a simulated pod, as the script that answers sees it.
public struct PodPort: Sendable {
    /// The pod's namespace.
    public let namespace: String
    /// The pod's name.
    public let pod: String
    /// The port.
    public let port: Int
    /// What the client sends; ends when the client closes its side.
    public let input: ContainerInput

    let send: @Sendable ([UInt8]) async throws -> Void

    /// Sends bytes to the client; returns when there is room for more.
    public func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try await send(Array(rest.prefix(32_768)))
            rest = rest.dropFirst(32_768)
        }
    }
}

extension SimulatedCluster {
    /// Says what answers the commands that clients run in containers (`kubectl exec`, `kubectl cp`).
    ///
    /// Without scripts containers have no programs: commands fail as in an image without a shell.
    ///
    /// - Parameters:
    ///   - pattern: which pods it is for.
    ///   - container: which container; nil for all.
    ///   - script: answers; it is cancelled when the client leaves.
    public func answerCommands(
        in pattern: PodPattern = PodPattern(), container: String? = nil, _ script: @escaping ContainerScript
    ) {
        state.withLock { $0.containers.add(.exec, pattern, container, script) }
    }

    /// Says what clients see that attach to containers (`kubectl attach`).
    ///
    /// Without scripts they see nothing, and stay until they leave by themselves.
    ///
    /// - Parameters:
    ///   - pattern: which pods it is for.
    ///   - container: which container; nil for all.
    ///   - script: answers; it is cancelled when the client leaves.
    public func answerAttaching(
        to pattern: PodPattern = PodPattern(), container: String? = nil, _ script: @escaping ContainerScript
    ) {
        state.withLock { $0.containers.add(.attach, pattern, container, script) }
    }

    /// Says what listens on the ports of pods (`kubectl port-forward`).
    ///
    /// Without scripts nothing does, and connections are refused.
    ///
    /// - Parameters:
    ///   - port: the port; nil for all.
    ///   - pattern: which pods it is for.
    ///   - script: answers one connection; it is cancelled when the client leaves.
    public func answerPort(
        _ port: Int?, of pattern: PodPattern = PodPattern(), _ script: @escaping PortScript
    ) {
        state.withLock { $0.containers.add(pattern, port: port, script) }
    }
}
