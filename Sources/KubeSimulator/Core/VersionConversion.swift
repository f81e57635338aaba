import Values

/// Objects in another version of their group.
enum VersionConversion {
    static func convert(_ value: Value, to definition: ResourceDefinition) -> Value {
        var result = value
        result["apiVersion"] = .string(definition.apiVersion)
        if definition.kind == "HorizontalPodAutoscaler" {
            return definition.version == "v1" ? AutoscalerConversion.toV1(result) : AutoscalerConversion.toV2(result)
        }
        if definition.kind == "Event" { return EventConversion.convert(result, to: definition.group) }
        return result
    }

    /// The form in which objects are stored.
    static func toStorage(_ value: Value, _ definition: ResourceDefinition) -> Value {
        if let custom = definition.custom {
            guard custom.storageVersion != custom.version else { return value }
            var result = value
            result["apiVersion"] = .string("\(custom.group)/\(custom.storageVersion)")
            return result
        }
        guard definition.kind == "HorizontalPodAutoscaler", definition.version == "v1" else {
            if definition.kind == "Event", !definition.group.isEmpty {
                var result = EventConversion.convert(value, to: "")
                result["apiVersion"] = "v1"
                return result
            }
            return value
        }
        var result = AutoscalerConversion.toV2(value)
        result["apiVersion"] = "autoscaling/v2"
        return result
    }
}

/// Events of the core group and of `events.k8s.io` are one thing under two names.
enum EventConversion {
    private static let names: [(core: String, events: String)] = [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ]

    static func convert(_ value: Value, to group: String) -> Value {
        guard case .object(let members) = value else { return value }
        var result = Object(minimumCapacity: members.count)
        for member in members {
            let pair = names.first { (group.isEmpty ? $0.events : $0.core) == member.key }
            result[pair.map { group.isEmpty ? $0.core : $0.events } ?? member.key] = member.value
        }
        // The core group writes these two out even where they are empty, the other one does not.
        for name in [group.isEmpty ? "reportingComponent" : "reportingController", "reportingInstance"] {
            if group.isEmpty {
                if result[name] == nil { result[name] = "" }
            } else if result[name] == "" {
                result[name] = nil
            }
        }
        return .object(result)
    }
}

/// HorizontalPodAutoscalers of v1 know only a CPU target; v2 holds it as a metric.
enum AutoscalerConversion {
    static func toV2(_ value: Value) -> Value {
        var result = value
        if let target = value["spec"]?["targetCPUUtilizationPercentage"] {
            result["spec"]?["targetCPUUtilizationPercentage"] = nil
            let metric: Value = [
                "type": "Resource",
                "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": target]],
            ]
            result["spec"]?["metrics"] = [metric]
        }
        return result
    }

    static func toV1(_ value: Value) -> Value {
        var result = value
        let metrics = value["spec"]?["metrics"]?.arrayValue ?? []
        let cpu = metrics.first {
            $0["resource", "name"]?.stringValue == "cpu" && $0["resource", "target", "averageUtilization"] != nil
        }
        if let target = cpu?["resource", "target", "averageUtilization"] {
            result["spec"]?["targetCPUUtilizationPercentage"] = target
        }
        result["spec"]?["metrics"] = nil
        result["spec"]?["behavior"] = nil
        if let status = value["status"] {
            var kept = Object()
            for name in ["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"] {
                kept[name] = status[name]
            }
            if kept["currentReplicas"] == nil { kept["currentReplicas"] = 0 }
            if kept["desiredReplicas"] == nil { kept["desiredReplicas"] = 0 }
            result["status"] = .object(kept)
        }
        return result
    }
}
