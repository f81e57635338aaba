import KubeClient
import Values

extension APIServer {
    mutating func create(_ context: RequestContext) throws(APIError) -> KubeResponse {
        let options = try WriteOptions(context.query, kind: "CreateOptions")
        let definition = context.definition
        let sent = try bodyValue(context)
        let object = try decodeObject(sent, context, options)
        if let review = try virtualReview(object, context) { return respond(201, review, context.form) }
        guard let created = try create(object, context, options, manager: .update(context.manager)) else {
            return respond(201, .null)
        }
        return respond(201, shaped(Projection.present(created, definition), context), context.form)
    }

    /// Admits and stores a new object; the object as stored is the result.
    mutating func create(
        _ sent: Value, _ context: RequestContext, _ options: WriteOptions, manager: FieldManagers.Writer
    ) throws(APIError) -> Value? {
        let definition = context.definition
        var object = sent
        if isTerminating(definition) {
            throw .forbidden(
                definition, sent["metadata"]?["name"]?.stringValue ?? "",
                "create not allowed while custom resource definition is terminating")
        }
        try checkNamespace(&object, context)
        if let version = object["metadata"]?["resourceVersion"]?.stringValue, !version.isEmpty, !manager.isApply {
            throw .internalError("resourceVersion should not be set on objects to be created")
        }
        try checkNamespaceExists(context, object)
        var name = object["metadata"]?["name"]?.stringValue ?? ""
        let prefix = object["metadata"]?["generateName"]?.stringValue ?? ""
        if name.isEmpty, !prefix.isEmpty {
            name = (prefix.utf8.count > 58 ? String(prefix.prefix(58)) : prefix) + random.suffix()
        }
        if let references = sent["metadata"]?["ownerReferences"],
            MetadataRules.withoutRepeats(references) != references
        {
            warnings += ObjectWarnings.repeatedOwners(sent)
        }
        prepareMetadata(&object, name, context, keepsManagers: manager.isApply)
        KindRules.applyDefaults(&object, definition)
        if let custom = definition.custom { CustomObjects.applyDefaults(&object, custom) }
        if case .update = manager {
            FieldManagers.recordCreate(&object, definition, manager, now: now, forms: fieldForms)
        }
        try admitCreate(&object, context)
        try reviewMutating(
            &object, AdmittedOperation(name: "CREATE", objectName: name, isDryRun: options.isDryRun), context
        ) { (server, changed) throws(APIError) in try server.completed(changed, context, options) }
        KindRules.prepareForCreate(&object, definition, &self)
        let errors = KindRules.validate(object, definition, old: nil, server: self)
        if !errors.isEmpty { throw .invalid(definition, name, errors) }
        try checkCreate(object, context, name, isDryRun: options.isDryRun)
        if let existing = store[definition.storage, context.namespace, name] {
            throw .alreadyExists(
                definition, name, isBeingDeleted: existing.value["metadata"]?["deletionTimestamp"] != nil)
        }
        warnings += KindRules.warnings(object, definition, isNew: true)
        try allocate(&object, old: nil, context, isDryRun: options.isDryRun)
        var stored = toStorage(object, definition)
        MetadataOrder.arrange(&stored, reservesVersion: !options.isDryRun)
        if options.isDryRun { return stored }
        let committed = commit(stored, definition, context.namespace, name)
        created(committed, definition)
        return committed
    }

    /// An object that a webhook has changed, read again and with its defaults.
    mutating func completed(
        _ changed: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> Value {
        var object = try decodeObject(changed, context, options)
        KindRules.applyDefaults(&object, context.definition)
        if let custom = context.definition.custom { CustomObjects.applyDefaults(&object, custom) }
        return object
    }

    private func checkNamespace(_ object: inout Value, _ context: RequestContext) throws(APIError) {
        guard context.definition.isNamespaced else {
            if object["metadata"]?["namespace"] != nil { object["metadata"]?["namespace"] = nil }
            return
        }
        let sent = object["metadata"]?["namespace"]?.stringValue ?? ""
        guard sent.isEmpty || sent == context.namespace else {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        if sent.isEmpty {
            if object["metadata"] == nil { object["metadata"] = .object(Object()) }
            object["metadata"]?["namespace"] = .string(context.namespace)
        }
    }

    private func checkNamespaceExists(_ context: RequestContext, _ object: Value) throws(APIError) {
        let definition = context.definition
        guard definition.isNamespaced else { return }
        guard let namespace = store[ResourceID.namespaces, "", context.namespace]?.value else {
            throw APIError(
                404, "NotFound", "namespaces \"\(context.namespace)\" not found",
                details: ["name": .string(context.namespace), "kind": "namespaces"])
        }
        guard namespace["metadata"]?["deletionTimestamp"] != nil else { return }
        let name = object["metadata"]?["name"]?.stringValue ?? ""
        let reason = "namespace \(context.namespace) is being terminated"
        var error = APIError.forbidden(
            definition, name,
            "unable to create new content in namespace \(context.namespace) because it is being terminated")
        error.details?["causes"] = [
            ["reason": "NamespaceTerminating", "message": .string(reason), "field": "metadata.namespace"]
        ]
        throw error
    }

    /// Fills in what the server alone decides.
    private mutating func prepareMetadata(
        _ object: inout Value, _ name: String, _ context: RequestContext, keepsManagers: Bool
    ) {
        let sent = object["metadata"]?.objectValue ?? Object()
        var metadata = Object(minimumCapacity: sent.count + 4)
        if !name.isEmpty { metadata["name"] = .string(name) }
        for member in sent {
            switch member.key {
            case "name", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp",
                "deletionGracePeriodSeconds", "selfLink":
                continue
            case "managedFields" where !keepsManagers: continue
            case "ownerReferences": metadata[member.key] = MetadataRules.withoutRepeats(member.value)
            case "generation" where context.definition.hasGeneration: continue
            default: metadata[member.key] = member.value
            }
        }
        metadata["uid"] = .string(random.uid())
        if context.definition.hasGeneration { metadata["generation"] = 1 }
        metadata["creationTimestamp"] = .string(now.text)
        object["metadata"] = .object(metadata)
    }
}

extension ResourceID {
    static let namespaces = ResourceID(group: "", resource: "namespaces")
    static let pods = ResourceID(group: "", resource: "pods")
    static let services = ResourceID(group: "", resource: "services")
    static let definitions = ResourceID(group: "apiextensions.k8s.io", resource: "customresourcedefinitions")
}
