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
