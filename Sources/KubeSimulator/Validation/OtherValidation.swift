import Values

/// The rules for the remaining kinds.
enum OtherValidation {
    static func claim(_ spec: Value, _ findings: inout Findings) {
        if spec.list("accessModes").isEmpty {
            findings.required("spec.accessModes", "at least 1 access mode is required")
        }
        if spec["resources"]?["requests"]?["storage"] == nil { findings.required("spec.resources[storage]") }
    }

    static func ingress(_ spec: Value, _ findings: inout Findings) {
        if spec["defaultBackend"] == nil, spec.list("rules").isEmpty {
            findings.add(.invalid("spec", .null, "either `defaultBackend` or `rules` must be specified"))
        }
        for (index, rule) in spec.list("rules").enumerated() {
            let field = "spec.rules[\(index)]"
            let host = rule.text("host")
            if AddressRules.isAddress(host) {
                findings.add(.invalid("\(field).host", .string(host), "must be a DNS name, not an IP address"))
            } else if !host.isEmpty {
                let checked = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
                findings.invalid("\(field).host", .string(host), NameRules.subdomain(checked))
            }
            for (number, path) in (rule["http"]?.list("paths") ?? []).enumerated() {
                let pathField = "\(field).http.paths[\(number)]"
                if path.text("pathType").isEmpty {
                    findings.required("\(pathField).pathType", "pathType must be specified")
                } else {
                    findings.oneOf(
                        path["pathType"], "\(pathField).pathType", ["Exact", "ImplementationSpecific", "Prefix"])
                }
                if let service = path["backend"]?["service"] {
                    if service.text("name").isEmpty { findings.required("\(pathField).backend.service.name") }
                }
            }
        }
    }

