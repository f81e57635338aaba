import Values

/// The rules for Ingresses, their classes and NetworkPolicies.
enum NetworkValidation {
    static func ingress(_ spec: Value, _ findings: inout Findings) {
        if spec["defaultBackend"] == nil, spec.list("rules").isEmpty {
            findings.invalid("spec", .null, "either `defaultBackend` or `rules` must be specified")
        }
        if let backend = spec["defaultBackend"] { self.backend(backend, "spec.defaultBackend", &findings) }
        for (index, rule) in spec.list("rules").enumerated() { self.rule(rule, "spec.rules[\(index)]", &findings) }
        for (index, entry) in spec.list("tls").enumerated() {
            for (number, host) in entry.list("hosts").enumerated() {
                let text = host.stringValue ?? ""
                findings.invalid(
                    "spec.tls[\(index)].hosts[\(number)]", host,
                    text.contains("*") ? NameRules.wildcard(text) : NameRules.subdomain(text))
            }
        }
        if case .string(let name)? = spec["ingressClassName"] {
            findings.invalid("spec.ingressClassName", .string(name), NameRules.subdomain(name))
        }
    }

    private static func rule(_ rule: Value, _ field: String, _ findings: inout Findings) {
        let host = rule.text("host")
        if AddressRules.isAddress(host) {
            findings.invalid("\(field).host", .string(host), "must be a DNS name, not an IP address")
        } else if !host.isEmpty {
            findings.invalid(
                "\(field).host", .string(host),
                host.contains("*") ? NameRules.wildcard(host) : NameRules.subdomain(host))
        }
        guard let http = rule["http"] else { return }
        if http.list("paths").isEmpty { findings.required("\(field).http.paths") }
        for (index, entry) in http.list("paths").enumerated() {
            path(entry, "\(field).http.paths[\(index)]", &findings)
        }
    }

    private static func path(_ entry: Value, _ field: String, _ findings: inout Findings) {
        let path = entry.text("path")
        switch entry.text("pathType") {
        case "": return findings.required("\(field).pathType", "pathType must be specified")
        case "Exact", "Prefix":
            if !path.hasPrefix("/") { findings.invalid("\(field).path", .string(path), "must be an absolute path") }
            for part in ["//", "/./", "/../", "%2f", "%2F"] where path.contains(part) {
                findings.invalid("\(field).path", .string(path), "must not contain '\(part)'")
            }
            for end in ["/..", "/."] where path.hasSuffix(end) {
                findings.invalid("\(field).path", .string(path), "cannot end with '\(end)'")
            }
        case "ImplementationSpecific":
            if !path.isEmpty, !path.hasPrefix("/") {
                findings.invalid("\(field).path", .string(path), "must be an absolute path")
            }
        default:
            findings.oneOf(entry["pathType"], "\(field).pathType", ["Exact", "ImplementationSpecific", "Prefix"])
        }
        backend(entry["backend"] ?? .null, "\(field).backend", &findings)
    }

    private static func backend(_ backend: Value, _ field: String, _ findings: inout Findings) {
        let service = backend["service"]
        let resource = backend["resource"]
        if service != nil, resource != nil {
            findings.invalid(field, "", "cannot set both resource and service backends")
        } else if let resource {
            if resource.text("kind").isEmpty { findings.required("\(field).resource.kind") }
            if resource.text("name").isEmpty { findings.required("\(field).resource.name") }
        } else if let service {
            findings.name(service, "name", "\(field).service", NameRules.label1035)
            let port = service["port"]
            let number = port?.number("number") ?? 0
            let name = port?.text("name") ?? ""
            if number != 0, !name.isEmpty {
                findings.invalid(field, "", "cannot set both port name & port number")
            } else if !name.isEmpty {
                findings.invalid("\(field).service.port.name", .string(name), ContainerValidation.portName(name))
            } else if number != 0 {
                findings.port(.int(number), "\(field).service.port.number")
            } else {
                findings.required(field, "port name or number is required")
            }
        } else {
            findings.required(field, "resource or service backend is required")
        }
    }

