import Values

/// The rules for pod specs.
enum PodValidation {
    static func validate(_ spec: Value, _ path: String, _ findings: inout Findings, isPod: Bool = true) {
        let volumes = self.volumes(spec, "\(path).volumes", &findings)
        let names = containers(spec, path, volumes, &findings)
        _ = names
        findings.oneOf(
            spec["restartPolicy"], "\(path).restartPolicy", ["Always", "OnFailure", "Never"], isRequired: true)
        findings.oneOf(
            spec["dnsPolicy"], "\(path).dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"],
            isRequired: true)
        findings.add(MetadataRules.labels(spec["nodeSelector"], "\(path).nodeSelector"))
        for (index, toleration) in spec.list("tolerations").enumerated() {
            if toleration.text("operator") == "Exists", !toleration.text("value").isEmpty {
                findings.add(
                    .invalid(
                        "\(path).tolerations[\(index)].operator", toleration["value"] ?? "",
                        "value must be empty when `operator` is 'Exists'"))
            }
        }
        if let seconds = spec.number("activeDeadlineSeconds"), !(1...2_147_483_647).contains(seconds) {
            findings.add(
                .invalid("\(path).activeDeadlineSeconds", .int(seconds), "must be between 1 and 2147483647, inclusive"))
        }
        if case .string(let host)? = spec["hostname"] {
            findings.invalid("\(path).hostname", .string(host), NameRules.label(host))
        }
        if case .string(let name)? = spec["subdomain"] {
            findings.invalid("\(path).subdomain", .string(name), NameRules.label(name))
        }
        if case .string(let name)? = spec["serviceAccountName"] {
            findings.invalid("\(path).serviceAccountName", .string(name), NameRules.subdomain(name))
        }
    }

    private static func volumes(_ spec: Value, _ path: String, _ findings: inout Findings) -> Set<String> {
        var names: Set<String> = []
        for (index, volume) in spec.list("volumes").enumerated() {
            let field = "\(path)[\(index)]"
            let name = volume.text("name")
            if name.isEmpty {
                findings.required("\(field).name")
            } else {
                findings.invalid("\(field).name", .string(name), NameRules.label(name))
                if !names.insert(name).inserted { findings.add(.duplicate("\(field).name", .string(name))) }
            }
            let sources = volumeOrder.filter { volume[$0] != nil }
            for extra in sources.dropFirst() {
                findings.add(.forbidden("\(field).\(extra)", "may not specify more than 1 volume type"))
            }
            if sources.count > 1 { names.remove(name) }
            if let claim = volume["persistentVolumeClaim"], claim.text("claimName").isEmpty {
                findings.required("\(field).persistentVolumeClaim.claimName")
            }
            if let secret = volume["secret"], secret.text("secretName").isEmpty {
                findings.required("\(field).secret.secretName")
            }
            if let map = volume["configMap"], map.text("name").isEmpty { findings.required("\(field).configMap.name") }
            if let host = volume["hostPath"], host.text("path").isEmpty { findings.required("\(field).hostPath.path") }
        }
        return names
    }

    /// Sources in the order in which the server looks for them.
    private static let volumeOrder = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
        "glusterfs",
        "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume",
        "configMap",
        "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected",
        "scaleIO",
        "csi", "ephemeral", "image",
    ]

    private static func containers(
        _ spec: Value, _ path: String, _ volumes: Set<String>, _ findings: inout Findings
    ) -> Set<String> {
        var names: Set<String> = []
        if spec.list("containers").isEmpty { findings.required("\(path).containers") }
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated() {
                let field = "\(path).\(kind)[\(index)]"
                let name = container.text("name")
                if name.isEmpty {
                    findings.required("\(field).name")
                } else {
                    findings.invalid("\(field).name", .string(name), NameRules.label(name))
                    if !names.insert(name).inserted { findings.add(.duplicate("\(field).name", .string(name))) }
                }
                ContainerValidation.validate(container, field, volumes, &findings)
            }
        }
        return names
    }
}

