import Values

/// The rules for webhook configurations and admission policies.
enum AdmissionValidation {
    static func webhooks(_ object: Value, _ findings: inout Findings) {
        var names: Set<String> = []
        for (index, hook) in object.list("webhooks").enumerated() {
            let field = "webhooks[\(index)]"
            webhook(hook, field, &findings)
            let name = hook.text("name")
            if !name.isEmpty, !names.insert(name).inserted { findings.duplicate("\(field).name", .string(name)) }
        }
    }

    private static func webhook(_ hook: Value, _ field: String, _ findings: inout Findings) {
        let name = hook.text("name")
        if name.isEmpty {
            findings.required("\(field).name")
        } else {
            findings.invalid("\(field).name", .string(name), NameRules.subdomain(name))
            if name.split(separator: ".").count < 3 {
                findings.invalid(
                    "\(field).name", .string(name),
                    "should be a domain with at least three segments separated by dots")
            }
        }
        for (index, rule) in hook.list("rules").enumerated() {
            operations(rule, "\(field).rules[\(index)]", &findings)
        }
        findings.oneOf(hook["failurePolicy"], "\(field).failurePolicy", ["Fail", "Ignore"])
        findings.oneOf(hook["matchPolicy"], "\(field).matchPolicy", ["Equivalent", "Exact"])
        if let effects = hook["sideEffects"] {
            findings.oneOf(effects, "\(field).sideEffects", ["None", "NoneOnDryRun"])
        } else {
            findings.required("\(field).sideEffects", "must specify one of None, NoneOnDryRun")
        }
        if let seconds = hook.number("timeoutSeconds"), !(1...30).contains(seconds) {
            findings.invalid(
                "\(field).timeoutSeconds", .int(seconds), "the timeout value must be between 1 and 30 seconds")
        }
        for name in ["namespaceSelector", "objectSelector"] where hook[name] != nil {
            findings.selector(hook[name], "\(field).\(name)")
        }
        client(hook["clientConfig"] ?? .null, "\(field).clientConfig", &findings)
        versions(hook.list("admissionReviewVersions"), "\(field).admissionReviewVersions", &findings)
        conditions(
            hook, "\(field).matchConditions", names: ["object", "oldObject", "request", "authorizer"], &findings)
    }

    private static func client(_ config: Value, _ field: String, _ findings: inout Findings) {
        let url = config["url"]?.stringValue
        let service = config["service"]
        if (url == nil) == (service == nil) {
            findings.required(field, "exactly one of url or service is required")
        } else if let url {
            let form = "desired format: https://host[/path]"
            guard let parsed = SimpleURL(url) else {
                return findings.required("\(field).url", "url must be a valid URL: parse \"\(url)\"; \(form)")
            }
            if parsed.scheme != "https" {
                findings.invalid(
                    "\(field).url", .string(parsed.scheme), "'https' is the only allowed URL scheme; \(form)")
            }
            if parsed.host.isEmpty {
                findings.invalid("\(field).url", .string(parsed.host), "host must be specified; \(form)")
            }
        } else if let service {
            if service.text("name").isEmpty { findings.required("\(field).service.name", "service name is required") }
            if service.text("namespace").isEmpty {
                findings.required("\(field).service.namespace", "service namespace is required")
            }
            if let port = service.number("port"), !(1...65_535).contains(port) {
                findings.invalid(
                    "\(field).service.port", .int(port), "port is not valid: must be between 1 and 65535, inclusive")
            }
        }
    }