    static func ingressClass(_ spec: Value, _ findings: inout Findings) {
        let controller = spec.text("controller")
        if controller.isEmpty {
            findings.required("spec.controller")
        } else {
            if controller.utf8.count > 250 { findings.add(.tooLong("spec.controller", 250)) }
            let parts = controller.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            if parts.count != 2 || parts[0].isEmpty || parts[1].isEmpty {
                findings.invalid(
                    "spec.controller", .string(controller), "must be a domain-prefixed path (such as \"acme.io/foo\")")
            } else {
                findings.invalid("spec.controller", .string(parts[0]), NameRules.subdomain(parts[0]))
            }
        }
        guard let parameters = spec["parameters"] else { return }
        if parameters.text("kind").isEmpty { findings.required("spec.parameters.kind", "kind is required") }
        if parameters.text("name").isEmpty { findings.required("spec.parameters.name", "name is required") }
        findings.oneOf(parameters["scope"], "spec.parameters.scope", ["Cluster", "Namespace"])
        let namespace = parameters["namespace"]?.stringValue
        if parameters.text("scope") == "Namespace", (namespace ?? "").isEmpty {
            findings.required(
                "spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'")
        }
        if parameters.text("scope") == "Cluster", namespace != nil {
            findings.forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'")
        }
    }

    // MARK: - Policies

    static func policy(_ spec: Value, _ findings: inout Findings) {
        findings.selector(spec["podSelector"], "spec.podSelector")
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in spec.list(direction).enumerated() {
                let field = "spec.\(direction)[\(index)]"
                for (number, port) in rule.list("ports").enumerated() {
                    policyPort(port, "\(field).ports[\(number)]", &findings)
                }
                for (number, peer) in rule.list(peers).enumerated() {
                    self.peer(peer, "\(field).\(peers)[\(number)]", &findings)
                }
            }
        }
        let types = spec.list("policyTypes")
        if types.count > 2 {
            findings.invalid("spec.policyTypes", .array(types), "may not specify more than two policyTypes")
            return
        }
        for (index, type) in types.enumerated() {
            findings.oneOf(type, "spec.policyTypes[\(index)]", ["Egress", "Ingress"])
        }
    }

    private static func policyPort(_ port: Value, _ field: String, _ findings: inout Findings) {
        findings.oneOf(port["protocol"], "\(field).protocol", ["TCP", "UDP", "SCTP"])
        let end = port.number("endPort")
        switch port["port"] {
        case .int(let number):
            findings.port(.int(number), "\(field).port")
            guard let end else { return }
            if end < number {
                findings.invalid("\(field).endPort", .int(end), "must be greater than or equal to `port`")
            }
            findings.port(.int(end), "\(field).endPort")
        case .string(let text):
            if let end {
                findings.invalid("\(field).endPort", .int(end), "may not be specified when `port` is non-numeric")
            }
            findings.invalid("\(field).port", .string(text), ContainerValidation.portName(text))
        default:
            if end != nil { findings.required("\(field).port", "must be specified when endPort is specified") }
        }
    }

    private static func peer(_ peer: Value, _ field: String, _ findings: inout Findings) {
        let selectors = ["podSelector", "namespaceSelector"].filter { peer[$0] != nil }
        for name in selectors { findings.selector(peer[name], "\(field).\(name)") }
        if let block = peer["ipBlock"] { self.block(block, "\(field).ipBlock", &findings) }
        if selectors.isEmpty, peer["ipBlock"] == nil {
            findings.required(field, "must specify a peer")
        } else if !selectors.isEmpty, peer["ipBlock"] != nil {
            findings.forbidden(field, "may not specify both ipBlock and another peer")
        }
    }

    private static let rangeMessage = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"

    static func range(_ text: String, _ field: String, _ findings: inout Findings) {
        guard let range = AddressRange(text) else { return findings.invalid(field, .string(text), rangeMessage) }
        _ = range
    }

    private static func block(_ block: Value, _ field: String, _ findings: inout Findings) {
        let text = block.text("cidr")
        if text.isEmpty { return findings.required("\(field).cidr") }
        guard let range = AddressRange(text) else {
            return findings.invalid("\(field).cidr", .string(text), rangeMessage)
        }
        for (index, except) in block.list("except").enumerated() {
            let place = "\(field).except[\(index)]"
            guard let inner = AddressRange(except.stringValue ?? "") else {
                findings.invalid(place, except, rangeMessage)
                continue
            }
            if !range.contains(inner) || inner.length == range.length {
                findings.invalid(place, except, "must be a strict subset of `cidr`")
            }
        }
    }
}
