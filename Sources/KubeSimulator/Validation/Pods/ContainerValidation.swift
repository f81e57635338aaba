import Values

/// The rules for containers of all kinds.
enum ContainerValidation {
    static func validate(
        _ container: Value, _ path: String, _ volumes: [String: Value], _ spec: Value, _ findings: inout Findings
    ) {
        findings.name(container, "name", path, NameRules.label)
        if container.text("image").isEmpty { findings.required("\(path).image") }
        findings.oneOf(
            container["terminationMessagePolicy"], "\(path).terminationMessagePolicy",
            ["File", "FallbackToLogsOnError"], isRequired: true)
        ports(container.list("ports"), "\(path).ports", &findings)
        EnvironmentValidation.variables(container.list("env"), "\(path).env", &findings)
        EnvironmentValidation.sources(container.list("envFrom"), "\(path).envFrom", &findings)
        mounts(container, "\(path).volumeMounts", volumes, &findings)
        devices(container, "\(path).volumeDevices", volumes, &findings)
        findings.oneOf(
            container["imagePullPolicy"], "\(path).imagePullPolicy", ["Always", "IfNotPresent", "Never"],
            isRequired: true)
        ResourceValidation.validate(container["resources"] ?? .null, "\(path).resources", &findings)
        claims(container, "\(path).resources.claims", spec, &findings)
        resizing(container.list("resizePolicy"), "\(path).resizePolicy", spec, &findings)
        SecurityValidation.container(container["securityContext"], "\(path).securityContext", &findings)
    }

