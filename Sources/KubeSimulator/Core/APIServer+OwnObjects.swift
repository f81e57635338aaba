import Values

/// What the server itself tells of objects that configure it.
extension APIServer {
    static let services = ResourceID(group: "apiregistration.k8s.io", resource: "apiservices")

    /// Tells whether an API served elsewhere can be reached.
    mutating func judgeService(_ service: Value) {
        let name = service["metadata"]?.text("name") ?? ""
        var condition: Object = [
            "type": "Available", "status": "True", "lastTransitionTime": .string(now.text), "reason": "Local",
            "message": "Local APIServices are always available",
        ]
        if let target = service["spec"]?["service"] {
            let (space, place) = (target.text("namespace"), target.text("name"))
            condition["status"] = "False"
            if object(.services, space, place) == nil {
                condition["reason"] = "ServiceNotFound"
                condition["message"] = .string("service/\(place) in \"\(space)\" is not present")
            } else {
                condition["reason"] = "MissingEndpoints"
                condition["message"] = .string(
                    "endpoints for service/\(place) in \"\(space)\" have no addresses with port name \"\"")
            }
        }
        systemUpdate(APIServer.services, "", name, manager: "kube-apiserver") {
            $0["status"] = ["conditions": [.object(condition)]]
        }
    }

    /// Which groups stand before which, as the server's own API services tell.
    private static let priorities: [String: Int64] = [
        "": 18000, "apps": 17800, "events.k8s.io": 17750, "authentication.k8s.io": 17700,
        "authorization.k8s.io": 17600, "autoscaling": 17500, "batch": 17400, "certificates.k8s.io": 17300,
        "networking.k8s.io": 17200, "policy": 17100, "rbac.authorization.k8s.io": 17000, "storage.k8s.io": 16800,
        "apiextensions.k8s.io": 16700, "admissionregistration.k8s.io": 16700, "scheduling.k8s.io": 16600,
        "coordination.k8s.io": 16500, "node.k8s.io": 16300, "discovery.k8s.io": 16200,
        "flowcontrol.apiserver.k8s.io": 16100, "resource.k8s.io": 15900,
    ]

    /// The API services that stand for what the server serves itself.
    mutating func bootstrapAPIServices() {
        guard let definition = registry.storageDefinition(APIServer.services) else { return }
        for group in registry.groups where group != "apiregistration.k8s.io" {
            guard let priority = APIServer.priorities[group] else { continue }
            for version in registry.versions(of: group) {
                let number: Int64 = group.isEmpty ? 1 : version == "v2" ? 30 : 15
                var spec: Object = [:]
                if !group.isEmpty { spec["group"] = .string(group) }
                spec["version"] = .string(version)
                spec["groupPriorityMinimum"] = .int(priority)
                spec["versionPriority"] = .int(number)
                let name = group.isEmpty ? "\(version)." : "\(version).\(group)"
                var value: Value = [
                    "kind": "APIService", "apiVersion": .string(definition.apiVersion),
                    "metadata": [
                        "name": .string(name), "uid": .string(random.uid()), "creationTimestamp": .string(now.text),
                        "labels": ["kube-aggregator.kubernetes.io/automanaged": "onstart"],
                    ],
                    "spec": .object(spec),
                ]
                FieldManagers.recordCreate(&value, definition, .update("kube-apiserver"), now: now)
                value["status"] = [
                    "conditions": [
                        [
                            "type": "Available", "status": "True", "lastTransitionTime": .string(now.text),
                            "reason": "Local", "message": "Local APIServices are always available",
                        ]
                    ]
                ]
                commit(value, definition, "", name)
            }
        }
    }

    private static let levels: Set<String> = [
        "catch-all", "exempt", "global-default", "leader-election", "node-high", "system", "workload-high",
        "workload-low",
    ]

    /// Tells whether the level that a flow schema names exists.
    mutating func judgeSchema(_ schema: Value, _ definition: ResourceDefinition) {
        let name = schema["metadata"]?.text("name") ?? ""
        let level = schema["spec", "priorityLevelConfiguration"]?.text("name") ?? ""
        let id = ResourceID(group: definition.group, resource: "prioritylevelconfigurations")
        let exists = APIServer.levels.contains(level) || object(id, "", level) != nil
        let message =
            "This FlowSchema references the PriorityLevelConfiguration object named \"\(level)\" "
            + (exists ? "and it exists" : "but there is no such object")
        let applied: Value = [
            "kind": "FlowSchema", "apiVersion": .string(definition.apiVersion), "metadata": ["name": .string(name)],
            "status": [
                "conditions": [
                    [
                        "type": "Dangling", "status": exists ? "False" : "True",
                        "lastTransitionTime": .string(now.text), "reason": exists ? "Found" : "NotFound",
                        "message": .string(message),
                    ]
                ]
            ],
        ]
        systemApply(
            definition, name, applied, manager: "api-priority-and-fairness-config-consumer-v1", subresource: "status")
    }
}
