import Values

/// HorizontalPodAutoscalers of v1 know only a CPU target; what else v2 has travels in annotations.
enum AutoscalerConversion {
    private static let metricsKey = "autoscaling.alpha.kubernetes.io/metrics"
    private static let behaviorKey = "autoscaling.alpha.kubernetes.io/behavior"

    private static func isCPU(_ metric: Value) -> Bool {
        metric.text("type") == "Resource" && metric["resource", "name"] == "cpu"
            && metric["resource", "target", "averageUtilization"] != nil
    }

    // MARK: - v1

    static func toV1(_ value: Value) -> Value {
        var result = value
        var metrics = value["spec"]?.list("metrics") ?? []
        if let position = metrics.firstIndex(where: isCPU) {
            result["spec"]?["targetCPUUtilizationPercentage"] =
                metrics[position]["resource", "target", "averageUtilization"]
            metrics.remove(at: position)
        }
        result["spec"]?["metrics"] = nil
        result["spec"]?["behavior"] = nil
        if let behavior = value["spec"]?["behavior"] {
            result.set(.string(shown(behavior).jsonText(.compact)), at: ["metadata", "annotations", behaviorKey])
        }
        if !metrics.isEmpty {
            let text = Value.array(metrics.map(flat)).jsonText(.compact)
            result.set(.string(text), at: ["metadata", "annotations", metricsKey])
        }
        if let status = value["status"] {
            var kept = Object()
            for name in ["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"] {
                kept[name] = status[name]
            }
            if kept["currentReplicas"] == nil { kept["currentReplicas"] = 0 }
            if kept["desiredReplicas"] == nil { kept["desiredReplicas"] = 0 }
            result["status"] = .object(kept)
        }
        MetadataOrder.arrange(&result, reservesVersion: false)
        return result
    }

    /// A behaviour under the names of the server's inner type.
    private static func shown(_ behavior: Value) -> Value {
        func rules(_ name: String) -> Value {
            guard let rules = behavior[name] else { return .null }
            return [
                "StabilizationWindowSeconds": rules["stabilizationWindowSeconds"] ?? .null,
                "SelectPolicy": rules["selectPolicy"] ?? .null,
                "Policies": rules["policies"].map { _ in
                    .array(
                        rules.list("policies").map {
                            [
                                "Type": $0["type"] ?? "", "Value": $0["value"] ?? 0,
                                "PeriodSeconds": $0["periodSeconds"] ?? 0,
                            ]
                        })
                } ?? .null, "Tolerance": rules["tolerance"] ?? .null,
            ]
        }
        return ["ScaleUp": rules("scaleUp"), "ScaleDown": rules("scaleDown")]
    }

    private static let targets = [
        ("averageUtilization", "targetAverageUtilization"), ("averageValue", "targetAverageValue"),
    ]

    /// A metric as v1 writes it, its target among its fields.
    private static func flat(_ metric: Value) -> Value {
        var result: Object = ["type": metric["type"] ?? ""]
        switch metric.text("type") {
        case "Resource", "ContainerResource":
            let field = metric.text("type") == "Resource" ? "resource" : "containerResource"
            var members: Object = ["name": metric[field, "name"] ?? ""]
            for (name, flatName) in targets { members[flatName] = metric[field, "target", name] }
            members["container"] = metric[field, "container"]
            result[field] = .object(members)
        case "Pods":
            var members: Object = ["metricName": metric["pods", "metric", "name"] ?? ""]
            members["targetAverageValue"] = metric["pods", "target", "averageValue"]
            members["selector"] = metric["pods", "metric", "selector"]
            result["pods"] = .object(members)
        case "Object":
            var members: Object = ["target": metric["object", "describedObject"] ?? [:]]
            members["metricName"] = metric["object", "metric", "name"]
            members["targetValue"] = metric["object", "target", "value"]
            members["selector"] = metric["object", "metric", "selector"]
            members["averageValue"] = metric["object", "target", "averageValue"]
            result["object"] = .object(members)
        default:
            var members: Object = ["metricName": metric["external", "metric", "name"] ?? ""]
            members["metricSelector"] = metric["external", "metric", "selector"]
            members["targetValue"] = metric["external", "target", "value"]
            members["targetAverageValue"] = metric["external", "target", "averageValue"]
            result["external"] = .object(members)
        }
        return .object(result)
    }