/// The rules for containers.
enum ContainerValidation {
    static func validate(_ container: Value, _ path: String, _ volumes: Set<String>, _ findings: inout Findings) {
        let image = container.text("image")
        if image.isEmpty {
            findings.required("\(path).image")
        } else if image.first == " " || image.last == " " {
            findings.add(.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace"))
        }
        for name in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            if let probe = container[name], name != "lifecycle" { self.probe(probe, "\(path).\(name)", &findings) }
        }
        ports(container.list("ports"), "\(path).ports", &findings)
        environment(container.list("env"), "\(path).env", &findings)
        for (index, mount) in container.list("volumeMounts").enumerated() {
            let field = "\(path).volumeMounts[\(index)]"
            if mount.text("name").isEmpty {
                findings.required("\(field).name")
            } else if !volumes.contains(mount.text("name")) {
                findings.add(.notFound("\(field).name", mount["name"] ?? ""))
            }
            if mount.text("mountPath").isEmpty { findings.required("\(field).mountPath") }
        }
        findings.oneOf(
            container["imagePullPolicy"], "\(path).imagePullPolicy", ["Always", "IfNotPresent", "Never"],
            isRequired: true)
        resources(container["resources"] ?? .null, "\(path).resources", &findings)
    }

    private static func ports(_ ports: [Value], _ path: String, _ findings: inout Findings) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let field = "\(path)[\(index)]"
            let name = port.text("name")
            if !name.isEmpty {
                let errors = portName(name)
                findings.invalid("\(field).name", .string(name), errors)
                if errors.isEmpty, !names.insert(name).inserted {
                    findings.add(.duplicate("\(field).name", .string(name)))
                }
            }
            if port.number("containerPort") ?? 0 == 0 {
                findings.required("\(field).containerPort")
            } else {
                findings.port(port["containerPort"] ?? 0, "\(field).containerPort")
            }
            if port["hostPort"] != nil { findings.port(port["hostPort"] ?? 0, "\(field).hostPort") }
            findings.oneOf(port["protocol"], "\(field).protocol", ["SCTP", "TCP", "UDP"], isRequired: true)
        }
    }

    /// What is wrong with the name of a port.
    static func portName(_ name: String) -> [String] {
        var errors: [String] = []
        if name.utf8.count > 15 { errors.append("must be no more than 15 characters") }
        if !name.utf8.allSatisfy({ NameRules.isLower($0) || $0 == 0x2D }) {
            errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        } else {
            if !name.utf8.contains(where: { (0x61...0x7A).contains($0) }) {
                errors.append("must contain at least one letter (a-z)")
            }
            if name.contains("--") { errors.append("must not contain consecutive hyphens") }
            if name.first == "-" || name.last == "-" { errors.append("must not begin or end with a hyphen") }
        }
        return errors
    }

    private static let fieldPaths: Set<String> = [
        "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    private static func environment(_ variables: [Value], _ path: String, _ findings: inout Findings) {
        for (index, variable) in variables.enumerated() {
            let field = "\(path)[\(index)]"
            let name = variable.text("name")
            if name.isEmpty {
                findings.required("\(field).name")
            } else if !name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x3D }) {
                findings.add(
                    .invalid(
                        "\(field).name", .string(name),
                        "a valid environment variable name must consist only of printable ASCII characters other than '='"
                    ))
            }
            guard let source = variable["valueFrom"] else { continue }
            if !variable.text("value").isEmpty {
                findings.add(.invalid("\(field).valueFrom", "", "may not be specified when `value` is not empty"))
            }
            if let reference = source["fieldRef"] {
                let text = reference.text("fieldPath")
                let base = String(text.prefix { $0 != "[" })
                if text.isEmpty {
                    findings.required("\(field).valueFrom.fieldRef.fieldPath")
                } else if !fieldPaths.contains(base) {
                    findings.add(
                        .invalid(
                            "\(field).valueFrom.fieldRef.fieldPath", .string(text),
                            "error converting fieldPath: field label not supported: \(text)"))
                }
            }
            for kind in ["configMapKeyRef", "secretKeyRef"] {
                guard let reference = source[kind] else { continue }
                if reference.text("key").isEmpty { findings.required("\(field).valueFrom.\(kind).key") }
            }
        }
    }

    private static func probe(_ probe: Value, _ path: String, _ findings: inout Findings) {
        let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
        if handlers.isEmpty { findings.required(path, "must specify a handler type") }
        for extra in handlers.dropFirst() {
            findings.add(.forbidden("\(path).\(extra)", "may not specify more than 1 handler type"))
        }
        for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            findings.nonNegative(probe, name, path)
        }
        if let port = probe["httpGet"]?["port"] ?? probe["tcpSocket"]?["port"], port.intValue != nil {
            findings.port(port, "\(path).\(probe["httpGet"] != nil ? "httpGet" : "tcpSocket").port")
        }
    }

    private static func resources(_ resources: Value, _ path: String, _ findings: inout Findings) {
        for kind in ["limits", "requests"] {
            for member in (resources[kind]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
                let field = "\(path).\(kind)[\(member.key)]"
                let isStandard =
                    ["cpu", "memory", "ephemeral-storage"].contains(member.key) || member.key.hasPrefix("hugepages-")
                if !isStandard, !member.key.contains("/") {
                    findings.add(
                        .invalid(field, .string(member.key), "must be a standard resource type or fully qualified"))
                    findings.add(.invalid(field, .string(member.key), "must be a standard resource for containers"))
                }
                let text = member.value.stringValue ?? ""
                if text.hasPrefix("-") {
                    findings.add(.invalid(field, member.value, "must be greater than or equal to 0"))
                }
                guard kind == "requests", let limit = resources["limits"]?[member.key]?.stringValue,
                    let asked = QuantityText.milli(text), let allowed = QuantityText.milli(limit), asked > allowed
                else { continue }
                findings.add(
                    .invalid(
                        "\(path).requests", member.value,
                        "must be less than or equal to \(member.key) limit of \(limit)"))
            }
        }
    }
}

