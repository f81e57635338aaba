import Values

/// The rules for quotas and limit ranges.
enum QuotaValidation {
    private static let counted: Set<String> = [
        "pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "replicationcontrollers",
        "resourcequotas", "services.nodeports", "services.loadbalancers",
    ]
    private static let measured: Set<String> = [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ]

    static func quota(_ spec: Value, _ findings: inout Findings) {
        for member in (spec["hard"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            let field = "spec.hard[\(member.key)]"
            findings.invalid(field, .string(member.key), NameRules.qualifiedName(member.key))
            if !member.key.contains("/"), !counted.contains(member.key), !measured.contains(member.key),
                !member.key.hasPrefix("requests.hugepages-"), !member.key.hasPrefix("hugepages-")
            {
                findings.invalid(field, .string(member.key), "must be a standard resource for quota")
            }
            let isCounted = counted.contains(member.key) || member.key.hasPrefix("count/")
            AmountRules.quantity(member.value, field, isCounted: isCounted, &findings)
        }
        scopes(spec, &findings)
    }

    private static let scopeNames: Set<String> = [
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
        "VolumeAttributesClass",
    ]

    private static func scopes(_ spec: Value, _ findings: inout Findings) {
        let scopes = spec.list("scopes")
        let names = Set(scopes.compactMap(\.stringValue))
        for name in names.sorted() where !scopeNames.contains(name) {
            findings.invalid("spec.scopes", .array(scopes), "unsupported scope")
        }
        for pair in [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]]
        where names.isSuperset(of: pair) {
            findings.invalid("spec.scopes", .array(scopes), "conflicting scopes")
        }
        for (index, expression) in (spec["scopeSelector"]?.list("matchExpressions") ?? []).enumerated() {
            _ = index
            let field = "spec.scopeSelector.matchExpressions"
            let name = expression.text("scopeName")
            if !scopeNames.contains(name) {
                findings.invalid("\(field).scopeName", .string(name), "unsupported scope")
            }
            switch expression.text("operator") {
            case "In", "NotIn":
                if expression.list("values").isEmpty {
                    findings.required(
                        "\(field).values",
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
                }
            case "Exists", "DoesNotExist":
                if !expression.list("values").isEmpty {
                    findings.invalid(
                        "\(field).values", expression["values"] ?? .null,
                        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
                }
            default:
                findings.invalid(
                    "\(field).operator", expression["operator"] ?? "", "not a valid selector operator")
            }
        }
    }

    // MARK: - Limit ranges

    static func limitRange(_ spec: Value, _ findings: inout Findings) {
        var types: Set<String> = []
        for (index, item) in spec.list("limits").enumerated() {
            let field = "spec.limits[\(index)]"
            let type = item.text("type")
            if type.isEmpty {
                findings.required("\(field).type")
            } else if !["Container", "Pod", "PersistentVolumeClaim"].contains(type) {
                findings.invalid(
                    "\(field).type", .string(type),
                    NameRules.qualifiedName(type)
                        + (type.contains("/") ? [] : ["must be a standard limit type or fully qualified"]))
            }
            if !types.insert(type).inserted { findings.duplicate("\(field).type", .string(type)) }
            if type == "Pod" {
                for name in ["default", "defaultRequest"] where item[name] != nil {
                    findings.forbidden("\(field).\(name)", "may not be specified when `type` is 'Pod'")
                }
            }
            if type == "PersistentVolumeClaim", item["min"]?["storage"] == nil, item["max"]?["storage"] == nil {
                findings.required(
                    field, "either minimum or maximum storage value is required, but neither was provided")
            }
            amounts(item, field, &findings)
        }
    }

    private static func amounts(_ item: Value, _ field: String, _ findings: inout Findings) {
        let kinds = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"]
        let names = Set(kinds.flatMap { item[$0]?.objectValue?.keys.map { $0 } ?? [] })
        for name in names.sorted(by: byBytes) {
            func amount(_ kind: String) -> (text: String, amount: Int64)? {
                guard let text = item[kind]?[name]?.stringValue, let amount = QuantityText.milli(text) else {
                    return nil
                }
                return (text, amount)
            }
            let (low, high) = (amount("min"), amount("max"))
            let (standard, request) = (amount("default"), amount("defaultRequest"))
            func fail(_ kind: String, _ shown: String, _ why: String) {
                findings.invalid("\(field).\(kind)[\(name)]", .string(shown), why)
            }
            if let low, let high, low.amount > high.amount {
                fail("min", low.text, "min value \(low.text) is greater than max value \(high.text)")
            }
            if let request, let low, low.amount > request.amount {
                fail(
                    "defaultRequest", request.text,
                    "min value \(low.text) is greater than default request value \(request.text)")
            }
            if let request, let high, request.amount > high.amount {
                fail(
                    "defaultRequest", request.text,
                    "default request value \(request.text) is greater than max value \(high.text)")
            }
            if let request, let standard, request.amount > standard.amount {
                fail(
                    "defaultRequest", request.text,
                    "default request value \(request.text) is greater than default limit value \(standard.text)")
            }
            if let standard, let low, low.amount > standard.amount {
                fail("default", low.text, "min value \(low.text) is greater than default value \(standard.text)")
            }
            if let standard, let high, standard.amount > high.amount {
                fail("default", high.text, "default value \(standard.text) is greater than max value \(high.text)")
            }
            if let ratio = amount("maxLimitRequestRatio"), ratio.amount < 1000 {
                fail("maxLimitRequestRatio", ratio.text, "ratio \(ratio.text) is less than 1")
            }
        }
    }
}
