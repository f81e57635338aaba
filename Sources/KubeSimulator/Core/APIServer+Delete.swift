import KubeClient
import Values

/// The options of a delete.
struct DeleteOptions: Sendable {
    var grace: Int64?
    var policy: String?
    var orphans: Bool?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false

    init(_ query: RequestQuery, body: Value?) throws(APIError) {
        // Options in a body stand alone: those in the query count only without one.
        let query = body == nil ? query : RequestQuery([])
        var dryRuns = query.all("dryRun")
        if let text = query["gracePeriodSeconds"], !text.isEmpty {
            guard let number = Int64(text) else {
                throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            grace = number
        }
        policy = query["propagationPolicy"]
        if query["orphanDependents"] != nil { orphans = query.bool("orphanDependents") }
        if let body, case .object = body {
            if let kind = body["kind"]?.stringValue, kind != "DeleteOptions" {
                let version = body["apiVersion"]?.stringValue ?? "v1"
                throw .badRequest(
                    "no kind \"\(kind)\" is registered for version \"\(version)\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\""
                )
            }
            grace = body["gracePeriodSeconds"]?.intValue ?? grace
            policy = body["propagationPolicy"]?.stringValue ?? policy
            orphans = body["orphanDependents"]?.boolValue ?? orphans
            uid = body["preconditions", "uid"]?.stringValue
            resourceVersion = body["preconditions", "resourceVersion"]?.stringValue
            dryRuns += body["dryRun"]?.arrayValue?.compactMap(\.stringValue) ?? []
        }
        isDryRun = !dryRuns.isEmpty
        try check(dryRuns)
    }

    private func check(_ dryRuns: [String]) throws(APIError) {
        var errors: [FieldError] = []
        if let policy, !["Foreground", "Background", "Orphan"].contains(policy) {
            errors.append(
                .notSupported("propagationPolicy", .string(policy), ["Foreground", "Background", "Orphan", "nil"]))
        }
        if orphans != nil, policy != nil {
            errors.append(
                .invalid(
                    "propagationPolicy", .string(policy ?? ""),
                    "orphanDependents and deletionPropagation cannot be both set"))
        }
        if dryRuns.contains(where: { $0 != "All" }) {
            errors.append(.notSupported("dryRun", .array(dryRuns.map(Value.string)), ["All"]))
        }
        if !errors.isEmpty { throw .invalidOptions("DeleteOptions", errors) }
    }
}

extension APIServer {
    private func deleteOptions(_ context: RequestContext) throws(APIError) -> DeleteOptions {
        var body: Value?
        switch context.body {
        case .value(let value): body = value
        case .bytes(let bytes) where !bytes.isEmpty:
            let type = APIServer.mediaType(context.headers)
            body =
                type.hasSuffix("protobuf")
                ? ProtobufObject.decode(bytes) : try parse(bytes, isYAML: type == "application/yaml", context)
        default: break
        }
        return try DeleteOptions(context.query, body: body)
    }

    mutating func delete(_ context: RequestContext) throws(APIError) -> KubeResponse {
        let options = try deleteOptions(context)
        let definition = context.definition
        let object = try stored(context)
        try checkDeletion(object.value, context, options)
        try checkAdmission(
            AdmittedOperation(
                name: "DELETE", old: Projection.present(object.value, definition), objectName: context.name,
                isDryRun: options.isDryRun), context)
        if definition.kind == "Job", !definition.isCustom, options.policy == nil, options.orphans == nil {
            warnings.append(
                "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"
            )
        }
        if definition.storage == .definitions, object.value["metadata"]?["deletionTimestamp"] == nil {
            let marked = markDefinition(object.value, context.name, isDryRun: options.isDryRun)
            if !options.isDryRun { cleanDefinition(context.name) }
            return respond(200, shaped(marked, context), context.form)
        }
        let result = delete(object.value, definition, context.namespace, context.name, options)
        let isGone = result.isGone && !KindRules.answersWithObject(definition)
        let body =
            isGone ? success(object.value, context) : shaped(Projection.present(result.value, definition), context)
        return respond(200, body, context.form)
    }

    private func success(_ object: Value, _ context: RequestContext) -> Value {
        var details: Object = ["name": .string(context.name)]
        if !context.definition.group.isEmpty { details["group"] = .string(context.definition.group) }
        details["kind"] = .string(context.definition.resource)
        details["uid"] = object["metadata"]?["uid"] ?? ""
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }

    private func checkDeletion(_ object: Value, _ context: RequestContext, _ options: DeleteOptions) throws(APIError) {
        let definition = context.definition
        if definition.storage == .namespaces, ["default", "kube-system", "kube-public"].contains(context.name) {
            throw .forbidden(definition, context.name, "this namespace may not be deleted")
        }
        let uid = object["metadata"]?["uid"]?.stringValue ?? ""
        let version = object["metadata"]?["resourceVersion"]?.stringValue ?? ""
        func conflict(_ why: String) -> APIError {
            var error = APIError.conflict(definition, context.name, why)
            var details: Object = ["name": .string(context.name)]
            if !definition.group.isEmpty { details["group"] = .string(definition.group) }
            details["kind"] = .string(definition.kind)
            error.details = .object(details)
            error.message =
                "Operation cannot be fulfilled on \(definition.group.isEmpty ? definition.kind : "\(definition.kind).\(definition.group)") \"\(context.name)\": \(why)"
            return error
        }
        if let wanted = options.uid, wanted != uid {
            throw conflict(
                "the UID in the precondition (\(wanted)) does not match the UID in record (\(uid)). The object might have been deleted and then recreated"
            )
        }
        if let wanted = options.resourceVersion, wanted != version {
            throw conflict(
                "the ResourceVersion in the precondition (\(wanted)) does not match the ResourceVersion in record (\(version)). The object might have been modified"
            )
        }
    }

