import Values

extension APIServer {
    /// Gives a Service its addresses and ports.
    mutating func allocate(
        _ object: inout Value, old: Value?, _ context: RequestContext, isDryRun: Bool
    ) throws(APIError) {
        guard context.definition.storage == .services, context.subresource.isEmpty else { return }
        let type = object["spec"]?["type"]?.stringValue ?? "ClusterIP"
        try allocateAddress(&object, old, context, type: type, isDryRun: isDryRun)
        try allocatePorts(&object, old, context, type: type, isDryRun: isDryRun)
    }

    private mutating func allocateAddress(
        _ object: inout Value, _ old: Value?, _ context: RequestContext, type: String, isDryRun: Bool
    ) throws(APIError) {
        let oldAddress = old?["spec"]?["clusterIP"]?.stringValue ?? ""
        let address = object["spec"]?["clusterIP"]?.stringValue ?? ""
        if type == "ExternalName" {
            if !oldAddress.isEmpty, !isDryRun { allocations.releaseAddress(oldAddress) }
            return
        }
        if address == "None" || (!address.isEmpty && address == oldAddress) { return }
        var chosen = address
        if address.isEmpty {
            chosen = isDryRun ? allocations.placeholder : allocations.allocate()
        } else {
            func failure(_ why: String) -> APIError {
                .invalid(
                    context.definition,
                    context.name.isEmpty ? object["metadata"]?["name"]?.stringValue ?? "" : context.name,
                    [.invalid("spec.clusterIPs", [.string(address)], "failed to allocate IP \(address): \(why)")])
            }
            guard allocations.isInRange(address) else {
                throw failure("the provided network does not match the current range")
            }
            guard !allocations.contains(address) else { throw failure("provided IP is already allocated") }
            if !isDryRun { allocations.reserve(address) }
        }
        object["spec"]?["clusterIP"] = .string(chosen)
        object["spec"]?["clusterIPs"] = [.string(chosen)]
    }

    private mutating func allocatePorts(
        _ object: inout Value, _ old: Value?, _ context: RequestContext, type: String, isDryRun: Bool
    ) throws(APIError) {
        let needsPorts =
            type == "NodePort"
            || (type == "LoadBalancer" && object["spec"]?["allocateLoadBalancerNodePorts"]?.boolValue != false)
        let before = Set(old.map(ServiceAllocations.nodePorts) ?? [])
        guard case .array(var ports)? = object["spec"]?["ports"] else { return }
        for index in ports.indices {
            let wanted = ports[index]["nodePort"]?.intValue ?? 0
            if wanted == 0 {
                if needsPorts { ports[index]["nodePort"] = .int(isDryRun ? 30_000 : allocations.allocatePort()) }
            } else if !before.contains(wanted) {
                let name = object["metadata"]?["name"]?.stringValue ?? context.name
                let field = "spec.ports[\(index)].nodePort"
                guard ServiceAllocations.portRange.contains(wanted) else {
                    throw .invalid(
                        context.definition, name,
                        [
                            .invalid(
                                field, .int(wanted),
                                "provided port is not in the valid range. The range of valid ports is 30000-32767")
                        ])
                }
                guard !allocations.isPortTaken(wanted) else {
                    throw .invalid(
                        context.definition, name, [.invalid(field, .int(wanted), "provided port is already allocated")])
                }
                if !isDryRun { allocations.reservePort(wanted) }
            }
        }
        object["spec"]?["ports"] = .array(ports)
        let needsHealthPort = type == "LoadBalancer" && object["spec"]?.text("externalTrafficPolicy") == "Local"
        if needsHealthPort, object["spec"]?["healthCheckNodePort"] == nil {
            object["spec"]?["healthCheckNodePort"] = .int(isDryRun ? 30_000 : allocations.allocatePort())
        }
        if !isDryRun, let old {
            let after = Set(ServiceAllocations.nodePorts(object))
            for port in ServiceAllocations.nodePorts(old) where !after.contains(port) { allocations.releasePort(port) }
        }
    }
}
