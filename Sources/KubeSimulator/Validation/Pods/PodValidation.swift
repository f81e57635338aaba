import Values

/// The rules for pod specs.
struct PodValidation {
    let spec: Value
    let path: String
    /// Whether the spec is that of a pod, and not in the template of something else.
    let isPod: Bool
    let isNew: Bool
    private var findings = Findings()

    private init(_ spec: Value, _ path: String, isPod: Bool, isNew: Bool) {
        self.spec = spec
        self.path = path
        self.isPod = isPod
        self.isNew = isNew
    }

    static func validate(
        _ spec: Value, _ path: String, _ findings: inout Findings, isPod: Bool = true, isNew: Bool = true
    ) {
        var validation = PodValidation(spec, path, isPod: isPod, isNew: isNew)
        validation.check()
        findings.add(validation.findings.errors)
    }

    private mutating func check() {
        let volumes = VolumeValidation.validate(spec.list("volumes"), "\(path).volumes", &findings)
        resourceClaims()
        containers(volumes)
        initContainers(volumes)
        if !isPod, !spec.list("ephemeralContainers").isEmpty {
            findings.forbidden("\(path).ephemeralContainers", "ephemeral containers not allowed in pod template")
        }
        hostNetwork()
        findings.oneOf(
            spec["restartPolicy"], "\(path).restartPolicy", ["Always", "OnFailure", "Never"], isRequired: true)
        findings.oneOf(
            spec["dnsPolicy"], "\(path).dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"],
            isRequired: true)
        findings.add(MetadataRules.labels(spec["nodeSelector"], "\(path).nodeSelector"))
        SecurityValidation.pod(spec, path, &findings)
        SchedulingValidation.affinity(spec["affinity"], "\(path).affinity", &findings)
        dns()
        gates()
        SchedulingValidation.spread(
            spec.list("topologySpreadConstraints"), "\(path).topologySpreadConstraints", &findings)
        hostUsers()
        names()
        SchedulingValidation.tolerations(spec.list("tolerations"), "\(path).tolerations", &findings)
        hostAliases()
        lastNames()
        if isPod { podOnly() }
    }

    // MARK: - Containers

    private mutating func resourceClaims() {
        var names: Set<String> = []
        for (index, claim) in spec.list("resourceClaims").enumerated() {
            let field = "\(path).resourceClaims[\(index)]"
            let name = claim.text("name")
            if name.isEmpty {
                findings.required("\(field).name")
            } else if !names.insert(name).inserted {
                findings.duplicate("\(field).name", .string(name))
            } else {
                findings.invalid("\(field).name", .string(name), NameRules.label(name))
            }
            let kinds = ["resourceClaimName", "resourceClaimTemplateName"].filter { claim[$0] != nil }
            if kinds.count == 2 {
                findings.invalid(
                    field, claim,
                    "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
            } else if kinds.isEmpty {
                findings.invalid(
                    field, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
            }
            for kind in kinds {
                findings.invalid("\(field).\(kind)", claim[kind] ?? "", NameRules.subdomain(claim.text(kind)))
            }
        }
    }

    private mutating func containers(_ volumes: [String: Value]) {
        let list = spec.list("containers")
        let field = "\(path).containers"
        guard !list.isEmpty else { return findings.required(field) }
        var names: Set<String> = []
        for (index, container) in list.enumerated() {
            let place = "\(field)[\(index)]"
            ContainerValidation.validate(container, place, volumes, spec, &findings)
            let name = container.text("name")
            if !names.insert(name).inserted { findings.duplicate("\(place).name", .string(name)) }
            HandlerValidation.hooks(container, place, spec, &findings)
            if container["restartPolicy"] != nil, container["restartPolicyRules"] == nil,
                !["Always", "OnFailure", "Never"].contains(container.text("restartPolicy"))
            {
                findings.oneOf(
                    container["restartPolicy"], "\(place).restartPolicy", ["Always", "Never", "OnFailure"])
            }
        }
        hostPorts(list.enumerated().map { ("\(field)[\($0.offset)]", $0.element) })
    }

    private mutating func initContainers(_ volumes: [String: Value]) {
        var names = Set(spec.list("containers").map { $0.text("name") })
        for (index, container) in spec.list("initContainers").enumerated() {
            let field = "\(path).initContainers[\(index)]"
            ContainerValidation.validate(container, field, volumes, spec, &findings)
            findings.oneOf(container["restartPolicy"], "\(field).restartPolicy", ["Always", "Never", "OnFailure"])
            let name = container.text("name")
            if !name.isEmpty, !names.insert(name).inserted { findings.duplicate("\(field).name", .string(name)) }
            hostPorts([(field, container)])
            if container.text("restartPolicy") == "Always" {
                HandlerValidation.hooks(container, field, spec, &findings)
                continue
            }
            for kind in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container[kind] != nil {
                findings.forbidden(
                    "\(field).\(kind)", "may not be set for init containers without restartPolicy=Always")
            }
        }
    }

    private mutating func hostPorts(_ containers: [(String, Value)]) {
        var seen: Set<String> = []
        for (place, container) in containers {
            for (index, port) in container.list("ports").enumerated() {
                guard let number = port.number("hostPort"), number != 0 else { continue }
                let text = "\(port.text("protocol"))/\(port.text("hostIP"))/\(number)"
                if !seen.insert(text).inserted {
                    findings.duplicate("\(place).ports[\(index)].hostPort", .string(text))
                }
            }
        }
    }

    private mutating func hostNetwork() {
        guard spec.isTrue("hostNetwork") else { return }
        for (index, container) in spec.list("containers").enumerated() {
            for (number, port) in container.list("ports").enumerated() {
                let host = port.number("hostPort") ?? 0
                guard isPod || host != 0, host != port.number("containerPort") else { continue }
                findings.invalid(
                    "\(path).containers[\(index)].ports[\(number)].hostPort", .int(host),
                    "must match `containerPort` when `hostNetwork` is true")
            }
        }
    }

    // MARK: - Other parts

    private mutating func dns() {
        let field = "\(path).dnsConfig"
        let config = spec["dnsConfig"]
        let servers = config?.list("nameservers") ?? []
        if spec.text("dnsPolicy") == "None" {
            if config == nil {
                return findings.required(field, "must provide `dnsConfig` when `dnsPolicy` is None")
            }
            if servers.isEmpty {
                return findings.required(
                    "\(field).nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
            }
        }
        guard let config else { return }
        if servers.count > 3 {
            findings.invalid("\(field).nameservers", .array(servers), "must not have more than 3 nameservers")
        }
        for (index, server) in servers.enumerated() where !AddressRules.isAddress(server.stringValue ?? "") {
            findings.invalid(
                "\(field).nameservers[\(index)]", server, AddressRules.failure(server.stringValue ?? ""))
        }
        let searches = config.list("searches").compactMap(\.stringValue)
        if searches.count > 32 {
            findings.invalid(
                "\(field).searches", .array(searches.map(Value.string)), "must not have more than 32 search paths")
        }
        if searches.joined(separator: " ").utf8.count > 2048 {
            findings.invalid(
                "\(field).searches", .array(searches.map(Value.string)),
                "must not have more than 2048 characters (including spaces) in the search list")
        }
        for (index, search) in searches.enumerated() where search != "." {
            let name = search.hasSuffix(".") ? String(search.dropLast()) : search
            findings.invalid("\(field).searches[\(index)]", .string(name), NameRules.subdomainWithUnderscore(name))
        }
        for (index, option) in config.list("options").enumerated() where option.text("name").isEmpty {
            findings.required("\(field).options[\(index)]", "must not be empty")
        }
    }

    private mutating func gates() {
        for (index, gate) in spec.list("readinessGates").enumerated() {
            let name = gate.text("conditionType")
            findings.invalid(
                "\(path).readinessGates[\(index)].conditionType", .string(name), NameRules.qualifiedName(name))
        }
        var seen: Set<String> = []
        for (index, gate) in spec.list("schedulingGates").enumerated() {
            let name = gate.text("name")
            let field = "\(path).schedulingGates[\(index)]"
            findings.invalid(field, .string(name), NameRules.qualifiedName(name))
            if !seen.insert(name).inserted { findings.duplicate(field, .string(name)) }
        }
    }

    private mutating func hostUsers() {
        guard spec["hostUsers"]?.boolValue == false else { return }
        for (name, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
        where spec.isTrue(name) {
            findings.forbidden("\(path).\(shown)", "when `pod.Spec.HostUsers` is false")
        }
    }

    private mutating func names() {
        findings.optionalName(spec, "serviceAccountName", path, NameRules.subdomain)
        findings.optionalName(spec, "nodeName", path, NameRules.subdomain)
        if let seconds = spec.number("activeDeadlineSeconds"), !(1...2_147_483_647).contains(seconds) {
            findings.invalid(
                "\(path).activeDeadlineSeconds", .int(seconds), "must be between 1 and 2147483647, inclusive")
        }
        findings.optionalName(spec, "hostname", path, NameRules.label)
        findings.optionalName(spec, "subdomain", path, NameRules.label)
    }

    private mutating func hostAliases() {
        for (index, alias) in spec.list("hostAliases").enumerated() {
            let field = "\(path).hostAliases[\(index)]"
            let address = alias.text("ip")
            if !AddressRules.isAddress(address) {
                findings.invalid("\(field).ip", .string(address), AddressRules.failure(address))
            }
            for (number, name) in alias.list("hostnames").enumerated() {
                findings.invalid("\(field).hostnames[\(number)]", name, NameRules.subdomain(name.stringValue ?? ""))
            }
        }
    }

    private mutating func lastNames() {
        findings.optionalName(spec, "priorityClassName", path, NameRules.subdomain)
        if case .string(let name)? = spec["runtimeClassName"] {
            findings.invalid("\(path).runtimeClassName", .string(name), NameRules.subdomain(name))
        }
        findings.oneOf(spec["preemptionPolicy"], "\(path).preemptionPolicy", ["PreemptLowerPriority", "Never"])
        if let overhead = spec["overhead"] {
            ResourceValidation.validate(["limits": overhead], "\(path).overhead", &findings)
        }
        guard let system = spec["os"] else { return }
        if system.text("name").isEmpty {
            findings.required("\(path).os.name", "cannot be empty")
        } else {
            findings.oneOf(system["name"], "\(path).os.name", ["linux", "windows"])
        }
    }

    /// What is asked of pods, but not of templates.
    private mutating func podOnly() {
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated() {
                let image = container.text("image")
                if image.trimmingSpace != image {
                    findings.invalid(
                        "\(path).\(kind)[\(index)].image", .string(image),
                        "must not have leading or trailing whitespace")
                }
            }
        }
        guard isNew else { return }
        if !spec.list("ephemeralContainers").isEmpty {
            findings.forbidden("\(path).ephemeralContainers", "cannot be set on create")
        }
        if !spec.text("nodeName").isEmpty, !spec.list("schedulingGates").isEmpty {
            findings.forbidden("\(path).nodeName", "cannot be set until all schedulingGates have been cleared")
        }
    }
}