    private static func versions(_ versions: [Value], _ field: String, _ findings: inout Findings) {
        if versions.isEmpty { return findings.required(field, "must specify one of v1, v1beta1") }
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            let text = version.stringValue ?? ""
            if !seen.insert(text).inserted {
                findings.invalid("\(field)[\(index)]", version, "duplicate version")
            } else {
                findings.invalid("\(field)[\(index)]", version, NameRules.label1035(text))
            }
        }
        if !seen.contains("v1"), !seen.contains("v1beta1") {
            findings.invalid(field, .array(versions), "must include at least one of v1, v1beta1")
        }
    }

    private static func operations(_ rule: Value, _ field: String, _ findings: inout Findings) {
        func list(_ name: String, _ what: String) {
            let values = rule.list(name)
            if values.isEmpty { findings.required("\(field).\(name)") }
            for (index, value) in values.enumerated() where value == "" && name != "apiGroups" {
                findings.required("\(field).\(name)[\(index)]")
            }
            if values.count > 1, values.contains("*") {
                findings.invalid(
                    "\(field).\(name)", .array(values), "if '*' is present, must not specify other \(what)")
            }
        }
        list("apiGroups", "API groups")
        list("apiVersions", "API versions")
        if rule.list("resources").isEmpty { findings.required("\(field).resources") }
        findings.oneOf(rule["scope"], "\(field).scope", ["*", "Cluster", "Namespaced"])
        list("operations", "operations")
        for (index, operation) in rule.list("operations").enumerated() {
            findings.oneOf(
                operation, "\(field).operations[\(index)]", ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"])
        }
    }

    // MARK: - Policies

    static func policy(_ object: Value, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        findings.oneOf(spec["failurePolicy"], "spec.failurePolicy", ["Fail", "Ignore"])
        if let kind = spec["paramKind"] {
            for name in ["apiVersion", "kind"] where kind.text(name).isEmpty {
                findings.required("spec.paramKind.\(name)")
            }
        }
        if let constraints = spec["matchConstraints"] {
            resources(constraints, "spec.matchConstraints", needsRules: true, &findings)
        } else {
            findings.required("spec.matchConstraints")
        }
        var names = PolicyEvaluation.names(spec)
        for (index, variable) in spec.list("variables").enumerated() {
            let field = "spec.variables[\(index)]"
            if variable.text("name").isEmpty { findings.required("\(field).name", "name is not specified") }
            expression(variable, "\(field).expression", names, nil, &findings)
        }
        names["variables"] = PolicyEvaluation.names(spec)["variables"]
        validations(spec, names, &findings)
        conditions(spec, "spec.matchConditions", names: Array(names.keys), &findings)
    }

    private static func validations(_ spec: Value, _ names: [String: CELType], _ findings: inout Findings) {
        let validations = spec.list("validations")
        if validations.isEmpty, spec.list("auditAnnotations").isEmpty {
            findings.required("spec.validations", "validations or auditAnnotations must be specified")
            findings.required("spec.auditAnnotations", "validations or auditAnnotations must be specified")
        }
        for (index, validation) in validations.enumerated() {
            let field = "spec.validations[\(index)]"
            if let message = validation["message"]?.stringValue {
                if message.trimmingSpace.isEmpty, !message.isEmpty {
                    findings.invalid("\(field).message", .string(message), "message must be non-empty if specified")
                } else if message.contains("\n") {
                    findings.invalid("\(field).message", .string(message), "message must not contain line breaks")
                }
            }
            expression(validation, "\(field).expression", names, .bool, &findings)
            findings.oneOf(
                validation["reason"], "\(field).reason",
                ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"])
        }
    }

    private static func expression(
        _ part: Value, _ field: String, _ names: [String: CELType], _ result: CELType?, _ findings: inout Findings
    ) {
        let text = part.text("expression")
        if text.trimmingSpace.isEmpty { return findings.required(field, "expression is not specified") }
        do throws(CELError) {
            _ = try CELProgram(text, variables: names, result: result)
        } catch {
            let why =
                error.message == "cel expression must evaluate to a bool" ? "must evaluate to bool" : error.message
            findings.invalid(field, .string(text), why)
        }
    }

    private static func conditions(
        _ part: Value, _ field: String, names: [String], _ findings: inout Findings
    ) {
        let variables = Dictionary(names.map { ($0, CELType.dyn) }) { first, _ in first }
        var seen: Set<String> = []
        for (index, condition) in part.list("matchConditions").enumerated() {
            let place = "\(field)[\(index)]"
            expression(condition, "\(place).expression", variables, .bool, &findings)
            let name = condition.text("name")
            if name.isEmpty {
                findings.required("\(place).name")
            } else {
                findings.invalid("\(place).name", .string(name), NameRules.qualifiedName(name))
                if !seen.insert(name).inserted { findings.duplicate("\(place).name", .string(name)) }
            }
        }
    }

    private static func resources(
        _ match: Value, _ field: String, needsRules: Bool, _ findings: inout Findings
    ) {
        findings.oneOf(match["matchPolicy"], "\(field).matchPolicy", ["Equivalent", "Exact"])
        for name in ["namespaceSelector", "objectSelector"] where match[name] != nil {
            findings.selector(match[name], "\(field).\(name)")
        }
        if needsRules, match.list("resourceRules").isEmpty { findings.required("\(field).resourceRules") }
        for name in ["resourceRules", "excludeResourceRules"] {
            for (index, rule) in match.list(name).enumerated() {
                operations(rule, "\(field).\(name)[\(index)]", &findings)
            }
        }
    }

    static func binding(_ object: Value, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        findings.name(spec, "policyName", "spec", NameRules.subdomain)
        if let reference = spec["paramRef"] {
            if reference["name"] != nil, reference["selector"] != nil {
                findings.forbidden("spec.paramRef.name", "name and selector are mutually exclusive")
            } else if reference["name"] == nil, reference["selector"] == nil {
                findings.required("spec.paramRef", "one of name or selector must be specified")
            }
            if reference["parameterNotFoundAction"] == nil {
                findings.required("spec.paramRef.parameterNotFoundAction")
            }
        }
        if let match = spec["matchResources"] {
            resources(match, "spec.matchResources", needsRules: false, &findings)
        }
        let actions = spec.list("validationActions")
        if actions.isEmpty { findings.required("spec.validationActions") }
        var seen: Set<String> = []
        for (index, action) in actions.enumerated() {
            let field = "spec.validationActions[\(index)]"
            findings.oneOf(action, field, ["Audit", "Deny", "Warn"])
            if !seen.insert(action.stringValue ?? "").inserted { findings.duplicate(field, action) }
        }
        if seen.contains("Deny"), seen.contains("Warn") {
            findings.invalid(
                "spec.validationActions", .array(actions),
                "must not contain both Deny and Warn (repeating the same validation failure information in the API "
                    + "response and headers serves no purpose)")
        }
    }
}