    /// Deletes an object, or marks it where something holds it.
    ///
    /// - Returns: the last state, or the marked object.
    mutating func delete(
        _ object: Value, _ definition: ResourceDefinition, _ namespace: String, _ name: String, _ options: DeleteOptions
    ) -> (value: Value, isGone: Bool) {
        var value = object
        var finalizers = object["metadata"]?["finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? []
        finalizers.removeAll { $0 == "foregroundDeletion" || $0 == "orphan" }
        let kept = object["metadata"]?["finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if options.policy == nil, options.orphans == nil {
            finalizers = kept
            if KindRules.orphansByDefault(definition), !kept.contains("orphan"), !definition.isCustom {
                finalizers.append("orphan")
            }
        } else if options.policy == "Foreground" {
            finalizers.append("foregroundDeletion")
        } else if options.policy == "Orphan" || options.orphans == true {
            finalizers.append("orphan")
        }
        let grace = KindRules.gracePeriod(object, definition, options.grace, hasFinalizers: !finalizers.isEmpty)
        let isNamespace = definition.storage == .namespaces
        let holdsSpec = isNamespace && !(object["spec"]?["finalizers"]?.arrayValue ?? []).isEmpty
        if finalizers.isEmpty, !holdsSpec, grace == 0 {
            return erased(value, definition, namespace, name, options)
        }
        let old = object["metadata"]?["deletionTimestamp"]
        value["metadata"]?["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(Value.string))
        if old == nil {
            mark(&value, definition, grace: grace, isNamespace: isNamespace)
        } else if definition.storage == .pods,
            let current = object["metadata"]?["deletionGracePeriodSeconds"]?.intValue, grace < current
        {
            shorten(&value, from: current, to: grace)
        }
        if options.isDryRun { return (value, false) }
        if FieldTimes.isEqual(value, object) { return (object, false) }
        return (commit(value, definition, namespace, name), false)
    }

    private mutating func erased(
        _ object: Value, _ definition: ResourceDefinition, _ namespace: String, _ name: String, _ options: DeleteOptions
    ) -> (value: Value, isGone: Bool) {
        var value = object
        if definition.storage == .pods, !definition.isCustom, value["metadata"]?["deletionTimestamp"] == nil {
            mark(&value, definition, grace: 0, isNamespace: false)
            if options.isDryRun { return (value, true) }
            value = commit(value, definition, namespace, name)
            erase(definition, namespace, name)
            return (value, true)
        }
        if definition.storage == .pods, !definition.isCustom,
            let current = value["metadata"]?["deletionGracePeriodSeconds"]?.intValue, current > 0
        {
            shorten(&value, from: current, to: 0)
            if options.isDryRun { return (value, true) }
            value = commit(value, definition, namespace, name)
            erase(definition, namespace, name)
            return (value, true)
        }
        if options.isDryRun { return (value, true) }
        let last = erase(definition, namespace, name)
        return (last ?? value, true)
    }

    private func mark(_ value: inout Value, _ definition: ResourceDefinition, grace: Int64, isNamespace: Bool) {
        value["metadata"]?["deletionTimestamp"] = .string(now.adding(seconds: grace).text)
        if !isNamespace { value["metadata"]?["deletionGracePeriodSeconds"] = .int(grace) }
        if isNamespace { value.set("Terminating", at: ["status", "phase"]) }
        if definition.hasGeneration, let generation = value["metadata"]?["generation"]?.intValue {
            value["metadata"]?["generation"] = .int(generation + 1)
        }
    }

    private func shorten(_ value: inout Value, from current: Int64, to grace: Int64) {
        guard let until = value["metadata"]?["deletionTimestamp"]?.stringValue.flatMap({ Timestamp($0) }) else {
            return
        }
        value["metadata"]?["deletionTimestamp"] = .string(until.adding(seconds: grace - current).text)
        value["metadata"]?["deletionGracePeriodSeconds"] = .int(grace)
    }

    mutating func deleteCollection(_ context: RequestContext) throws(APIError) -> KubeResponse {
        let options = try deleteOptions(context)
        let page = try page(context, try selector(context))
        for item in page.items {
            let name = item.value["metadata"]?["name"]?.stringValue ?? ""
            let namespace = item.value["metadata"]?["namespace"]?.stringValue ?? ""
            let single = RequestContext(
                definition: context.definition, namespace: namespace, name: name, subresource: "", query: context.query,
                headers: context.headers, body: nil, form: context.form)
            guard let live = store[context.definition.storage, namespace, name] else { continue }
            try checkDeletion(live.value, single, options)
            if context.definition.storage == .definitions {
                _ = markDefinition(live.value, name, isDryRun: options.isDryRun)
                if !options.isDryRun { cleanDefinition(name) }
                continue
            }
            _ = delete(live.value, context.definition, namespace, name, options)
        }
        var answer = page
        answer.continuation = page.continuation
        return respond(200, listValue(answer, context), context.form)
    }

    /// What follows the disappearance of an object.
    mutating func released(_ change: StoreChange, _ definition: ResourceDefinition) {
        guard let value = change.old?.value else { return }
        if definition.storage == .services { allocations.release(value) }
        if definition.isCustom { finishDefinition(definition.storage) }
    }

    /// What follows the appearance of an object.
    mutating func created(_ value: Value, _ definition: ResourceDefinition) {
        if definition.kind == "APIService", !definition.isCustom { judgeService(value) }
        if definition.kind == "FlowSchema", !definition.isCustom { judgeSchema(value, definition) }
        if definition.storage == .definitions { acceptNames(value["metadata"]?["name"]?.stringValue ?? "") }
    }
}