    private static func ports(_ ports: [Value], _ path: String, _ findings: inout Findings) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let field = "\(path)[\(index)]"
            let name = port.text("name")
            if !name.isEmpty {
                let errors = portName(name)
                findings.invalid("\(field).name", .string(name), errors)
                if errors.isEmpty, !names.insert(name).inserted { findings.duplicate("\(field).name", .string(name)) }
            }
            if port.number("containerPort") ?? 0 == 0 {
                findings.required("\(field).containerPort")
            } else {
                findings.port(port["containerPort"] ?? 0, "\(field).containerPort")
            }
            if let host = port.number("hostPort"), host != 0 { findings.port(.int(host), "\(field).hostPort") }
            findings.oneOf(port["protocol"], "\(field).protocol", ["SCTP", "TCP", "UDP"], isRequired: true)
        }
    }

    /// What is wrong with the name of a port.
    static func portName(_ name: String) -> [String] {
        var errors: [String] = []
        if name.utf8.count > 15 { errors.append("must be no more than 15 characters") }
        if !name.utf8.allSatisfy({ NameRules.isLower($0) || $0 == 0x2D }) {
            errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !name.utf8.contains(where: { (0x61...0x7A).contains($0) }) {
            errors.append("must contain at least one letter (a-z)")
        }
        if name.contains("--") { errors.append("must not contain consecutive hyphens") }
        if name.first == "-" || name.last == "-" { errors.append("must not begin or end with a hyphen") }
        return errors
    }

    private static func mounts(
        _ container: Value, _ path: String, _ volumes: [String: Value], _ findings: inout Findings
    ) {
        let devices = container.list("volumeDevices")
        var places: Set<String> = []
        for (index, mount) in container.list("volumeMounts").enumerated() {
            let field = "\(path)[\(index)]"
            let name = mount.text("name")
            let place = mount.text("mountPath")
            if name.isEmpty { findings.required("\(field).name") }
            if volumes[name] == nil { findings.add(.notFound("\(field).name", .string(name))) }
            if place.isEmpty { findings.required("\(field).mountPath") }
            if !places.insert(place).inserted {
                findings.invalid("\(field).mountPath", .string(place), "must be unique")
            }
            if devices.contains(where: { $0.text("name") == name }) {
                findings.invalid("\(field).name", .string(name), "must not already exist in volumeDevices")
            }
            if devices.contains(where: { $0.text("devicePath") == place }) {
                findings.invalid(
                    "\(field).mountPath", .string(place), "must not already exist as a path in volumeDevices")
            }
            VolumeValidation.descending(mount.text("subPath"), "\(path).subPath", &findings)
            let expression = mount.text("subPathExpr")
            if !expression.isEmpty, !mount.text("subPath").isEmpty {
                findings.invalid(
                    "\(field).subPathExpr", .string(expression), "subPathExpr and subPath are mutually exclusive")
            }
            VolumeValidation.descending(expression, "\(path).subPathExpr", &findings)
            propagation(mount, container, "\(path).mountPropagation", &findings)
        }
    }

    private static func propagation(
        _ mount: Value, _ container: Value, _ field: String, _ findings: inout Findings
    ) {
        guard case .string(let mode)? = mount["mountPropagation"] else { return }
        let modes = ["Bidirectional", "HostToContainer", "None"]
        if !modes.contains(mode) { return findings.add(.notSupported(field, .string(mode), modes)) }
        if mode == "Bidirectional", container["securityContext"]?.isTrue("privileged") != true {
            findings.forbidden(field, "Bidirectional mount propagation is available only to privileged containers")
        }
    }

    private static func devices(
        _ container: Value, _ path: String, _ volumes: [String: Value], _ findings: inout Findings
    ) {
        var names: Set<String> = []
        var places: Set<String> = []
        for (index, device) in container.list("volumeDevices").enumerated() {
            let field = "\(path)[\(index)]"
            let name = device.text("name")
            let place = device.text("devicePath")
            let volume = volumes[name]
            if name.isEmpty { findings.required("\(field).name") }
            if names.contains(name) { findings.invalid("\(field).name", .string(name), "must be unique") }
            if let volume, volume["persistentVolumeClaim"] == nil, volume["ephemeral"] == nil {
                findings.invalid(
                    "\(field).name", .string(name),
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
            }
            if volume == nil { findings.add(.notFound("\(field).name", .string(name))) }
            if place.isEmpty { findings.required("\(field).devicePath") }
            if places.contains(place) { findings.invalid("\(field).devicePath", .string(place), "must be unique") }
            if place.split(separator: "/").contains("..") {
                findings.invalid("\(field).devicePath", .string(place), "can not contain backsteps ('..')")
            } else {
                places.insert(place)
            }
            if !name.isEmpty { names.insert(name) }
        }
    }

    private static func claims(_ container: Value, _ path: String, _ spec: Value, _ findings: inout Findings) {
        let known = Set(spec.list("resourceClaims").map { $0.text("name") })
        for (index, claim) in (container["resources"]?.list("claims") ?? []).enumerated() {
            let name = claim.text("name")
            if name.isEmpty {
                findings.required("\(path)[\(index)].name")
            } else if !known.contains(name) {
                findings.add(.notFound("\(path)[\(index)]", .string(name)))
            }
        }
    }

    private static func resizing(_ policies: [Value], _ field: String, _ spec: Value, _ findings: inout Findings) {
        var seen: Set<String> = []
        for (index, policy) in policies.enumerated() {
            let name = policy.text("resourceName")
            if !seen.insert(name).inserted { findings.duplicate("\(field)[\(index)]", .string(name)) }
            findings.oneOf(policy["resourceName"], field, ["cpu", "memory"], isRequired: true)
            findings.oneOf(
                policy["restartPolicy"], field, ["NotRequired", "RestartContainer"], isRequired: true)
            if spec.text("restartPolicy") == "Never", policy.text("restartPolicy") != "NotRequired" {
                findings.invalid(
                    field, policy["restartPolicy"] ?? "",
                    "must be 'NotRequired' when `restartPolicy` is 'Never'")
            }
        }
    }
}

/// The rules for what containers ask of a node.
enum ResourceValidation {
    private static let standard: Set<String> = ["cpu", "memory", "ephemeral-storage"]

    static func validate(_ resources: Value, _ path: String, _ findings: inout Findings) {
        let limits = resources["limits"]?.objectValue ?? Object()
        let requests = resources["requests"]?.objectValue ?? Object()
        for member in limits.sorted(by: { byBytes($0.key, $1.key) }) {
            let field = "\(path).limits[\(member.key)]"
            name(member.key, field, &findings)
            amount(member.key, member.value, field, &findings)
        }
        for member in requests.sorted(by: { byBytes($0.key, $1.key) }) {
            let field = "\(path).requests[\(member.key)]"
            name(member.key, field, &findings)
            amount(member.key, member.value, field, &findings)
            let text = member.value.stringValue ?? ""
            if let limit = limits[member.key]?.stringValue {
                guard let asked = QuantityText.milli(text), let allowed = QuantityText.milli(limit) else { continue }
                if asked != allowed, !canExceed(member.key) {
                    findings.invalid(
                        "\(path).requests", member.value, "must be equal to \(member.key) limit of \(limit)")
                } else if asked > allowed {
                    findings.invalid(
                        "\(path).requests", member.value,
                        "must be less than or equal to \(member.key) limit of \(limit)")
                }
            } else if !canExceed(member.key) {
                findings.required("\(path).limits", "Limit must be set for non overcommitable resources")
            }
        }
        pages(limits, requests, path, &findings)
    }

    private static func pages(_ limits: Object, _ requests: Object, _ path: String, _ findings: inout Findings) {
        let names = limits.keys + requests.keys
        guard names.contains(where: { $0.hasPrefix("hugepages-") }), !names.contains("cpu"), !names.contains("memory")
        else { return }
        findings.forbidden(path, "HugePages require cpu or memory")
    }

    /// Whether more of a resource may be used than is asked for.
    private static func canExceed(_ name: String) -> Bool {
        (!name.contains("/") || name.contains("kubernetes.io/")) && !name.hasPrefix("hugepages-")
    }

    private static func name(_ name: String, _ field: String, _ findings: inout Findings) {
        findings.invalid(field, .string(name), NameRules.qualifiedName(name))
        if standard.contains(name) || name.hasPrefix("hugepages-") { return }
        if !name.contains("/") {
            findings.invalid(field, .string(name), "must be a standard resource type or fully qualified")
            findings.invalid(field, .string(name), "must be a standard resource for containers")
        } else if name.contains("kubernetes.io/") {
            findings.invalid(field, .string(name), "doesn't follow extended resource name standard")
        }
    }

    private static func amount(_ name: String, _ value: Value, _ field: String, _ findings: inout Findings) {
        let text = value.stringValue ?? ""
        if text.hasPrefix("-") { findings.invalid(field, value, "must be greater than or equal to 0") }
        if !standard.contains(name), name.contains("/"), let milli = QuantityText.milli(text), milli % 1000 != 0 {
            findings.invalid(field, value, "must be an integer")
        }
    }
}
