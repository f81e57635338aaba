import Values

/// What a client wants to be connected to.
struct ContainerTarget: Sendable {
    enum Kind: String, Sendable {
        case exec
        case attach
        case ports = "portforward"
    }

    let kind: Kind
    let pod: Value
    let namespace: String
    let name: String
    /// Empty for ports.
    let container: String
    var command: [String] = []
    var hasInput = false
    var wantsOutput = false
    var wantsErrors = false
    var hasTerminal = false
    /// Ports that the query names.
    var ports: [Int] = []

    /// Whether the container runs; nobody can be connected to one that does not.
    var isRunning: Bool {
        if kind == .ports { return pod["status"]?.text("phase") == "Running" }
        let states = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"].flatMap {
            pod["status"]?.list($0) ?? []
        }
        guard let state = states.first(where: { $0.text("name") == container }) else { return false }
        return state["state"]?["running"] != nil
    }
}
