import KubeClient
import Values

extension APIServer {
    /// POST to a subresource: bindings, evictions, tokens.
    mutating func createSubresource(_ context: RequestContext) throws(APIError) -> KubeResponse {
        if context.subresource == "proxy" { throw unreachable(try stored(context).value, context) }
        let sent = try bodyValue(context)
        if context.subresource == "eviction" {
            let name = sent["metadata"]?.text("name") ?? ""
            guard name.isEmpty || name == context.name else {
                throw .badRequest("name in URL does not match name in Eviction object")
            }
        }
        let live = try stored(context)
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
            if !options.isDryRun { takeFromBudget(budget.name, context) }
        }
        var pod = pod
        if !options.isDryRun {
            PodStatus.setCondition(
                &pod, "DisruptionTarget", "True", reason: "EvictionByEvictionAPI", message: "Eviction API: evicting",
                now: now)
            pod = commit(pod, context.definition, context.namespace, context.name)
        }
        _ = delete(pod, context.definition, context.namespace, context.name, options)
        return respond(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], context.form
        )
    }

    /// Counts an eviction against its budget until the controller has seen it.
    private mutating func takeFromBudget(_ name: String, _ context: RequestContext) {
        let now = now
        let id = ResourceID(group: "policy", resource: "poddisruptionbudgets")
        systemUpdate(id, context.namespace, name, manager: "kube-apiserver") { budget in
            let left = (budget["status"]?.number("disruptionsAllowed") ?? 1) - 1
            budget["status"]?["disruptionsAllowed"] = .int(left)
            budget.set(.string(now.text), at: ["status", "disruptedPods", context.name])
            if left == 0 { DisruptionBudgets.setCondition(&budget, isAllowed: false, now: now) }
        }
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
        if let bound = sent["spec"]?["boundObjectRef"], case .object = bound {
            let resource = bound.text("kind").lowercased() + "s"
            let id = ResourceID(group: "", resource: resource)
            if object(id, context.namespace, bound.text("name")) == nil,
                let definition = registry.storageDefinition(id)
            {
                throw .notFound(definition, bound.text("name"))
            }
        }
        let audiences = sent["spec"]?["audiences"] ?? ["https://kubernetes.default.svc"]
        let token = "sim.\(random.uid()).\(random.suffix(20))"
        let name = "system:serviceaccount:\(context.namespace):\(context.name)"
        let account = Requester(
            name: name, uid: account["metadata"]?.text("uid") ?? "",
            groups: Requester.serviceAccountGroups(name) + ["system:authenticated"],
            extra: [("authentication.kubernetes.io/credential-id", ["JTI=\(random.uid())"])])
        tokens[token] = (account, now.adding(seconds: seconds))
        return respond(
            201,
            [
                "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                "metadata": [
                    "name": .string(context.name), "namespace": .string(context.namespace),
                    "uid": .string(account.uid), "creationTimestamp": .string(now.text),
                    "managedFields": [tokenManager(sent, context)],
                ],
                "spec": [
                    "audiences": audiences, "expirationSeconds": .int(seconds),
                    "boundObjectRef": sent["spec", "boundObjectRef"] ?? .null,
                ],
                "status": ["token": .string(token), "expirationTimestamp": .string(now.adding(seconds: seconds).text)],
            ], context.form)
    }

    /// Who asked for a token, as its metadata tells.
    private func tokenManager(_ sent: Value, _ context: RequestContext) -> Value {
        var fields: Object = [:]
        for name in ["audiences", "boundObjectRef"] where sent["spec"]?[name] != nil && sent["spec"]?[name] != .null {
            fields["f:\(name)"] = [:]
        }
        fields["f:expirationSeconds"] = [:]
        return [
            "manager": .string(context.manager), "operation": "Update", "apiVersion": "authentication.k8s.io/v1",
            "time": .string(now.text), "fieldsType": "FieldsV1", "fieldsV1": ["f:spec": .object(fields)],
            "subresource": "token",
        ]
    }

    /// Answers the kinds that are asked and never stored; nil for all others.
    mutating func virtualReview(_ object: Value, _ context: RequestContext) throws(APIError) -> Value? {
        let definition = context.definition
        guard definition.custom == nil,
            definition.group == "authorization.k8s.io" || definition.group == "authentication.k8s.io"
        else { return nil }
        var review = object
        let sentMetadata = object["metadata"]?.objectValue ?? Object()
        FieldManagers.recordCreate(&review, definition, .update(context.manager), now: now)
        // A review's spec is a plain struct, which nobody owns as a whole.
        review.edit("metadata") { metadata in
            metadata.editEach("managedFields") { entry in entry["fieldsV1"]?["f:spec"]?["."] = nil }
        }
        switch definition.kind {
        case "SelfSubjectRulesReview":
            let namespace = object["spec"]?.text("namespace") ?? ""
            guard !namespace.isEmpty else { throw .badRequest("no namespace on request") }
            review["metadata"] = .object(Object())
            review["spec"] = .object(Object())
            review["status"] = Authorizer(server: self).review(requester, in: namespace)
        case "SelfSubjectReview": review["status"] = ["userInfo": requester.userInfo]
        case "TokenReview":
            let token = object["spec"]?.text("token") ?? ""
            guard !token.isEmpty else { throw .badRequest("token is required for TokenReview in authentication") }
            if let account = tokens[token], now < account.expires {
                review["status"] = [
                    "authenticated": true, "user": account.requester.userInfo,
                    "audiences": ["https://kubernetes.default.svc"],
                ]
            } else {
                review["status"] = ["user": [:], "error": "invalid bearer token"]
            }
        default:
            let errors = reviewErrors(object, sentMetadata, review, context)
            if !errors.isEmpty { throw .invalid(group: definition.group, kind: "", name: "", errors) }
            var subject = requester
            if definition.kind != "SelfSubjectAccessReview" {
                subject = Requester(
                    name: object["spec"]?.text("user") ?? "",
                    groups: (object["spec"]?.list("groups") ?? []).compactMap(\.stringValue))
            }
            let decision = Authorizer(server: self).decide(subject, AccessAttributes(spec: object["spec"] ?? .null))
            var status: Object = ["allowed": .bool(configuration.administratorToken == nil || decision.isAllowed)]
            if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
            review["status"] = .object(status)
        }
        if definition.kind == "SelfSubjectReview" || definition.group == "authentication.k8s.io" {
            if review["metadata"] == nil { review["metadata"] = [:] }
            review["metadata"]?["creationTimestamp"] = definition.kind == "SelfSubjectReview" ? .string(now.text) : nil
        }
        return review
    }

    private func reviewErrors(
        _ object: Value, _ metadata: Object, _ review: Value, _ context: RequestContext
    ) -> [FieldError] {
        let spec = object["spec"] ?? .null
        var errors: [FieldError] = []
        if context.definition.kind == "LocalSubjectAccessReview" {
            let namespace = spec["resourceAttributes"]?.text("namespace") ?? ""
            if namespace != context.namespace {
                errors.append(
                    .invalid("spec.resourceAttributes.namespace", .string(namespace), "must match metadata.namespace"))
            }
            return errors
        }
        if context.definition.kind == "SubjectAccessReview", spec.text("user").isEmpty, spec.list("groups").isEmpty {
            errors.append(.invalid("spec.user", "", "at least one of user or group must be specified"))
        }
        if spec["resourceAttributes"] != nil, let other = spec["nonResourceAttributes"] {
            let shown: Value = ["Path": other["path"] ?? "", "Verb": other["verb"] ?? ""]
            errors.append(
                .invalid(
                    "spec.nonResourceAttributes", shown, "cannot be specified in combination with resourceAttributes"))
        } else if spec["resourceAttributes"] == nil, spec["nonResourceAttributes"] == nil {
            errors.append(
                .invalid(
                    "spec.resourceAttributes", .null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"))
        }
        if !metadata.isEmpty { errors.append(.invalid("metadata", review["metadata"] ?? .null, "must be empty")) }
        return errors
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
