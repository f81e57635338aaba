import KubeClient
import Values

extension APIServer {
    /// POST to a subresource: bindings, evictions, tokens.
    mutating func createSubresource(_ context: RequestContext) throws(APIError) -> KubeResponse {
        let live = try stored(context)
        let sent = try bodyValue(context)
        switch context.subresource {
        case "binding": return try bind(live.value, sent, context)
        case "eviction": return try evict(live.value, sent, context)
        case "token": return try issueToken(live.value, sent, context)
        default: throw .methodNotAllowed
        }
    }

    private mutating func bind(_ pod: Value, _ sent: Value, _ context: RequestContext) throws(APIError) -> KubeResponse
    {
        let node = sent["target", "name"]?.stringValue ?? ""
        if let current = pod["spec"]?["nodeName"]?.stringValue, !current.isEmpty {
            throw .conflict(
                context.definition.subresourceError("pods/binding"), context.name,
                "pod \(context.name) is already assigned to node \"\(current)\"")
        }
        var bound = pod
        bound["spec"]?["nodeName"] = .string(node)
        PodStatus.setCondition(&bound, "PodScheduled", "True", now: now)
        commit(bound, context.definition, context.namespace, context.name)
        return respond(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], context.form
        )
    }

    private mutating func evict(_ pod: Value, _ sent: Value, _ context: RequestContext) throws(APIError) -> KubeResponse
    {
        var body = sent["deleteOptions"]
        if sent["deleteOptions"] != nil { body?["kind"] = nil }
        let options = try DeleteOptions(context.query, body: body)
        for budget in store.list(
            ResourceID(group: "policy", resource: "poddisruptionbudgets"), namespace: context.namespace)
        where SelectorText.matches(budget.object.value["spec"]?["selector"], pod["metadata"]?["labels"]) {
            try checkBudget(budget.object.value, context)
        }
        _ = delete(pod, context.definition, context.namespace, context.name, options)
        return respond(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], context.form
        )
    }

    private func checkBudget(_ budget: Value, _ context: RequestContext) throws(APIError) {
        let name = budget["metadata"]?["name"]?.stringValue ?? ""
        let isProcessed =
            (budget["status"]?["observedGeneration"]?.intValue ?? 0)
            >= (budget["metadata"]?["generation"]?.intValue ?? 1)
        if (budget["status"]?["disruptionsAllowed"]?.intValue ?? 0) > 0, isProcessed { return }
        var details: Object = [:]
        let message =
            isProcessed
            ? "The disruption budget \(name) needs \(budget["status"]?["desiredHealthy"]?.intValue ?? 0) healthy pods and has \(budget["status"]?["currentHealthy"]?.intValue ?? 0) currently"
            : "The disruption budget \(name) is still being processed by the server."
        details["causes"] = [["reason": "DisruptionBudget", "message": .string(message)]]
        if !isProcessed { details["retryAfterSeconds"] = 10 }
        var error = APIError(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            details: .object(details))
        if !isProcessed { error.headers = [("Retry-After", "10")] }
        throw error
    }

    private mutating func issueToken(
        _ account: Value, _ sent: Value, _ context: RequestContext
    ) throws(APIError) -> KubeResponse {
        let seconds = min(max(sent["spec"]?["expirationSeconds"]?.intValue ?? 3600, 600), 1 << 32)
        if let asked = sent["spec"]?["expirationSeconds"]?.intValue, asked < 600 {
            throw .invalid(
                group: "authentication.k8s.io", kind: "TokenRequest", name: "",
                [.invalid("spec.expirationSeconds", .int(asked), "may not specify a duration less than 10 minutes")])
        }
        let audiences = sent["spec"]?["audiences"] ?? ["https://kubernetes.default.svc"]
        let token = "sim.\(random.uid()).\(random.suffix(20))"
        return respond(
            201,
            [
                "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                "metadata": [
                    "name": .string(context.name), "namespace": .string(context.namespace),
                    "creationTimestamp": .string(now.text),
                ],
                "spec": [
                    "audiences": audiences, "expirationSeconds": .int(seconds),
                    "boundObjectRef": sent["spec", "boundObjectRef"] ?? .null,
                ],
                "status": ["token": .string(token), "expirationTimestamp": .string(now.adding(seconds: seconds).text)],
            ], context.form)
    }

    /// Answers the kinds that are asked and never stored; nil for all others.
    mutating func virtualReview(_ object: Value, _ context: RequestContext) throws(APIError) -> Value? {
        switch (context.definition.group, context.definition.kind) {
        case ("authorization.k8s.io", "SelfSubjectRulesReview"):
            var review = object
            review["metadata"] = .object(Object())
            review["status"] = [
                "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]], "incomplete": false,
            ]
            return review
        case ("authorization.k8s.io", _):
            var review = object
            review["metadata"] = .object(Object())
            review["status"] = ["allowed": true]
            return review
        case ("authentication.k8s.io", "SelfSubjectReview"):
            return [
                "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1",
                "metadata": ["creationTimestamp": .string(now.text)],
                "status": [
                    "userInfo": [
                        "username": .string(configuration.userName),
                        "groups": ["system:masters", "system:authenticated"],
                    ]
                ],
            ]
        case ("authentication.k8s.io", "TokenReview"):
            var review = object
            review["metadata"] = .object(Object())
            review["status"] = ["user": [:], "error": "invalid bearer token"]
            return review
        default: return nil
        }
    }
}

extension ResourceDefinition {
    /// The definition under the name that errors of a subresource show.
    func subresourceError(_ name: String) -> ResourceDefinition {
        ResourceDefinition(
            ResourceTable.Entry(
                group: group, version: version, resource: name, kind: kind, singular: singular,
                isNamespaced: isNamespaced,
                verbs: [], shortNames: [], categories: [], subresources: [], storageVersionHash: ""))
    }
}
