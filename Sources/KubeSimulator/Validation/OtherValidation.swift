import Values

/// The rules for the remaining kinds.
enum OtherValidation {
    static func role(_ object: Value, isNamespaced: Bool, _ findings: inout Findings) {
        if let aggregation = object["aggregationRule"] {
            let selectors = aggregation.list("clusterRoleSelectors")
            if selectors.isEmpty {
                findings.required(
                    "aggregationRule.clusterRoleSelectors",
                    "at least one clusterRoleSelector required if aggregationRule is non-nil")
            }
            for (index, selector) in selectors.enumerated() {
                findings.selector(selector, "aggregationRule.clusterRoleSelectors[\(index)]")
            }
        }
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
        findings.name(role, "name", "roleRef", NameRules.pathSegment)
        findings.oneOf(role["apiGroup"], "roleRef.apiGroup", ["rbac.authorization.k8s.io"])
        for (index, subject) in object.list("subjects").enumerated() {
            let field = "subjects[\(index)]"
            if subject.text("name").isEmpty { findings.required("\(field).name") }
            findings.oneOf(subject["kind"], "\(field).kind", ["ServiceAccount", "User", "Group"], isRequired: true)
            let isAccount = subject.text("kind") == "ServiceAccount"
            if isAccount, !subject.text("name").isEmpty {
                findings.invalid("\(field).name", subject["name"] ?? "", NameRules.subdomain(subject.text("name")))
            }
            let group = subject.text("apiGroup")
            let wanted = isAccount ? "" : "rbac.authorization.k8s.io"
            if ["ServiceAccount", "User", "Group"].contains(subject.text("kind")), group != wanted {
                findings.add(.notSupported("\(field).apiGroup", .string(group), [wanted]))
            }
            if isAccount, subject.text("namespace").isEmpty, kind == "ClusterRoleBinding" {
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
        findings.oneOf(object["addressType"], "addressType", ["FQDN", "IPv4", "IPv6"], isRequired: true)
        if object.list("endpoints").count > 1000 {
            findings.add(.tooMany("endpoints", object.list("endpoints").count, 1000))
        }
        var portNames: Set<String> = []
        for (index, port) in object.list("ports").enumerated() {
            let name = port.text("name")
            if !portNames.insert(name).inserted { findings.duplicate("ports[\(index)].name", .string(name)) }
            findings.oneOf(port["protocol"], "ports[\(index)].protocol", ["SCTP", "TCP", "UDP"])
        }
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
        let name = object["metadata"]?.text("name") ?? ""
        if name.hasPrefix("system-"), !["system-cluster-critical", "system-node-critical"].contains(name) {
            findings.forbidden(
                "metadata.name", "priority class names with 'system-' prefix are reserved for system use only")
        }
        findings.oneOf(object["preemptionPolicy"], "preemptionPolicy", ["PreemptLowerPriority", "Never"])
        if let value = object.number("value"), value > 1_000_000_000,
            object["metadata"]?.text("name").hasPrefix("system-") != true
        {
            findings.add(.forbidden("value", "maximum allowed value of a user defined priority is 1000000000"))
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
