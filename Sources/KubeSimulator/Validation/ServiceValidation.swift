import Values

/// The rules for Services.
enum ServiceValidation {
    static func validate(_ object: Value, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        let type = spec.text("type")
        let addresses = spec.list("clusterIPs").compactMap(\.stringValue)
        let isHeadless = addresses.first == "None"
        if spec.list("ports").isEmpty, !isHeadless, type != "ExternalName" { findings.required("spec.ports") }
        if type == "NodePort" || type == "LoadBalancer", isHeadless {
            findings.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services")
        }
        if type == "ExternalName" { externalName(spec, &findings) }
        ports(spec, isHeadless, &findings)
        findings.add(MetadataRules.labels(spec["selector"], "spec.selector"))
        affinity(spec, &findings)
        for (index, address) in addresses.enumerated() where address != "None" && !AddressRules.isAddress(address) {
            findings.invalid("spec.clusterIPs[\(index)]", .string(address), AddressRules.message)
        }
        families(spec, isHeadless, &findings)
        externalAddresses(spec, &findings)
        findings.oneOf(
            spec["type"], "spec.type", ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], isRequired: true)
        nodePorts(spec, type, &findings)
        repeatedPorts(spec, &findings)
        balancer(spec, type, &findings)
        traffic(spec, type, &findings)
    }

    private static func externalName(_ spec: Value, _ findings: inout Findings) {
        for name in ["clusterIPs", "ipFamilies"] where !spec.list(name).isEmpty {
            findings.forbidden("spec.\(name)", "may not be set for ExternalName services")
        }
        if spec["ipFamilyPolicy"] != nil {
            findings.forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services")
        }
        let full = spec.text("externalName")
        let name = full.hasSuffix(".") ? String(full.dropLast()) : full
        if name.isEmpty {
            findings.required("spec.externalName")
        } else {
            findings.invalid("spec.externalName", .string(name), NameRules.subdomain(name))
        }
    }

    private static func affinity(_ spec: Value, _ findings: inout Findings) {
        findings.oneOf(spec["sessionAffinity"], "spec.sessionAffinity", ["ClientIP", "None"], isRequired: true)
        let config = spec["sessionAffinityConfig"]
        if spec.text("sessionAffinity") == "None", config != nil {
            findings.forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None")
        }
        if spec.text("sessionAffinity") == "ClientIP", let seconds = config?["clientIP"]?.number("timeoutSeconds"),
            !(1...86_400).contains(seconds)
        {
            findings.invalid(
                "spec.sessionAffinityConfig.clientIP.timeoutSeconds", .int(seconds),
                "must be greater than 0 and less than 86400")
        }
    }

    private static func families(_ spec: Value, _ isHeadless: Bool, _ findings: inout Findings) {
        let policy = spec.text("ipFamilyPolicy")
        var seen: Set<String> = []
        for (index, family) in spec.list("ipFamilies").enumerated() {
            let field = "spec.ipFamilies[\(index)]"
            findings.oneOf(family, field, ["IPv4", "IPv6"])
            if !seen.insert(family.stringValue ?? "").inserted { findings.duplicate(field, family) }
        }
        findings.oneOf(
            spec["ipFamilyPolicy"], "spec.ipFamilyPolicy", ["PreferDualStack", "RequireDualStack", "SingleStack"])
        if policy == "RequireDualStack", !(isHeadless && spec["selector"] == nil) {
            findings.invalid(
                "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services")
        }
    }

    private static func externalAddresses(_ spec: Value, _ findings: inout Findings) {
        for (index, address) in spec.list("externalIPs").enumerated() {
            let text = address.stringValue ?? ""
            let field = "spec.externalIPs[\(index)]"
            if !AddressRules.isAddress(text) {
                findings.invalid(field, address, AddressRules.failure(text))
            } else if let why = AddressRules.special(text) {
                findings.invalid(field, address, why)
            }
        }
    }

    private static func balancer(_ spec: Value, _ type: String, _ findings: inout Findings) {
        let isBalanced = type == "LoadBalancer"
        let why = "may only be used when `type` is 'LoadBalancer'"
        let ranges = spec.list("loadBalancerSourceRanges")
        if !ranges.isEmpty {
            let field = "spec.LoadBalancerSourceRanges"
            if !isBalanced { findings.forbidden(field, why) }
            for (index, range) in ranges.enumerated() {
                NetworkValidation.range((range.stringValue ?? "").trimmingSpace, "\(field)[\(index)]", &findings)
            }
        }
        if spec["allocateLoadBalancerNodePorts"] != nil, !isBalanced {
            findings.forbidden("spec.allocateLoadBalancerNodePorts", why)
        }
        if let name = spec["loadBalancerClass"]?.stringValue {
            if isBalanced {
                findings.invalid("spec.loadBalancerClass", .string(name), NameRules.qualifiedName(name))
            } else {
                findings.forbidden("spec.loadBalancerClass", why)
            }
        }
    }

    private static func traffic(_ spec: Value, _ type: String, _ findings: inout Findings) {
        let isExternal =
            type == "NodePort" || type == "LoadBalancer"
            || type == "ClusterIP" && !spec.list("externalIPs").isEmpty
        if isExternal {
            findings.oneOf(
                spec["externalTrafficPolicy"], "spec.externalTrafficPolicy", ["Cluster", "Local"], isRequired: true)
        } else if case .string(let policy)? = spec["externalTrafficPolicy"] {
            findings.invalid(
                "spec.externalTrafficPolicy", .string(policy), "may only be set for externally-accessible services")
        }
        let isChecked = type == "LoadBalancer" && spec.text("externalTrafficPolicy") == "Local"
        if let port = spec.number("healthCheckNodePort"), port != 0, !isChecked {
            findings.invalid(
                "spec.healthCheckNodePort", .int(port),
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
        }
        findings.oneOf(spec["internalTrafficPolicy"], "spec.internalTrafficPolicy", ["Cluster", "Local"])
        findings.oneOf(
            spec["trafficDistribution"], "spec.trafficDistribution",
            ["PreferClose", "PreferSameNode", "PreferSameZone"])
    }

    private static func nodePorts(_ spec: Value, _ type: String, _ findings: inout Findings) {
        var seen: Set<Value> = []
        for (index, port) in spec.list("ports").enumerated() {
            guard let number = port.number("nodePort"), number != 0 else { continue }
            let field = "spec.ports[\(index)].nodePort"
            if type == "ClusterIP" || type == "ExternalName" {
                findings.forbidden(field, "may not be used when `type` is '\(type)'")
            }
            if !seen.insert([port["protocol"] ?? "", .int(number)]).inserted {
                findings.duplicate(field, .int(number))
            }
        }
    }

    private static func ports(_ spec: Value, _ isHeadless: Bool, _ findings: inout Findings) {
        let ports = spec.list("ports")
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let field = "spec.ports[\(index)]"
            let name = port.text("name")
            if name.isEmpty {
                if ports.count > 1 { findings.required("\(field).name") }
            } else {
                findings.invalid("\(field).name", .string(name), NameRules.label(name))
                if !names.insert(name).inserted { findings.add(.duplicate("\(field).name", .string(name))) }
            }
            findings.port(port["port"] ?? 0, "\(field).port")
            findings.oneOf(port["protocol"], "\(field).protocol", ["SCTP", "TCP", "UDP"], isRequired: true)
            if port["targetPort"] != nil { findings.portOrName(port["targetPort"], "\(field).targetPort") }
            if let name = port["appProtocol"]?.stringValue {
                findings.invalid("\(field).appProtocol", .string(name), NameRules.qualifiedName(name))
            }
        }
    }

    private static func repeatedPorts(_ spec: Value, _ findings: inout Findings) {
        let ports = spec.list("ports")
        var seen: Set<Value> = []
        for (index, port) in ports.enumerated() {
            let key: Value = [port["protocol"] ?? "", port["port"] ?? 0]
            if !seen.insert(key).inserted {
                let shown: Value = [
                    "Name": "", "Protocol": port["protocol"] ?? "", "AppProtocol": .null, "Port": port["port"] ?? 0,
                    "TargetPort": 0,
                    "NodePort": 0,
                ]
                findings.add(.duplicate("spec.ports[\(index)]", shown))
            }
        }
    }
}