    static func networkPolicy(_ spec: Value, _ findings: inout Findings) {
        findings.selector(spec["podSelector"], "spec.podSelector")
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in spec.list(direction).enumerated() {
                for (number, port) in rule.list("ports").enumerated() {
                    let field = "spec.\(direction)[\(index)].ports[\(number)]"
                    findings.oneOf(port["protocol"], "\(field).protocol", ["TCP", "UDP", "SCTP"])
                    switch port["port"] {
                    case .int(let number): findings.port(.int(number), "\(field).port")
                    case .string(let text):
                        findings.invalid("\(field).port", .string(text), ContainerValidation.portName(text))
                    default: break
                    }
                }
                for (number, peer) in rule.list(peers).enumerated() {
                    let field = "spec.\(direction)[\(index)].\(peers)[\(number)]"
                    if peer["podSelector"] == nil, peer["namespaceSelector"] == nil, peer["ipBlock"] == nil {
                        findings.required(field, "must specify a peer")
                    }
                    findings.selector(peer["podSelector"], "\(field).podSelector")
                    findings.selector(peer["namespaceSelector"], "\(field).namespaceSelector")
                }
            }
        }
    }

    static func budget(_ spec: Value, _ findings: inout Findings) {
        if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
            let shown: Value = [
                "MinAvailable": spec["minAvailable"] ?? .null, "Selector": spec["selector"] ?? .null,
                "MaxUnavailable": spec["maxUnavailable"] ?? .null,
                "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"] ?? .null,
            ]
            findings.add(.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"))
        }
        findings.selector(spec["selector"], "spec.selector")
    }

    static func autoscaler(_ spec: Value, _ findings: inout Findings) {
        let low = spec.number("minReplicas") ?? 1
        if low < 1 { findings.add(.invalid("spec.minReplicas", .int(low), "must be greater than or equal to 1")) }
        let high = spec.number("maxReplicas") ?? 0
        if high < 1 { findings.add(.invalid("spec.maxReplicas", .int(high), "must be greater than 0")) }
        if high < low {
            findings.add(.invalid("spec.maxReplicas", .int(high), "must be greater than or equal to `minReplicas`"))
        }
        let target = spec["scaleTargetRef"] ?? .null
        if target.text("kind").isEmpty { findings.required("spec.scaleTargetRef.kind") }
        if target.text("name").isEmpty { findings.required("spec.scaleTargetRef.name") }
        if target.text("apiVersion").isEmpty {
            findings.add(.invalid("spec.scaleTargetRef.apiVersion", "", "apiVersion must specify API group"))
        }
    }

    static func role(_ object: Value, isNamespaced: Bool, _ findings: inout Findings) {
        for (index, rule) in object.list("rules").enumerated() {
            let field = "rules[\(index)]"
            if rule.list("verbs").isEmpty {
                findings.required("\(field).verbs", "verbs must contain at least one value")
            }
            let paths = rule.list("nonResourceURLs")
            if !paths.isEmpty {
                if isNamespaced {
                    findings.add(
                        .invalid(
                            "\(field).nonResourceURLs", .array(paths),
                            "namespaced rules cannot apply to non-resource URLs"))
                }
                continue
            }
            if rule.list("apiGroups").isEmpty {
                findings.required("\(field).apiGroups", "resource rules must supply at least one api group")
            }
            if rule.list("resources").isEmpty {
                findings.required("\(field).resources", "resource rules must supply at least one resource")
            }
        }
    }

    static func binding(_ object: Value, _ kind: String, _ findings: inout Findings) {
        let role = object["roleRef"] ?? .null
        findings.oneOf(
            role["kind"], "roleRef.kind", kind == "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"],
            isRequired: true)
        if role.text("name").isEmpty { findings.required("roleRef.name") }
        for (index, subject) in object.list("subjects").enumerated() {
            let field = "subjects[\(index)]"
            if subject.text("name").isEmpty { findings.required("\(field).name") }
            findings.oneOf(subject["kind"], "\(field).kind", ["ServiceAccount", "User", "Group"], isRequired: true)
            if subject.text("kind") == "ServiceAccount", subject.text("namespace").isEmpty, kind == "ClusterRoleBinding"
            {
                findings.required("\(field).namespace")
            }
        }
    }

    static func lease(_ spec: Value, _ findings: inout Findings) {
        if let seconds = spec.number("leaseDurationSeconds"), seconds <= 0 {
            findings.add(.invalid("spec.leaseDurationSeconds", .int(seconds), "must be greater than 0"))
        }
        findings.nonNegative(spec, "leaseTransitions", "spec")
    }

    static func endpoints(_ object: Value, _ findings: inout Findings) {
        for (index, subset) in object.list("subsets").enumerated() {
            for kind in ["addresses", "notReadyAddresses"] {
                for (number, address) in subset.list(kind).enumerated() {
                    let field = "subsets[\(index)].\(kind)[\(number)].ip"
                    let text = address.text("ip")
                    if !AddressRules.isAddress(text) {
                        findings.invalid(field, .string(text), [AddressRules.message, "must be a valid IP address"])
                    } else if AddressRules.isLoopback(text) {
                        findings.add(
                            .invalid(field, .string(text), "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
                    }
                }
            }
            for (number, port) in subset.list("ports").enumerated() {
                findings.port(port["port"] ?? 0, "subsets[\(index)].ports[\(number)].port")
            }
        }
    }

    static func slice(_ object: Value, _ findings: inout Findings) {
        let type = object.text("addressType")
        for (index, port) in object.list("ports").enumerated() where !port.text("name").isEmpty {
            findings.invalid("ports[\(index)].name", port["name"] ?? "", NameRules.label(port.text("name")))
        }
        for (index, endpoint) in object.list("endpoints").enumerated() {
            let field = "endpoints[\(index)].addresses"
            if endpoint.list("addresses").isEmpty { findings.required(field, "must contain at least 1 address") }
            for (number, address) in endpoint.list("addresses").enumerated() {
                let text = address.stringValue ?? ""
                if type == "IPv4", !AddressRules.isIPv4(text) {
                    findings.add(.invalid(field, address, "must be an IPv4 address"))
                }
                if type == "IPv6", !AddressRules.isIPv6(text) {
                    findings.add(.invalid(field, address, "must be an IPv6 address"))
                }
                if AddressRules.isLoopback(text) {
                    findings.add(
                        .invalid(
                            "\(field)[\(number)]", address, "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
                }
            }
        }
    }

    static func priorityClass(_ object: Value, _ findings: inout Findings) {
        if let value = object.number("value"), value > 1_000_000_000,
            object["metadata"]?.text("name").hasPrefix("system-") != true
        {
            findings.add(.forbidden("value", "maximum allowed value of a user defined priority is 1000000000"))
        }
    }

    static func limitRange(_ spec: Value, _ findings: inout Findings) {
        for (index, item) in spec.list("limits").enumerated() {
            let field = "spec.limits[\(index)]"
            for member in (item["max"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
                guard let limit = QuantityText.milli(member.value.stringValue ?? "") else { continue }
                func text(_ kind: String) -> (text: String, amount: Int64)? {
                    guard let text = item[kind]?[member.key]?.stringValue, let amount = QuantityText.milli(text) else {
                        return nil
                    }
                    return (text, amount)
                }
                let shown = member.value.stringValue ?? ""
                if let request = text("defaultRequest"), request.amount > limit {
                    findings.add(
                        .invalid(
                            "\(field).defaultRequest[\(member.key)]", .string(request.text),
                            "default request value \(request.text) is greater than max value \(shown)"))
                }
                if let standard = text("default"), standard.amount > limit {
                    findings.add(
                        .invalid(
                            "\(field).default[\(member.key)]", .string(shown),
                            "default value \(standard.text) is greater than max value \(shown)"))
                }
            }
        }
    }

    static func quota(_ spec: Value, _ findings: inout Findings) {
        let counted: Set<String> = [
            "pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "replicationcontrollers",
            "resourcequotas",
            "services.nodeports", "services.loadbalancers",
        ]
        for member in (spec["hard"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            let text = member.value.stringValue ?? ""
            guard counted.contains(member.key) || member.key.hasPrefix("count/"), let milli = QuantityText.milli(text),
                milli % 1000 != 0
            else { continue }
            findings.add(.invalid("spec.hard[\(member.key)]", member.value, "must be an integer"))
        }
    }

    static func signingRequest(_ spec: Value, _ findings: inout Findings) {
        let request = spec["request"]
        let text = String(decoding: Base64Text.decode(request?.stringValue ?? "") ?? [], as: UTF8.self)
        if !PEMText.isBlock(text, "CERTIFICATE REQUEST") {
            findings.add(.invalid("spec.request", request ?? .null, "PEM block type must be CERTIFICATE REQUEST"))
        }
        if spec.list("usages").isEmpty { findings.required("spec.usages") }
        let signer = spec.text("signerName")
        if signer.isEmpty {
            findings.required("spec.signerName")
        } else if signer.split(separator: "/", omittingEmptySubsequences: false).count != 2 {
            findings.add(
                .invalid(
                    "spec.signerName", .string(signer),
                    "must be a fully qualified domain and path of the form 'example.com/signer-name'"))
        }
        if let seconds = spec.number("expirationSeconds"), seconds < 600 {
            findings.add(
                .invalid(
                    "spec.expirationSeconds", .int(seconds),
                    "may not specify a duration less than 600 seconds (10 minutes)"))
        }
    }

    static func event(_ object: Value, _ group: String, _ findings: inout Findings) {
        let subject = object["involvedObject"] ?? object["regarding"] ?? .null
        let namespace = object["metadata"]?.text("namespace") ?? ""
        if group.isEmpty {
            let wanted = subject.text("namespace")
            if wanted != namespace, !(wanted.isEmpty && namespace == "default") {
                findings.add(.invalid("involvedObject.namespace", .string(wanted), "does not match event.namespace"))
            }
            return
        }
        if object["eventTime"]?.stringValue == nil { findings.required("eventTime") }
        let type = object.text("type")
        if type != "Normal", type != "Warning" {
            findings.add(.invalid("type", .string(type), "has invalid value: \(type)"))
        }
    }
}

/// Text in which a block stands between lines of dashes.
enum PEMText {
    /// Whether the first block is complete and of a type.
    static func isBlock(_ text: String, _ type: String) -> Bool {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(of: "-----BEGIN \(type)-----"),
            let end = lines[start...].firstIndex(of: "-----END \(type)-----")
        else { return false }
        let body = lines[(start + 1)..<end].filter { !$0.contains(":") }.joined()
        return !body.isEmpty && Base64Text.firstError(body) == nil
    }
}

/// Go's sentences for bytes that are no JSON.
enum GoJSON {
    /// What Go's decoder says first.
    static func failure(_ bytes: [UInt8]) -> String {
        var scanner = GoJSONScanner(bytes)
        return scanner.firstFailure() ?? "unexpected end of JSON input"
    }
}
