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
