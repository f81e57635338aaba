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
            findings.add(.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services"))
        }
        if type == "ExternalName" {
            let name = spec.text("externalName")
            if name.isEmpty {
                findings.required("spec.externalName")
            } else {
                findings.invalid("spec.externalName", .string(name), NameRules.subdomain(name))
            }
        }
        ports(spec, isHeadless, &findings)
        findings.add(MetadataRules.labels(spec["selector"], "spec.selector"))
        findings.oneOf(spec["sessionAffinity"], "spec.sessionAffinity", ["ClientIP", "None"], isRequired: true)
        for (index, address) in addresses.enumerated() where address != "None" && !AddressRules.isAddress(address) {
            findings.add(.invalid("spec.clusterIPs[\(index)]", .string(address), AddressRules.message))
        }
        if spec.text("ipFamilyPolicy") == "RequireDualStack", !(isHeadless && spec["selector"] == nil) {
            findings.add(
                .invalid(
                    "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services")
            )
        }
        for (index, address) in spec.list("externalIPs").enumerated() {
            let text = address.stringValue ?? ""
            if !AddressRules.isAddress(text) {
                findings.add(.invalid("spec.externalIPs[\(index)]", address, AddressRules.failure(text)))
            } else if AddressRules.isLoopback(text) {
                findings.add(
                    .invalid(
                        "spec.externalIPs[\(index)]", address, "may not be in the loopback range (127.0.0.0/8, ::1/128)"
                    ))
            }
        }
        findings.oneOf(
            spec["type"], "spec.type", ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], isRequired: true)
        nodePorts(spec, type, &findings)
        if !spec.list("loadBalancerSourceRanges").isEmpty, type != "LoadBalancer" {
            findings.add(.forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'"))
        }
        if type != "NodePort", type != "LoadBalancer", spec.list("externalIPs").isEmpty,
            case .string(let policy)? = spec["externalTrafficPolicy"]
        {
            findings.add(
                .invalid(
                    "spec.externalTrafficPolicy", .string(policy), "may only be set for externally-accessible services")
            )
        }
    }

    private static func nodePorts(_ spec: Value, _ type: String, _ findings: inout Findings) {
        guard type == "ClusterIP" || type == "ExternalName" else { return }
        for (index, port) in spec.list("ports").enumerated() where port.number("nodePort") ?? 0 != 0 {
            findings.add(.forbidden("spec.ports[\(index)].nodePort", "may not be used when `type` is '\(type)'"))
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
            switch port["targetPort"] {
            case .int(let number): findings.port(.int(number), "\(field).targetPort")
            case .string(let text):
                findings.invalid("\(field).targetPort", .string(text), ContainerValidation.portName(text))
            default: break
            }
        }
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
        for member in (object["data"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            findings.invalid("data[\(member.key)]", .string(member.key), NameRules.configKey(member.key))
            if object["binaryData"]?[member.key] != nil {
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
