import Values

/// What a request is about to do, for admission policies.
struct AdmittedOperation {
    /// `CREATE`, `UPDATE` or `DELETE`.
    var name: String
    var object: Value?
    var old: Value?
    var objectName: String
    var isDryRun = false
}

extension APIServer {
    static let policies = ResourceID(group: "admissionregistration.k8s.io", resource: "validatingadmissionpolicies")
    static let policyBindings = ResourceID(
        group: "admissionregistration.k8s.io", resource: "validatingadmissionpolicybindings")

    /// Asks the cluster's ValidatingAdmissionPolicies; what they only warn of is added to the warnings.
    mutating func checkPolicies(_ operation: AdmittedOperation, _ context: RequestContext) throws(APIError) {
        let definition = context.definition
        guard definition.group != APIServer.policies.group, store.buckets[APIServer.policyBindings] != nil else {
            return
        }
        let bindings = store.list(APIServer.policyBindings, namespace: nil).map(\.object.value)
        guard !bindings.isEmpty else { return }
        var denial: APIError?
        for entry in store.list(APIServer.policies, namespace: nil) {
            let policy = entry.object.value
            let mine = bindings.filter { $0["spec"]?.text("policyName") == entry.name }
            guard !mine.isEmpty, matches(policy["spec"]?["matchConstraints"], operation, context) else { continue }
            for binding in mine {
                let resources = binding["spec"]?["matchResources"]
                guard resources == nil || matches(resources, operation, context, needsRules: false) else { continue }
                let failures = judge(policy["spec"] ?? .null, binding["spec"] ?? .null, operation, context)
                for failure in failures {
                    let title =
                        "ValidatingAdmissionPolicy '\(entry.name)' with binding "
                        + "'\(binding["metadata"]?.text("name") ?? "")'"
                    let actions = binding["spec"]?.list("validationActions").compactMap(\.stringValue) ?? []
                    if actions.contains("Warn") {
                        warnings.append("Validation failed for \(title): \(failure.message)")
                    }
                    if actions.contains("Deny"), denial == nil {
                        denial = deny("\(title) denied request: \(failure.message)", failure, operation, definition)
                    }
                }
            }
        }
        if let denial { throw denial }
    }

    /// A validation that did not hold.
    private struct PolicyFailure {
        var message: String
        var reason = "Invalid"
    }

    private func deny(
        _ why: String, _ failure: PolicyFailure, _ operation: AdmittedOperation, _ definition: ResourceDefinition
    ) -> APIError {
        var error = APIError.forbidden(definition, operation.objectName, why)
        let codes = ["Forbidden": 403, "Unauthorized": 401, "RequestEntityTooLarge": 413, "Invalid": 422]
        error.reason = failure.reason
        error.code = codes[failure.reason] ?? 422
        error.details?["causes"] = [["message": .string(why)]]
        return error
    }

    // MARK: - Matching

    func matches(
        _ match: Value?, _ operation: AdmittedOperation, _ context: RequestContext, needsRules: Bool = true
    ) -> Bool {
        let match = match ?? .object(Object())
        let definition = context.definition
        func covers(_ rule: Value) -> Bool {
            func has(_ field: String, _ text: String) -> Bool {
                rule.list(field).contains { $0.stringValue == text || $0.stringValue == "*" }
            }
            let resource =
                context.subresource.isEmpty ? definition.resource : "\(definition.resource)/\(context.subresource)"
            let isResource = rule.list("resources").compactMap(\.stringValue).contains { wanted in
                let parts = wanted.split(separator: "/", maxSplits: 1).map(String.init)
                if wanted == resource || wanted == "*/*" { return true }
                if parts.count == 1 { return wanted == "*" && context.subresource.isEmpty }
                return (parts[0] == "*" || parts[0] == definition.resource)
                    && (parts[1] == "*" || parts[1] == context.subresource)
            }
            let scope = rule["scope"]?.stringValue ?? "*"
            let isInScope = scope == "*" || (scope == "Namespaced") == definition.isNamespaced
            let names = rule.list("resourceNames")
            return has("operations", operation.name) && has("apiGroups", definition.group)
                && has("apiVersions", definition.version) && isResource && isInScope
                && (names.isEmpty || names.contains(.string(operation.objectName)))
        }
        if match.list("excludeResourceRules").contains(where: covers) { return false }
        let rules = match.list("resourceRules")
        if needsRules || !rules.isEmpty, !rules.contains(where: covers) { return false }
        if let selector = match["namespaceSelector"], selector != [:] {
            let labels: Value?
            if definition.storage == .namespaces {
                labels = (operation.object ?? operation.old)?["metadata"]?["labels"]
            } else if definition.isNamespaced {
                labels = object(.namespaces, "", context.namespace)?["metadata"]?["labels"]
            } else {
                labels = nil
            }
            let isFree = !definition.isNamespaced && definition.storage != .namespaces
            if !isFree, !SelectorText.matches(selector, labels) { return false }
        }
        guard let selector = match["objectSelector"], selector != [:] else { return true }
        return [operation.object, operation.old].contains { object in
            object.map { SelectorText.matches(selector, $0["metadata"]?["labels"]) } ?? false
        }
    }

    // MARK: - Evaluation

