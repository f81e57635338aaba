import Values

/// Warnings that come with objects and with kinds.
enum ObjectWarnings {
    /// What every request for a kind is warned of.
    static func deprecation(_ definition: ResourceDefinition) -> String? {
        if let custom = definition.custom { return custom.deprecationWarning }
        switch (definition.group, definition.resource) {
        case ("", "endpoints"): return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        case ("", "componentstatuses"): return "v1 ComponentStatus is deprecated in v1.19+"
        default: return nil
        }
    }

    static func warnings(_ object: Value, _ definition: ResourceDefinition) -> [String] {
        guard definition.custom == nil else { return [] }
        var result: [String] = []
        switch definition.kind {
        case "Pod": pod(object["spec"] ?? .null, "spec", &result)
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
            pod(object["spec"]?["template"]?["spec"] ?? .null, "spec.template.spec", &result)
        case "CronJob":
            pod(
                object["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"] ?? .null,
                "spec.jobTemplate.spec.template.spec", &result)
        case "PodTemplate": pod(object["template"]?["spec"] ?? .null, "template.spec", &result)
        case "Secret": secret(object, &result)
        default: break
        }
        owners(object, &result)
        return result
    }

    private static func owners(_ object: Value, _ result: inout [String]) {
        var seen: Set<String> = []
        for reference in object["metadata"]?.list("ownerReferences") ?? [] {
            let uid = reference.text("uid")
            if !uid.isEmpty, !seen.insert(uid).inserted {
                result.append(
                    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: \(uid)"
                )
            }
        }
    }

    private static func secret(_ object: Value, _ result: inout [String]) {
        guard object.text("type") == "kubernetes.io/tls", let text = object["data"]?["tls.crt"]?.stringValue else {
            return
        }
        let bytes = Base64Text.decode(text) ?? []
        if !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") {
            result.append("tls: failed to find any PEM data in certificate input")
        }
    }

    private static func pod(_ spec: Value, _ path: String, _ result: inout [String]) {
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated() {
                let field = "\(path).\(kind)[\(index)]"
                var names: [String: Int] = [:]
                for (position, variable) in container.list("env").enumerated() {
                    let name = variable.text("name")
                    if let first = names[name] {
                        result.append(
                            "\(field).env[\(position)]: hides previous definition of \"\(name)\", which may be dropped when using apply"
                        )
                        _ = first
                    } else {
                        names[name] = position
                    }
                }
                duplicatePorts(container, field, &result)
            }
        }
    }

    private static func duplicatePorts(_ container: Value, _ field: String, _ result: inout [String]) {
        var seen: [Value: Int] = [:]
        for (position, port) in container.list("ports").enumerated() {
            let key: Value = [
                port["containerPort"] ?? 0, port["protocol"] ?? "TCP", port["hostPort"] ?? 0, port["hostIP"] ?? "",
            ]
            if let first = seen[key] {
                result.append("\(field).ports[\(position)]: duplicate port definition with \(field).ports[\(first)]")
            } else {
                seen[key] = position
            }
        }
    }
}