    // MARK: - v2

    static func toV2(_ value: Value) -> Value {
        var result = value
        var metrics: [Value] = []
        let annotations = value["metadata"]?["annotations"]
        if let text = annotations?[metricsKey]?.stringValue, case .array(let list)? = try? Value(json: text) {
            metrics = list.map(deep)
        }
        if let target = value["spec"]?["targetCPUUtilizationPercentage"] {
            result["spec"]?["targetCPUUtilizationPercentage"] = nil
            metrics.append([
                "type": "Resource",
                "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": target]],
            ])
        }
        if !metrics.isEmpty { result["spec"]?["metrics"] = .array(metrics) }
        if let text = annotations?[behaviorKey]?.stringValue, let behavior = try? Value(json: text) {
            result["spec"]?["behavior"] = hidden(behavior)
        }
        dropAnnotations(&result)
        if var status = value["status"]?.objectValue {
            if status["currentReplicas"] == 0 { status["currentReplicas"] = nil }
            if status["currentMetrics"] == nil { status["currentMetrics"] = .null }
            result["status"] = .object(status)
        }
        return result
    }

    private static func dropAnnotations(_ value: inout Value) {
        guard case .object(var annotations)? = value["metadata"]?["annotations"] else { return }
        annotations[metricsKey] = nil
        annotations[behaviorKey] = nil
        value["metadata"]?["annotations"] = annotations.isEmpty ? nil : .object(annotations)
    }

    private static func hidden(_ behavior: Value) -> Value {
        var result = Object()
        for (name, shownName) in [("scaleUp", "ScaleUp"), ("scaleDown", "ScaleDown")] {
            guard let rules = behavior[shownName], case .object = rules else { continue }
            var members = Object()
            for (field, shownField) in [
                ("stabilizationWindowSeconds", "StabilizationWindowSeconds"), ("selectPolicy", "SelectPolicy"),
                ("tolerance", "Tolerance"),
            ] {
                if let value = rules[shownField], value != .null { members[field] = value }
            }
            if case .array(let policies)? = rules["Policies"] {
                members["policies"] = .array(
                    policies.map {
                        [
                            "type": $0["Type"] ?? "", "value": $0["Value"] ?? 0,
                            "periodSeconds": $0["PeriodSeconds"] ?? 0,
                        ]
                    })
            }
            result[name] = .object(members)
        }
        return .object(result)
    }

    private static func deep(_ metric: Value) -> Value {
        func target(_ part: Value?) -> Value {
            for (name, flatName) in targets {
                if let value = part?[flatName] {
                    var members: Object = ["type": name == "averageValue" ? "AverageValue" : "Utilization"]
                    members[name] = value
                    return .object(members)
                }
            }
            if let value = part?["averageValue"] { return ["type": "AverageValue", "averageValue": value] }
            return ["type": "Value", "value": part?["targetValue"] ?? "0"]
        }
        func named(_ part: Value?, _ selector: String) -> Value {
            var members: Object = ["name": part?["metricName"] ?? ""]
            members["selector"] = part?[selector]
            return .object(members)
        }
        var result: Object = ["type": metric["type"] ?? ""]
        switch metric.text("type") {
        case "Resource":
            result["resource"] = ["name": metric["resource", "name"] ?? "", "target": target(metric["resource"])]
        case "ContainerResource":
            let part = metric["containerResource"]
            result["containerResource"] = [
                "name": part?["name"] ?? "", "target": target(part), "container": part?["container"] ?? "",
            ]
        case "Pods": result["pods"] = ["metric": named(metric["pods"], "selector"), "target": target(metric["pods"])]
        case "Object":
            result["object"] = [
                "describedObject": metric["object", "target"] ?? [:], "target": target(metric["object"]),
                "metric": named(metric["object"], "selector"),
            ]
        default:
            result["external"] = [
                "metric": named(metric["external"], "metricSelector"), "target": target(metric["external"]),
            ]
        }
        return .object(result)
    }
}