/// What may change in a pod.
enum PodUpdateRules {
    private static let message =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"

    /// A resize keeps the pod in its class.
    static func validateResize(_ pod: Value, old: Value, _ findings: inout Findings) {
        let before = PodDefaults.qualityClass(old["spec"] ?? .null)
        if PodDefaults.qualityClass(pod["spec"] ?? .null) != before {
            findings.add(
                .invalid("spec", .string(before), "Pod QOS Class may not change as a result of resizing"))
        }
    }

    static func validate(_ pod: Value, old: Value, _ findings: inout Findings) {
        guard let spec = pod["spec"], let before = old["spec"], spec != before else { return }
        for kind in ["containers", "initContainers"] where spec.list(kind).count != before.list(kind).count {
            return findings.add(.forbidden("spec.\(kind)", "pod updates may not add or remove containers"))
        }
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated() where container.text("image").isEmpty {
                findings.required("spec.\(kind)[\(index)].image")
            }
        }
        if let after = spec.number("activeDeadlineSeconds"), let limit = before.number("activeDeadlineSeconds"),
            after > limit
        {
            findings.add(
                .invalid("spec.activeDeadlineSeconds", .int(after), "must be less than or equal to previous value"))
            return
        }
        tolerations(spec, before, &findings)
        var copy = spec
        for name in ["activeDeadlineSeconds", "tolerations"] { copy[name] = before[name] }
        for kind in ["containers", "initContainers"] {
            let images = before.list(kind)
            guard case .array(var containers)? = copy[kind] else { continue }
            for index in containers.indices { containers[index]["image"] = images[index]["image"] }
            copy[kind] = .array(containers)
        }
        if copy != before {
            let difference = LineDifference.text(InternalForm.podSpec(before), InternalForm.podSpec(copy))
            findings.add(.forbidden("spec", "\(message)\n\(difference)"))
        }
    }

    private static func tolerations(_ spec: Value, _ before: Value, _ findings: inout Findings) {
        func key(_ toleration: Value) -> Value {
            var copy = toleration
            copy["tolerationSeconds"] = nil
            return copy
        }
        let now = Set(spec.list("tolerations").map(key))
        if !before.list("tolerations").allSatisfy({ now.contains(key($0)) }) {
            findings.add(
                .forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"))
        }
    }
}
