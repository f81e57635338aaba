import KubeClient
import Values

extension APIServer {
    /// What a request to be connected to a pod leads to.
    ///
    /// - Throws: what the server answers where it cannot be.
    func connectionTarget(_ context: RequestContext, _ kind: ContainerTarget.Kind) throws(APIError) -> ContainerTarget {
        let pod = try stored(context).value
        var container = ""
        if kind != .ports { container = try containerName(pod, context) }
        guard !(pod["spec"]?.text("nodeName") ?? "").isEmpty else {
            throw .badRequest("pod \(context.name) does not have a host assigned")
        }
        guard context.wantsUpgrade else { throw .badRequest("Upgrade request required") }
        var target = ContainerTarget(
            kind: kind, pod: pod, namespace: context.namespace, name: context.name, container: container)
        let query = context.query
        target.command = query.all("command")
        target.hasInput = query.bool("stdin")
        target.wantsOutput = query.bool("stdout")
        target.hasTerminal = query.bool("tty")
        target.wantsErrors = query.bool("stderr")
        target.ports = try ports(query)
        if kind != .ports, !target.hasInput, !target.wantsOutput, !target.wantsErrors {
            throw .badRequest("you must specify at least 1 of stdin, stdout, stderr")
        }
        if kind == .exec, target.command.isEmpty { throw .badRequest("you must specify at least 1 command") }
        return target
    }

    /// The container that is meant: the one that is named, or the only one.
    func containerName(_ pod: Value, _ context: RequestContext) throws(APIError) -> String {
        func names(_ field: String) -> [String] { (pod["spec"]?.list(field) ?? []).map { $0.text("name") } }
        if let name = context.query["container"], !name.isEmpty {
            guard ["containers", "initContainers", "ephemeralContainers"].contains(where: { names($0).contains(name) })
            else {
                throw .badRequest("container \(name) is not valid for pod \(context.name)")
            }
            return name
        }
        let containers = names("containers")
        if containers.count == 1 { return containers[0] }
        var text = "a container name must be specified for pod \(context.name)"
        if !containers.isEmpty { text += ", choose one of: [\(containers.joined(separator: " "))]" }
        let first = names("initContainers")
        if !containers.isEmpty, !first.isEmpty {
            text += " or one of the init containers: [\(first.joined(separator: " "))]"
        }
        throw .badRequest(text)
    }

    private func ports(_ query: RequestQuery) throws(APIError) -> [Int] {
        var result: [Int] = []
        for text in query.all("ports") {
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let port = UInt16(part) else {
                    throw .badRequest(
                        "cannot convert to []int32: strconv.ParseUint: parsing \"\(part)\": invalid syntax")
                }
                result.append(Int(port))
            }
        }
        return result
    }
}

extension RequestContext {
    /// Whether the client wants to leave HTTP.
    fileprivate var wantsUpgrade: Bool {
        let wishes = (headers["Connection"] ?? "").split(separator: ",").map { MediaRange.trim($0).lowercased() }
        return wishes.contains("upgrade") && headers["Upgrade"] != nil
    }
}