    private mutating func judge(
        _ policy: Value, _ binding: Value, _ operation: AdmittedOperation, _ context: RequestContext
    ) -> [PolicyFailure] {
        let isStrict = policy["failurePolicy"] != "Ignore"
        var results: [PolicyFailure] = []
        let parameters = policyParameters(policy, binding, context)
        guard let parameters else {
            let why =
                "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"
            return isStrict ? [PolicyFailure(message: why)] : []
        }
        for parameter in parameters {
            var evaluation = PolicyEvaluation(
                policy: policy,
                values: policyValues(operation, context, parameter))
            switch evaluation.conditions() {
            case .failure(let error):
                if isStrict { results.append(PolicyFailure(message: error.message)) }
                continue
            case .success(false): continue
            case .success(true): break
            }
            for validation in policy.list("validations") {
                guard let message = evaluation.validate(validation, isStrict: isStrict) else { continue }
                let reason = validation.text("reason")
                results.append(PolicyFailure(message: message, reason: reason.isEmpty ? "Invalid" : reason))
            }
        }
        return results
    }

    /// The objects that parametrise a binding: one nil where it takes none; nil where one is missing that has to be.
    private mutating func policyParameters(
        _ policy: Value, _ binding: Value, _ context: RequestContext
    ) -> [Value?]? {
        guard let kind = policy["paramKind"], let reference = binding["paramRef"] else { return [nil] }
        let version = kind.text("apiVersion").split(separator: "/").map(String.init)
        let group = version.count > 1 ? version[0] : ""
        guard
            let definition = registry.resources(group, version.last ?? "").first(where: {
                $0.kind == kind.text("kind")
            })
        else { return nil }
        let given = reference.text("namespace")
        let namespace = definition.isNamespaced ? (given.isEmpty ? context.namespace : given) : ""
        let found: [Value]
        if let selector = reference["selector"] {
            found = store.list(definition.storage, namespace: namespace).map(\.object.value).filter {
                selector == [:] || SelectorText.matches(selector, $0["metadata"]?["labels"])
            }
        } else {
            found = object(definition.storage, namespace, reference.text("name")).map { [$0] } ?? []
        }
        if !found.isEmpty { return found.map { Projection.present($0, definition) } }
        return reference["parameterNotFoundAction"] == "Deny" ? nil : [nil]
    }

    /// A request as admission sees it.
    func admissionRequest(_ operation: AdmittedOperation, _ context: RequestContext) -> Value {
        let definition = context.definition
        let kind: Value = [
            "group": .string(definition.group), "version": .string(definition.version),
            "kind": .string(definition.kind),
        ]
        let resource: Value = [
            "group": .string(definition.group), "version": .string(definition.version),
            "resource": .string(definition.resource),
        ]
        return [
            "kind": kind, "requestKind": kind, "resource": resource, "requestResource": resource,
            "subResource": .string(context.subresource), "requestSubResource": .string(context.subresource),
            "name": .string(operation.objectName), "namespace": .string(context.namespace),
            "operation": .string(operation.name), "userInfo": requester.userInfo, "dryRun": .bool(operation.isDryRun),
        ]
    }

    /// What the expressions of policies and of webhooks' conditions know.
    func policyValues(
        _ operation: AdmittedOperation, _ context: RequestContext, _ parameter: Value?
    ) -> [String: CELValue] {
        let request = admissionRequest(operation, context)
        let space = context.definition.isNamespaced ? object(.namespaces, "", context.namespace) : nil
        func shown(_ value: Value?) -> CELValue { value.map { CELValue($0, .dyn) } ?? .null }
        return [
            "object": shown(operation.object), "oldObject": shown(operation.old), "request": shown(request),
            "params": shown(parameter), "namespaceObject": shown(space),
        ]
    }
}

/// Evaluates the expressions of one policy on one request.
struct PolicyEvaluation {
    let policy: Value
    let values: [String: CELValue]
    private var variables = CELMap()

    init(policy: Value, values: [String: CELValue]) {
        self.policy = policy
        self.values = values
        for variable in policy.list("variables") {
            // A variable that fails is missing: so does what uses it.
            guard let value = try? evaluate(variable.text("expression")) else { continue }
            _ = variables.insert(.string(variable.text("name")), value)
        }
    }

    /// The names that the expressions of policies know, all but their variables of any type.
    static func names(_ policy: Value) -> [String: CELType] {
        let fields = policy.list("variables").map { ($0.text("name"), CELType.dyn) }
        return [
            "object": .dyn, "oldObject": .dyn, "request": .dyn, "params": .dyn, "namespaceObject": .dyn,
            "authorizer": .dyn, "variables": .object(Dictionary(fields) { first, _ in first }),
        ]
    }

    private func evaluate(_ source: String) throws(CELError) -> CELValue {
        let program = try CELProgram(source, variables: PolicyEvaluation.names(policy))
        let variables = variables
        let values = values
        var evaluator = CELEvaluator([:]) { name in name == "variables" ? .map(variables) : values[name] }
        return try evaluator.evaluate(program.root)
    }

    /// Whether all match conditions hold.
    mutating func conditions() -> Result<Bool, CELError> {
        var failure: CELError?
        for condition in policy.list("matchConditions") {
            do throws(CELError) {
                if case .bool(false) = try evaluate(condition.text("expression")) { return .success(false) }
            } catch {
                failure = error
            }
        }
        return failure.map { .failure($0) } ?? .success(true)
    }

    /// What to say where a validation does not hold.
    mutating func validate(_ validation: Value, isStrict: Bool) -> String? {
        let source = validation.text("expression")
        do throws(CELError) {
            if case .bool(true) = try evaluate(source) { return nil }
        } catch {
            return isStrict ? "expression '\(source)' resulted in error: \(error.message)" : nil
        }
        let expression = validation.text("messageExpression")
        if !expression.isEmpty, case .string(let text)? = try? evaluate(expression), !text.trimmingSpace.isEmpty,
            !text.contains("\n"), text.utf8.count <= 5120
        {
            return text.trimmingSpace
        }
        let message = validation.text("message").trimmingSpace
        return message.isEmpty ? "failed expression: \(source.trimmingSpace)" : message
    }
}
