import Values

/// What admission adds to pods: priority and the tolerations of unhealthy nodes.
enum PodAdmission {
    static func apply(to pod: inout Value) {
        pod.edit("spec") { spec in
            spec.setDefault("priority", 0)
            spec.setDefault("preemptionPolicy", "PreemptLowerPriority")
            var tolerations = spec.list("tolerations")
            for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
                let isTolerated = tolerations.contains { toleration in
                    let keyText = toleration.text("key")
                    let effect = toleration.text("effect")
                    return (keyText == key || keyText.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
                }
                if !isTolerated {
                    tolerations.append([
                        "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
                    ])
                }
            }
            spec["tolerations"] = .array(tolerations)
        }
    }
}

/// AppArmor profiles that stand in annotations, as they did before there were fields for them.
enum ProfileAnnotations {
    private static let prefix = "container.apparmor.security.beta.kubernetes.io/"

    static func apply(to pod: inout Value) {
        let annotations = pod["metadata"]?["annotations"]
        pod.edit("spec") { spec in
            for kind in ["initContainers", "containers", "ephemeralContainers"] {
                spec.editEach(kind) { container in
                    guard let text = annotations?[prefix + container.text("name")]?.stringValue,
                        container["securityContext"]?["appArmorProfile"] == nil, let profile = profile(text)
                    else { return }
                    container.set(profile, at: ["securityContext", "appArmorProfile"])
                }
            }
        }
    }

    private static func profile(_ text: String) -> Value? {
        switch text {
        case "unconfined": return ["type": "Unconfined"]
        case "runtime/default": return ["type": "RuntimeDefault"]
        default:
            guard text.hasPrefix("localhost/") else { return nil }
            return ["type": "Localhost", "localhostProfile": .string(String(text.dropFirst("localhost/".count)))]
        }
    }
}

/// Conditions and phases of pods.
enum PodStatus {
    static func setCondition(
        _ pod: inout Value, _ type: String, _ status: String, reason: String? = nil, message: String? = nil,
        now: Timestamp
    ) {
        var conditions = pod["status"]?.list("conditions") ?? []
        if let index = conditions.firstIndex(where: { $0.text("type") == type }) {
            let hasChanged = conditions[index].text("status") != status
            if !hasChanged, conditions[index]["reason"]?.stringValue == reason { return }
            conditions.remove(at: index)
            conditions.insert(condition(type, status, reason, message, now), at: index)
        } else {
            conditions.append(condition(type, status, reason, message, now))
        }
        if pod["status"] == nil { pod["status"] = [:] }
        pod["status"]?["conditions"] = .array(conditions)
    }

    private static func condition(
        _ type: String, _ status: String, _ reason: String?, _ message: String?, _ now: Timestamp
    ) -> Value {
        var members: Object = ["type": .string(type), "status": .string(status)]
        members["lastProbeTime"] = .null
        members["lastTransitionTime"] = .string(now.text)
        if let reason { members["reason"] = .string(reason) }
        if let message { members["message"] = .string(message) }
        return .object(members)
    }
}