/// The rules for ConfigMaps and Secrets.
enum ConfigValidation {
    static let sizeLimit = 1024 * 1024

    static func configMap(_ object: Value, _ findings: inout Findings) {
        var size = 0
        let binary = object["binaryData"]?.objectValue
        // Keys come in order, as the store keeps them.
        for member in object["data"]?.objectValue ?? Object() {
            let problems = NameRules.configKey(member.key)
            if !problems.isEmpty { findings.invalid("data[\(member.key)]", .string(member.key), problems) }
            if binary?[member.key] != nil {
                findings.add(
                    .invalid("data[\(member.key)]", .string(member.key), "duplicate of key present in binaryData"))
            }
            size += (member.value.stringValue ?? "").utf8.count
        }
        for member in (object["binaryData"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            findings.invalid("binaryData[\(member.key)]", .string(member.key), NameRules.configKey(member.key))
            size += (member.value.stringValue ?? "").utf8.count * 3 / 4
        }
        if size > sizeLimit { findings.add(.tooLong("[]", sizeLimit)) }
    }

    static func secret(_ object: Value, _ findings: inout Findings) {
        let data = object["data"]
        var size = 0
        for member in (data?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            findings.invalid("data[\(member.key)]", .string(member.key), NameRules.configKey(member.key))
            size += (member.value.stringValue ?? "").utf8.count * 3 / 4
        }
        if size > sizeLimit { findings.add(.tooLong("data", sizeLimit)) }
        func require(_ keys: [String]) { for key in keys where data?[key] == nil { findings.required("data[\(key)]") } }
        switch object.text("type") {
        case "kubernetes.io/tls": require(["tls.crt", "tls.key"])
        case "kubernetes.io/ssh-auth": require(["ssh-privatekey"])
        case "kubernetes.io/basic-auth":
            if data?["username"] == nil, data?["password"] == nil { require(["username", "password"]) }
        case "kubernetes.io/dockerconfigjson": dockerJSON(data, ".dockerconfigjson", &findings)
        case "kubernetes.io/dockercfg": dockerJSON(data, ".dockercfg", &findings)
        case "kubernetes.io/service-account-token":
            if (object["metadata"]?["annotations"]?["kubernetes.io/service-account.name"]?.stringValue ?? "").isEmpty {
                findings.required("metadata.annotations[kubernetes.io/service-account.name]")
            }
        default: break
        }
    }

    private static func dockerJSON(_ data: Value?, _ key: String, _ findings: inout Findings) {
        guard let text = data?[key]?.stringValue else { return findings.required("data[\(key)]") }
        let bytes = Base64Text.decode(text) ?? []
        if (try? Value(json: bytes)) == nil {
            findings.add(.invalid("data[\(key)]", "<secret contents redacted>", GoJSON.failure(bytes)))
        }
    }
}
