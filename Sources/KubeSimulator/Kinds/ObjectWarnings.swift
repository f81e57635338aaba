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
        case "Pod":
            pod(object["spec"] ?? .null, "spec", &result)
            profiles(object["metadata"]?["annotations"], &result)
        case "ResourceQuota": quota(object["spec"]?["hard"], &result)
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
            pod(object["spec"]?["template"]?["spec"] ?? .null, "spec.template.spec", &result)
        case "CronJob":
            pod(
                object["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"] ?? .null,
                "spec.jobTemplate.spec.template.spec", &result)
        case "PodTemplate": pod(object["template"]?["spec"] ?? .null, "template.spec", &result)
        case "Secret": secret(object, &result)
        case "Service":
            if object["spec"]?.text("clusterIP") == "None", object["spec"]?.text("sessionAffinity") == "ClientIP" {
                result.append("spec.SessionAffinity is ignored for headless services")
            }
            if !(object["spec"]?.list("externalIPs") ?? []).isEmpty {
                result.append(
                    "spec.externalIPs is deprecated and may no longer be implemented in some clusters")
            }
        case "PersistentVolume", "PersistentVolumeClaim": volume(object, definition.kind, &result)
        case "Ingress":
            if object["metadata"]?["annotations"]?["kubernetes.io/ingress.class"] != nil {
                result.append(
                    "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"
                )
            }
        case "ServiceAccount":
            if object["metadata"]?["annotations"]?["kubernetes.io/enforce-mountable-secrets"] != nil {
                result.append(
                    "metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"
                )
            }
        default: break
        }
        owners(object, &result)
        return result
    }

    /// What is warned of in the name of a new object: it becomes a part of host names.
    static func names(_ object: Value, _ definition: ResourceDefinition) -> [String] {
        guard definition.custom == nil else { return [] }
        let place: String
        switch definition.kind {
        case "Pod": place = "the Pod's hostname"
        case "Deployment", "ReplicaSet", "DaemonSet", "Job", "CronJob", "ReplicationController":
            place = "Pod names and hostnames"
        default: return []
        }
        let problems = NameRules.label(object["metadata"]?.text("name") ?? "")
        if problems.isEmpty { return [] }
        return [
            "metadata.name: this is used in \(place), which can result in surprising behavior; a DNS label is recommended: "
                + "[\(problems.joined(separator: " "))]"
        ]
    }

    /// Annotations that were there before the fields.
    private static func profiles(_ annotations: Value?, _ result: inout [String]) {
        let prefix = "container.apparmor.security.beta.kubernetes.io/"
        for member in (annotations?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            if member.key.hasPrefix(prefix) {
                result.append(
                    "metadata.annotations[\(member.key)]: deprecated since v1.30; use the \"appArmorProfile\" field instead"
                )
            } else if member.key == "seccomp.security.alpha.kubernetes.io/pod"
                || member.key.hasPrefix("container.seccomp.security.alpha.kubernetes.io/")
            {
                result.append(
                    "metadata.annotations[\(member.key)]: non-functional in v1.27+; use the \"seccompProfile\" field instead"
                )
            }
        }
    }

    private static func quota(_ hard: Value?, _ result: inout [String]) {
        for resource in ["cpu", "memory"] {
            let request = hard?["requests.\(resource)"]
            let limit = hard?["limits.\(resource)"]
            guard ResourceSums.isLess(limit, request) else { continue }
            result.append(
                "ResourceQuota requests.\(resource) (\(request?.stringValue ?? "")) should be less than limits.\(resource) "
                    + "(\(limit?.stringValue ?? ""))")
        }
    }

    private static func volume(_ object: Value, _ kind: String, _ result: inout [String]) {
        if object["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"] != nil {
            result.append(
                "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead"
            )
        }
        if object["spec"]?.text("persistentVolumeReclaimPolicy") == "Recycle" {
            result.append(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning."
            )
        }
        fractional(object["spec"]?["resources"]?["requests"]?["storage"], "spec.resources.requests[storage]", &result)
    }

    private static func fractional(_ value: Value?, _ field: String, _ result: inout [String]) {
        guard let text = value?.stringValue, let milli = QuantityText.milli(text), milli % 1000 != 0 else { return }
        result.append("\(field): fractional byte value \"\(text)\" is invalid, must be an integer")
    }

    private static let oldLabels: [String: String] = [
        "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "failure-domain.beta.kubernetes.io/zone": "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "failure-domain.beta.kubernetes.io/region":
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "beta.kubernetes.io/instance-type": "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ]

    /// What is warned of in owner references that name one owner more than once.
    static func repeatedOwners(_ object: Value) -> [String] {
        var result: [String] = []
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
        for member in (spec["nodeSelector"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            if let why = oldLabels[member.key] { result.append("\(path).nodeSelector[\(member.key)]: \(why)") }
        }
        for (index, volume) in spec.list("volumes").enumerated() where volume["gitRepo"] != nil {
            result.append("\(path).volumes[\(index)].gitRepo: deprecated in v1.11, and disabled by default in v1.33+")
        }
        var addresses: Set<String> = []
        for (index, alias) in spec.list("hostAliases").enumerated() where !addresses.insert(alias.text("ip")).inserted {
            result.append("\(path).hostAliases[\(index)].ip: duplicate ip \"\(alias.text("ip"))\"")
        }
        for (index, secret) in spec.list("imagePullSecrets").enumerated() where secret.text("name").isEmpty {
            result.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
        }
        for (index, constraint) in spec.list("topologySpreadConstraints").enumerated()
        where constraint["labelSelector"] == nil {
            result.append(
                "\(path).topologySpreadConstraints[\(index)].labelSelector: a null labelSelector results in matching no pod"
            )
        }
        if let grace = spec.number("terminationGracePeriodSeconds"), grace < 0 {
            result.append(
                "\(path).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
            )
        }
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
                for limits in ["limits", "requests"] {
                    fractional(
                        container["resources"]?[limits]?["memory"], "\(field).resources.\(limits)[memory]", &result)
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
