import Values

extension APIServer {
    private static let mutatingWebhooks = ResourceID(
        group: APIServer.policies.group, resource: "mutatingwebhookconfigurations")
    private static let validatingWebhooks = ResourceID(
        group: APIServer.policies.group, resource: "validatingwebhookconfigurations")

    /// Lets the mutating webhooks change an object before it is checked.
    ///
    /// - Parameter complete: reads a changed object again and fills in defaults.
    mutating func reviewMutating(
        _ object: inout Value, _ operation: AdmittedOperation, _ context: RequestContext,
        complete: (inout APIServer, Value) throws(APIError) -> Value
    ) throws(APIError) {
        var operation = operation
        var changedBy: [Int] = []
        let hooks = webhooks(APIServer.mutatingWebhooks, context)
        for round in 0..<2 {
            for (position, hook) in hooks.enumerated() {
                // Once more those that want to see what others changed after them.
                guard round == 0 || hook.value.text("reinvocationPolicy") == "IfNeeded",
                    round == 0 || changedBy.contains(where: { $0 > position })
                else { continue }
                operation.object = object
                guard let response = try ask(hook, operation, context),
                    let changed = try patched(object, response, hook)
                else { continue }
                object = try complete(&self, changed)
                if round == 0 { changedBy.append(position) }
            }
        }
    }

    /// Asks the validating webhooks, and the mutating ones where there is nothing to change.
    mutating func reviewValidating(_ operation: AdmittedOperation, _ context: RequestContext) throws(APIError) {
        if operation.object == nil {
            for hook in webhooks(APIServer.mutatingWebhooks, context) { _ = try ask(hook, operation, context) }
        }
        for hook in webhooks(APIServer.validatingWebhooks, context) { _ = try ask(hook, operation, context) }
    }

    /// A webhook with what its configuration says of it.
    private struct Hook {
        let webhook: AdmissionWebhook
        let value: Value

        /// Whether a request goes on where the webhook cannot be asked.
        var isLenient: Bool { value["failurePolicy"] == "Ignore" }
    }

    /// The webhooks of all configurations, by the configurations' names; none where nobody answers for them, and none for
    /// the objects that they are configured by.
    private mutating func webhooks(_ resource: ResourceID, _ context: RequestContext) -> [Hook] {
        guard isReviewed, context.subresource != "scale", context.definition.group != APIServer.policies.group,
            store.buckets[resource] != nil
        else { return [] }
        return store.list(resource, namespace: nil).flatMap { entry in
            entry.object.value.list("webhooks").map { value in
                Hook(
                    webhook: AdmissionWebhook(
                        configuration: entry.name, isMutating: resource == APIServer.mutatingWebhooks, value),
                    value: value)
            }
        }
    }

    /// What a webhook answers to an operation; nil where it is not meant, or not needed.
    private mutating func ask(
        _ hook: Hook, _ operation: AdmittedOperation, _ context: RequestContext
    ) throws(APIError) -> Value? {
        guard try isMeant(hook, operation, context) else { return nil }
        let name = hook.webhook.name
        let request = reviewRequest(operation, context)
        let key = WebhookAnswers.Key(webhook: hook.webhook, request: APIServer.withoutChance(request))
        guard let answer = webhookAnswers.answer(to: key) else { throw pending(hook, request, key) }
        switch answer {
        case .failure(let failure):
            if hook.isLenient { return nil }
            throw .internalError("Internal error occurred: failed calling webhook \"\(name)\": \(failure.message)")
        case .success(let response):
            warnings += response.list("warnings").compactMap(\.stringValue)
            guard response.isTrue("allowed") else { throw APIServer.denial(name, response["status"]) }
            return response
        }
    }

    private mutating func pending(_ hook: Hook, _ request: Value, _ key: WebhookAnswers.Key) -> APIError {
        if webhookAnswers.isFull {
            return .internalError("Internal error occurred: the request changes with each review of its webhooks")
        }
        var asked = request
        asked["uid"] = .string(random.uid())
        var error = APIError(500, nil, "")
        error.pending = PendingReview(
            webhook: hook.webhook,
            review: ["kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": asked], key: key)
        return error
    }

    private mutating func isMeant(
        _ hook: Hook, _ operation: AdmittedOperation, _ context: RequestContext
    ) throws(APIError) -> Bool {
        let match: Value = [
            "resourceRules": .array(hook.value.list("rules")),
            "namespaceSelector": hook.value["namespaceSelector"] ?? [:],
            "objectSelector": hook.value["objectSelector"] ?? [:],
        ]
        guard matches(match, operation, context) else { return false }
        guard !hook.value.list("matchConditions").isEmpty else { return true }
        var evaluation = PolicyEvaluation(policy: hook.value, values: policyValues(operation, context, nil))
        switch evaluation.conditions() {
        case .success(let isMet): return isMet
        case .failure(let error):
            if hook.isLenient { return false }
            throw .forbidden(context.definition, operation.objectName, error.message)
        }
    }

    /// What is asked: the request as an `AdmissionReview` has it, but for its uid.
    private func reviewRequest(_ operation: AdmittedOperation, _ context: RequestContext) -> Value {
        var members = admissionRequest(operation, context).objectValue ?? Object()
        for name in ["subResource", "requestSubResource", "name", "namespace"] where members[name] == "" {
            members[name] = nil
        }
        members["object"] = operation.object ?? .null
        members["oldObject"] = operation.old ?? .null
        let kinds = ["CREATE": "CreateOptions", "DELETE": "DeleteOptions"]
        var options: Object = [
            "kind": .string(kinds[operation.name] ?? (context.isPatch ? "PatchOptions" : "UpdateOptions")),
            "apiVersion": "meta.k8s.io/v1",
        ]
        for name in ["fieldManager", "fieldValidation"] {
            if let value = context.query[name] { options[name] = .string(value) }
        }
        if operation.isDryRun { options["dryRun"] = ["All"] }
        members["options"] = .object(options)
        return .object(members)
    }

    /// A request without what differs when it is carried out again.
    private static func withoutChance(_ request: Value) -> Value {
        guard request["operation"] == "CREATE" else { return request }
        var result = request
        for name in ["uid", "creationTimestamp"] { result.set(nil, at: ["object", "metadata", name]) }
        result.edit("object") { object in
            object.edit("metadata") { $0.editEach("managedFields") { $0["time"] = nil } }
        }
        return result
    }

    private static func denial(_ name: String, _ status: Value?) -> APIError {
        let base = "admission webhook \"\(name)\" denied the request"
        let (message, reason) = (status?.text("message") ?? "", status?.text("reason") ?? "")
        let text =
            !message.isEmpty
            ? "\(base): \(message)" : !reason.isEmpty ? "\(base): \(reason)" : "\(base) without explanation"
        let code = Int(clamping: status?.number("code") ?? 0)
        return APIError(
            (400...599).contains(code) ? code : 400, reason.isEmpty ? nil : reason, text, details: status?["details"])
    }

    /// An object with the patch of an answer; nil where the answer has none.
    private func patched(_ object: Value, _ response: Value, _ hook: Hook) throws(APIError) -> Value? {
        let text = response.text("patch")
        if text.isEmpty { return nil }
        func failure(_ why: String) -> APIError { .internalError("Internal error occurred: \(why)") }
        guard let bytes = Base64Text.decode(text), let patch = try? Value(json: bytes) else {
            throw failure("the patch of webhook \"\(hook.webhook.name)\" is no JSON in base64")
        }
        do throws(APIError) {
            return try JSONPatches.apply(patch, to: object)
        } catch {
            throw failure(error.message)
        }
    }
}
