import Values

/// The rules for environment variables.
enum EnvironmentValidation {
    static func variables(_ variables: [Value], _ path: String, _ findings: inout Findings) {
        for (index, variable) in variables.enumerated() {
            let field = "\(path)[\(index)]"
            findings.name(variable, "name", field, name)
            if let source = variable["valueFrom"] { from(source, variable, "\(field).valueFrom", &findings) }
        }
    }

    private static func name(_ name: String) -> [String] {
        name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x3D }
            ? []
            : [
                "a valid environment variable name must consist only of printable ASCII characters other than '='"
            ]
    }

    private static let fields = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    private static func from(_ source: Value, _ variable: Value, _ field: String, _ findings: inout Findings) {
        var count = 0
        if let reference = source["fieldRef"] {
            count += 1
            fieldReference(reference, "\(field).fieldRef", fields, &findings)
        }
        if let reference = source["resourceFieldRef"] {
            count += 1
            resourceReference(reference, "\(field).resourceFieldRef", needsContainer: false, &findings)
        }
        for kind in ["configMapKeyRef", "secretKeyRef"] {
            guard let reference = source[kind] else { continue }
            count += 1
            let name = reference.text("name")
            findings.invalid("\(field).\(kind).name", .string(name), NameRules.subdomain(name))
            findings.name(reference, "key", "\(field).\(kind)", NameRules.configKey)
        }
        if source["fileKeyRef"] != nil { count += 1 }
        if count == 0 {
            findings.invalid(
                field, "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
            )
        } else if !variable.text("value").isEmpty {
            findings.invalid(field, "", "may not be specified when `value` is not empty")
        } else if count > 1 {
            findings.invalid(field, "", "may not have more than one field specified at a time")
        }
    }

    static func sources(_ sources: [Value], _ path: String, _ findings: inout Findings) {
        for (index, source) in sources.enumerated() {
            let field = "\(path)[\(index)]"
            findings.optionalName(source, "prefix", field, name)
            let kinds = ["configMapRef", "secretRef"].filter { source[$0] != nil }
            for kind in kinds { findings.name(source[kind], "name", "\(field).\(kind)", NameRules.subdomain) }
            if kinds.isEmpty {
                findings.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
            } else if kinds.count > 1 {
                findings.invalid(path, "", "may not have more than one field specified at a time")
            }
        }
    }

    /// The labels that pods have for the downward API.
    private static let known: Set<String> = [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
        "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    static func fieldReference(
        _ reference: Value, _ field: String, _ allowed: [String], _ findings: inout Findings
    ) {
        if reference.text("apiVersion").isEmpty { return findings.required("\(field).apiVersion") }
        let text = reference.text("fieldPath")
        if text.isEmpty { return findings.required("\(field).fieldPath") }
        let base = String(text.prefix { $0 != "[" })
        let bracketed = text.dropFirst(base.count)
        let isSubscripted = bracketed.hasPrefix("['") && bracketed.hasSuffix("']")
        guard known.contains(base), bracketed.isEmpty || isSubscripted else {
            return findings.invalid(
                "\(field).fieldPath", .string(text), "error converting fieldPath: field label not supported: \(text)")
        }
        if isSubscripted {
            let key = String(bracketed.dropFirst(2).dropLast(2))
            switch base {
            case "metadata.annotations":
                findings.invalid(field, .string(key.lowercased()), NameRules.qualifiedName(key.lowercased()))
            case "metadata.labels": findings.invalid(field, .string(key), NameRules.qualifiedName(key))
            default: findings.invalid(field, .string(base), "does not support subscript")
            }
        } else if !allowed.contains(base) {
            findings.add(.notSupported("\(field).fieldPath", .string(base), allowed))
        }
    }

    private static let resources = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory",
    ]

    static func resourceReference(
        _ reference: Value, _ field: String, needsContainer: Bool, _ findings: inout Findings
    ) {
        let resource = reference.text("resource")
        if needsContainer, reference.text("containerName").isEmpty {
            findings.required("\(field).containerName")
        } else if resource.isEmpty {
            findings.required("\(field).resource")
        } else if !resources.contains(resource), !resource.hasPrefix("requests.hugepages-"),
            !resource.hasPrefix("limits.hugepages-")
        {
            findings.add(.notSupported("\(field).resource", .string(resource), resources))
        }
        divisor(reference.text("divisor"), resource, field, &findings)
    }

    private static func divisor(_ divisor: String, _ resource: String, _ field: String, _ findings: inout Findings) {
        if divisor.isEmpty || divisor == "0" { return }
        if resource.hasSuffix(".cpu") {
            if divisor != "1m", divisor != "1" {
                findings.invalid(
                    "\(field).divisor", .string(resource),
                    "only divisor's values 1m and 1 are supported with the cpu resource")
            }
            return
        }
        let units = ["", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map { "1\($0)" }
        if units.contains(divisor) { return }
        let kind =
            resource.hasSuffix(".memory")
            ? "memory" : resource.hasSuffix(".ephemeral-storage") ? "local ephemeral storage" : "hugepages"
        findings.invalid(
            "\(field).divisor", .string(resource),
            "only divisor's values \(units.joined(separator: ", ")) are supported with the \(kind) resource")
    }
}
