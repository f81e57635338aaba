import Values

/// The rules for autoscalers and disruption budgets.
enum ScalingValidation {
    static func budget(_ spec: Value, _ findings: inout Findings) {
        if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
            let shown: Value = [
                "MinAvailable": spec["minAvailable"] ?? .null, "Selector": spec["selector"] ?? .null,
                "MaxUnavailable": spec["maxUnavailable"] ?? .null,
                "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"] ?? .null,
            ]
            findings.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
        }
        for name in ["minAvailable", "maxUnavailable"] {
            AmountRules.numberOrPercent(spec[name], "spec.\(name)", &findings)
            AmountRules.atMostAll(spec[name], "spec.\(name)", &findings)
        }
        findings.selector(spec["selector"], "spec.selector")
        findings.oneOf(
            spec["unhealthyPodEvictionPolicy"], "spec.unhealthyPodEvictionPolicy", ["AlwaysAllow", "IfHealthyBudget"])
    }

    static func autoscaler(_ spec: Value, _ findings: inout Findings) {
        let low = spec.number("minReplicas")
        let high = spec.number("maxReplicas") ?? 0
        if let low, low < 1 { findings.invalid("spec.minReplicas", .int(low), "must be greater than or equal to 1") }
        if high < 1 { findings.invalid("spec.maxReplicas", .int(high), "must be greater than 0") }
        if let low, high < low {
            findings.invalid("spec.maxReplicas", .int(high), "must be greater than or equal to `minReplicas`")
        }
        target(spec["scaleTargetRef"] ?? .null, "spec.scaleTargetRef", &findings)
        for (index, metric) in spec.list("metrics").enumerated() {
            self.metric(metric, "spec.metrics[\(index)]", &findings)
        }
        for name in ["scaleUp", "scaleDown"] {
            if let rules = spec["behavior"]?[name] { behavior(rules, "spec.behavior.\(name)", &findings) }
        }
        if let percent = spec.number("targetCPUUtilizationPercentage"), percent < 1 {
            findings.invalid("spec.targetCPUUtilizationPercentage", .int(percent), "must be greater than 0")
        }
    }

    private static func target(_ target: Value, _ field: String, _ findings: inout Findings) {
        for name in ["kind", "name"] { findings.name(target, name, field, NameRules.pathSegment) }
        if target.text("apiVersion").isEmpty {
            findings.invalid("\(field).apiVersion", "", "apiVersion must specify API group")
        }
    }

    private static let sources = [
        "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
        "Resource": "resource",
    ]

    private static func metric(_ metric: Value, _ field: String, _ findings: inout Findings) {
        let type = metric.text("type")
        if type.isEmpty {
            findings.required("\(field).type", "must specify a metric source type")
        } else if sources[type] == nil {
            findings.add(.notSupported("\(field).type", .string(type), sources.keys.sorted()))
        }
        let wanted = sources[type]
        for (_, source) in sources.sorted(by: { $0.key < $1.key }) where source != wanted && metric[source] != nil {
            findings.forbidden("\(field).\(source)", "must populate the given metric source only")
        }
        guard let wanted else { return }
        guard let source = metric[wanted] else {
            return findings.required("\(field).\(wanted)", "must populate information for the given metric source")
        }
        let path = "\(field).\(wanted)"
        switch type {
        case "Resource", "ContainerResource":
            if source.text("name").isEmpty { findings.required("\(path).name", "must specify a resource name") }
            if type == "ContainerResource", source.text("container").isEmpty {
                findings.required("\(path).container", "must specify a container")
            }
        default: findings.name(source["metric"], "name", "\(path).metric", NameRules.pathSegment)
        }
        metricTarget(source["target"] ?? .null, type, "\(path).target", &findings)
    }

    private static func metricTarget(_ target: Value, _ type: String, _ field: String, _ findings: inout Findings) {
        let kind = target.text("type")
        if kind.isEmpty { findings.required("\(field).type", "must specify a metric target type") }
        if !["Utilization", "Value", "AverageValue"].contains(kind) {
            findings.invalid("\(field).type", .string(kind), "must be either Utilization, Value, or AverageValue")
        }
        for name in ["value", "averageValue"] {
            if let text = target[name]?.stringValue, let milli = QuantityText.milli(text), milli <= 0 {
                findings.invalid("\(field).\(name)", .string(text), "must be positive")
            }
        }
        if let percent = target.number("averageUtilization"), percent < 1 {
            findings.invalid("\(field).averageUtilization", .int(percent), "must be greater than 0")
        }
        switch type {
        case "Resource", "ContainerResource":
            if target["averageUtilization"] == nil, target["averageValue"] == nil {
                findings.required(
                    "\(field).averageUtilization", "must set either a target raw value or a target utilization")
            }
            if target["averageUtilization"] != nil, target["averageValue"] != nil {
                findings.forbidden(
                    "\(field).averageValue", "may not set both a target raw value and a target utilization")
            }
        case "Pods":
            if target["averageValue"] == nil {
                findings.required("\(field).averageValue", "must specify a positive target averageValue")
            }
        default:
            if target["value"] == nil, target["averageValue"] == nil {
                findings.required(
                    "\(field).averageValue", "must set either a target value for metric or a per-pod target")
            }
        }
    }

    private static func behavior(_ rules: Value, _ field: String, _ findings: inout Findings) {
        if let seconds = rules.number("stabilizationWindowSeconds") {
            if seconds < 0 {
                findings.invalid(
                    "\(field).stabilizationWindowSeconds", .int(seconds), "must be greater than or equal to zero")
            } else if seconds > 3600 {
                findings.invalid(
                    "\(field).stabilizationWindowSeconds", .int(seconds), "must be less than or equal to 3600")
            }
        }
        findings.oneOf(rules["selectPolicy"], "\(field).selectPolicy", ["Disabled", "Max", "Min"])
        let policies = rules.list("policies")
        if policies.isEmpty { findings.required("\(field).policies", "must specify at least one Policy") }
        for (index, policy) in policies.enumerated() {
            let place = "\(field).policies[\(index)]"
            findings.oneOf(policy["type"], "\(place).type", ["Percent", "Pods"])
            let value = policy.number("value") ?? 0
            let period = policy.number("periodSeconds") ?? 0
            if value <= 0 { findings.invalid("\(place).value", .int(value), "must be greater than zero") }
            if period <= 0 {
                findings.invalid("\(place).periodSeconds", .int(period), "must be greater than zero")
            } else if period > 1800 {
                findings.invalid("\(place).periodSeconds", .int(period), "must be less than or equal to 1800")
            }
        }
    }
}
