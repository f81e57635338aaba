import Values

extension RowPrinter {
    func network(_ definition: ResourceDefinition) -> [Value] {
        switch definition.kind {
        case "Service": return service()
        case "Endpoints": return [name, .string(endpoints()), age]
        case "EndpointSlice": return slice()
        case "Ingress": return ingress()
        case "IngressClass":
            let parameters = spec["parameters"].map { reference in
                let group = reference.text("apiGroup")
                return "\(reference.text("kind"))\(group.isEmpty ? "" : ".\(group)")/\(reference.text("name"))"
            }
            return [name, spec["controller"] ?? "", .string(parameters ?? "<none>"), age]
        default: return [name, selector(spec["podSelector"]), age]
        }
    }

    private func service() -> [Value] {
        let type = spec.text("type")
        let internalAddress = spec.list("clusterIPs").first?.stringValue ?? spec.text("clusterIP")
        let ports = spec.list("ports").map { port -> String in
            let node = port.number("nodePort").flatMap { $0 > 0 ? ":\($0)" : nil } ?? ""
            return "\(port.number("port") ?? 0)\(node)/\(port.text("protocol"))"
        }
        return [
            name, .string(type), .string(internalAddress.isEmpty ? "<none>" : internalAddress), .string(external(type)),
            joined(ports), age, labels(spec["selector"]),
        ]
    }

    private func external(_ type: String) -> String {
        let fixed = spec.list("externalIPs").compactMap(\.stringValue)
        switch type {
        case "LoadBalancer":
            let ingress = status["loadBalancer"]?.list("ingress") ?? []
            let addresses = ingress.map { $0.text("ip").isEmpty ? $0.text("hostname") : $0.text("ip") } + fixed
            return addresses.isEmpty ? "<pending>" : addresses.joined(separator: ",")
        case "ExternalName": return spec.text("externalName")
        default: return fixed.isEmpty ? "<none>" : fixed.joined(separator: ",")
        }
    }

    private func endpoints() -> String {
        var texts: [String] = []
        for subset in object.list("subsets") {
            let ports = subset.list("ports")
            for address in subset.list("addresses") {
                if ports.isEmpty { texts.append(address.text("ip")) }
                for port in ports { texts.append("\(address.text("ip")):\(port.number("port") ?? 0)") }
            }
        }
        if texts.isEmpty { return "<none>" }
        return texts.count > 3
            ? texts.prefix(3).joined(separator: ",") + " + \(texts.count - 3) more..." : texts.joined(separator: ",")
    }

    private func slice() -> [Value] {
        let ports = object.list("ports").map { String($0.number("port") ?? 0) }
        let addresses = object.list("endpoints").flatMap { $0.list("addresses").compactMap(\.stringValue) }
        let shown =
            addresses.count > 3
            ? addresses.prefix(3).joined(separator: ",") + " + \(addresses.count - 3) more..."
            : addresses.joined(separator: ",")
        return [
            name, object["addressType"] ?? "", .string(ports.isEmpty ? "<unset>" : ports.joined(separator: ",")),
            .string(addresses.isEmpty ? "<unset>" : shown), age,
        ]
    }

    private func ingress() -> [Value] {
        let hosts = spec.list("rules").map { $0.text("host") }.filter { !$0.isEmpty }
        let addresses = (status["loadBalancer"]?.list("ingress") ?? []).map {
            $0.text("ip").isEmpty ? $0.text("hostname") : $0.text("ip")
        }
        let shown =
            hosts.count > 3
            ? hosts.prefix(3).joined(separator: ",") + " + \(hosts.count - 3) more..." : hosts.joined(separator: ",")
        return [
            name, text(spec["ingressClassName"]), .string(hosts.isEmpty ? "*" : shown),
            .string(addresses.joined(separator: ",")), .string(spec.list("tls").isEmpty ? "80" : "80, 443"), age,
        ]
    }
}
