import Values

/// The rules for where pods may run.
enum SchedulingValidation {
    static let taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    static func tolerations(_ tolerations: [Value], _ path: String, _ findings: inout Findings) {
        for (index, toleration) in tolerations.enumerated() {
            let field = "\(path)[\(index)]"
            let key = toleration.text("key")
            let kind = toleration.text("operator")
            if !key.isEmpty {
                findings.invalid("\(field).key", .string(key), NameRules.qualifiedName(key))
            } else if kind != "Exists" {
                findings.invalid(
                    "\(field).operator", .string(kind),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
            }
            if toleration["tolerationSeconds"] != nil, toleration.text("effect") != "NoExecute" {
                findings.invalid(
                    "\(field).effect", .string(toleration.text("effect")),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set")
            }
            let value = toleration.text("value")
            switch kind {
            case "", "Equal":
                let problems = NameRules.labelValue(value)
                if !problems.isEmpty {
                    findings.invalid("\(field).operator", .string(value), problems.joined(separator: ";"))
                }
            case "Exists":
                if !value.isEmpty {
                    findings.invalid(
                        "\(field).operator", .string(value), "value must be empty when `operator` is 'Exists'")
                }
            default: findings.add(.notSupported("\(field).operator", .string(kind), ["Equal", "Exists"]))
            }
            findings.oneOf(toleration["effect"], "\(field).effect", taintEffects)
        }
    }

    static func taints(_ taints: [Value], _ path: String, _ findings: inout Findings) {
        var seen: Set<[String]> = []
        for (index, taint) in taints.enumerated() {
            let field = "\(path)[\(index)]"
            let key = taint.text("key")
            findings.invalid("\(field).key", .string(key), NameRules.qualifiedName(key))
            let problems = NameRules.labelValue(taint.text("value"))
            if !problems.isEmpty {
                findings.invalid("\(field).value", .string(taint.text("value")), problems.joined(separator: ";"))
            }
            findings.oneOf(taint["effect"], "\(field).effect", taintEffects, isRequired: true)
            if !seen.insert([key, taint.text("effect")]).inserted {
                let shown: Value = [
                    "Key": .string(key), "Value": .string(taint.text("value")), "Effect": .string(taint.text("effect")),
                    "TimeAdded": taint["timeAdded"] ?? .null,
                ]
                findings.add(
                    FieldError(
                        reason: .duplicate, field: field,
                        message: FieldError.duplicate(field, shown).message
                            + ": taints must be unique by key and effect pair"))
            }
        }
    }

    static func spread(_ constraints: [Value], _ path: String, _ findings: inout Findings) {
        for (index, constraint) in constraints.enumerated() {
            let field = "\(path)[\(index)]"
            let skew = constraint.number("maxSkew") ?? 0
            if skew <= 0 { findings.invalid("\(field).maxSkew", .int(skew), "must be greater than zero") }
            let key = constraint.text("topologyKey")
            if key.isEmpty {
                findings.required("\(field).topologyKey", "can not be empty")
            } else {
                findings.invalid("\(field).topologyKey", .string(key), NameRules.qualifiedName(key))
            }
            let action = constraint.text("whenUnsatisfiable")
            if !["DoNotSchedule", "ScheduleAnyway"].contains(action) {
                findings.add(
                    .notSupported(
                        "\(field).whenUnsatisfiable", .string(action), ["DoNotSchedule", "ScheduleAnyway"]))
            }
            let pair: Value = [.string(key), .string(action)]
            for other in constraints.dropFirst(index + 1)
            where other.text("topologyKey") == key && other.text("whenUnsatisfiable") == action {
                findings.duplicate(
                    "\(field).{topologyKey, whenUnsatisfiable}", .string("{\(key), \(action)}"))
                break
            }
            _ = pair
            if let domains = constraint.number("minDomains") {
                if domains <= 0 {
                    findings.invalid("\(field).minDomains", .int(domains), "must be greater than zero")
                }
                if action != "DoNotSchedule" {
                    findings.invalid(
                        "\(field).minDomains", .int(domains),
                        "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
                }
            }
            for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
                findings.oneOf(constraint[name], "\(field).\(name)", ["Honor", "Ignore"])
            }
            if constraint["labelSelector"] != nil {
                findings.selector(constraint["labelSelector"], "\(field).labelSelector")
            }
        }
    }

    // MARK: - Affinity

    static func affinity(_ affinity: Value?, _ path: String, _ findings: inout Findings) {
        if let node = affinity?["nodeAffinity"] { nodes(node, "\(path).nodeAffinity", &findings) }
        for kind in ["podAffinity", "podAntiAffinity"] {
            guard let pods = affinity?[kind] else { continue }
            let required = "requiredDuringSchedulingIgnoredDuringExecution"
            for (index, term) in pods.list(required).enumerated() {
                self.term(term, "\(path).\(kind).\(required)[\(index)]", &findings)
            }
            let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
            for (index, weighted) in pods.list(preferred).enumerated() {
                let field = "\(path).\(kind).\(preferred)[\(index)]"
                weight(weighted, field, &findings)
                self.term(weighted["podAffinityTerm"] ?? .null, "\(field).podAffinityTerm", &findings)
            }
        }
    }

    private static func weight(_ term: Value, _ field: String, _ findings: inout Findings) {
        let weight = term.number("weight") ?? 0
        if !(1...100).contains(weight) {
            findings.invalid("\(field).weight", .int(weight), "must be in the range 1-100")
        }
    }

    private static func term(_ term: Value, _ field: String, _ findings: inout Findings) {
        if term["labelSelector"] != nil { findings.selector(term["labelSelector"], "\(field).labelSelector") }
        if term["namespaceSelector"] != nil {
            findings.selector(term["namespaceSelector"], "\(field).namespaceSelector")
        }
        for name in term.list("namespaces") {
            findings.invalid("\(field).namespace", name, NameRules.label(name.stringValue ?? ""))
        }
        let key = term.text("topologyKey")
        if key.isEmpty { findings.required("\(field).topologyKey", "can not be empty") }
        findings.invalid("\(field).topologyKey", .string(key), NameRules.qualifiedName(key))
    }

    private static func nodes(_ affinity: Value, _ path: String, _ findings: inout Findings) {
        let required = "requiredDuringSchedulingIgnoredDuringExecution"
        if let selector = affinity[required] { nodeSelector(selector, "\(path).\(required)", &findings) }
        let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
        for (index, term) in affinity.list(preferred).enumerated() {
            let field = "\(path).\(preferred)[\(index)]"
            weight(term, field, &findings)
            nodeTerm(term["preference"] ?? .null, "\(field).preference", checksValues: false, &findings)
        }
    }

    static func nodeSelector(_ selector: Value, _ path: String, _ findings: inout Findings) {
        let terms = selector.list("nodeSelectorTerms")
        if terms.isEmpty {
            findings.required("\(path).nodeSelectorTerms", "must have at least one node selector term")
        }
        for (index, term) in terms.enumerated() {
            nodeTerm(term, "\(path).nodeSelectorTerms[\(index)]", checksValues: true, &findings)
        }
    }

    private static func nodeTerm(_ term: Value, _ path: String, checksValues: Bool, _ findings: inout Findings) {
        for (index, expression) in term.list("matchExpressions").enumerated() {
            let field = "\(path).matchExpressions[\(index)]"
            let values = expression.list("values")
            switch expression.text("operator") {
            case "In", "NotIn":
                if values.isEmpty {
                    findings.required("\(field).values", "must be specified when `operator` is 'In' or 'NotIn'")
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    findings.forbidden(
                        "\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                }
            case "Gt", "Lt":
                if values.count != 1 {
                    findings.required(
                        "\(field).values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
                }
            default:
                findings.invalid(
                    "\(field).operator", expression["operator"] ?? "", "not a valid selector operator")
            }
            findings.invalid("\(field).key", expression["key"] ?? "", NameRules.qualifiedName(expression.text("key")))
            for (number, value) in values.enumerated() where checksValues {
                findings.invalid("\(field).values[\(number)]", value, NameRules.labelValue(value.stringValue ?? ""))
            }
        }
        for (index, expression) in term.list("matchFields").enumerated() {
            let field = "\(path).matchFields[\(index)]"
            if ["In", "NotIn"].contains(expression.text("operator")) {
                if expression.list("values").count != 1 {
                    findings.required(
                        "\(field).values",
                        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
                }
            } else {
                findings.invalid(
                    "\(field).operator", expression["operator"] ?? "", "not a valid selector operator")
            }
            if expression.text("key") != "metadata.name" {
                findings.invalid("\(field).key", expression["key"] ?? "", "not a valid field selector key")
            }
        }
    }
}
