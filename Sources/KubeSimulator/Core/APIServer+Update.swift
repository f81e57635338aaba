import KubeClient
import Values

extension APIServer {
    mutating func update(_ context: RequestContext) throws(APIError) -> KubeResponse {
        let options = try WriteOptions(context.query, kind: "UpdateOptions")
        let definition = context.definition
        if context.subresource == "scale" { return try updateScale(context, options) }
        let sent = try bodyValue(context)
        let object = try decodeObject(sent, context, options)
        try checkIdentity(object, context)
        if context.subresource == "finalize" { return try finalize(object, context, options) }
        let live = try stored(context)
        let updated = try update(
            object, live: live.value, context, options, manager: .update(context.manager), isPatch: false)
        return respond(200, shaped(Projection.present(updated, definition), context), context.form)
    }

    /// Checks that a body names the object of the URL.
    func checkIdentity(_ object: Value, _ context: RequestContext) throws(APIError) {
        let name = object["metadata"]?["name"]?.stringValue ?? ""
        if name.isEmpty {
            throw .badRequest(
                "the name of the object (\(context.name) based on URL) was undeterminable: name must be provided")
        }
        if name != context.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(context.name))")
        }
        guard context.definition.isNamespaced else { return }
        let namespace = object["metadata"]?["namespace"]?.stringValue ?? ""
        if !namespace.isEmpty, namespace != context.namespace {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
    }

    /// Admits and stores a new state of an object; the object as stored is the result.
    mutating func update(
        _ sent: Value, live: Value, _ context: RequestContext, _ options: WriteOptions, manager: FieldManagers.Writer,
        isPatch: Bool
    ) throws(APIError) -> Value {
        let definition = context.definition
        let old = Projection.present(live, definition)
        var object = sent
        try checkVersion(object, old, context, isPatch: isPatch)
        if isPatch { try checkDeletionTime(object, old, context) }
        KindRules.applyDefaults(&object, definition)
        if let custom = definition.custom { CustomObjects.applyDefaults(&object, custom) }
        carryMetadata(&object, from: old, context)
        if case .update = manager {
            FieldManagers.recordUpdate(
                &object, old: old, definition, manager, subresource: context.subresource, now: now,
                versions: otherVersions(of: definition), forms: fieldForms)
        }
        try reviewMutating(
            &object,
            AdmittedOperation(name: "UPDATE", old: old, objectName: context.name, isDryRun: options.isDryRun), context
        ) { (server, changed) throws(APIError) in try server.completed(changed, context, options) }
        KindRules.prepareForUpdate(&object, old: old, definition, subresource: context.subresource, server: &self)
        bumpGeneration(&object, old, definition)
        let errors = KindRules.validateUpdate(
            object, old: old, definition, subresource: context.subresource, server: self)
        if !errors.isEmpty { throw .invalid(definition, context.name, errors) }
        try checkUpdate(object, old: old, context, isDryRun: options.isDryRun)
        warnings += KindRules.warnings(object, definition, isNew: false)
        try allocate(&object, old: old, context, isDryRun: options.isDryRun)
        object = toStorage(object, definition)
        if FieldTimes.isEqual(object, live) { return live }
        if options.isDryRun { return object }
        return store(consume object, live: live, context)
    }

    /// Stores a new state, or removes an object whose last finalizer is gone.
    private mutating func store(_ value: consuming Value, live: Value, _ context: RequestContext) -> Value {
        let definition = context.definition
        if value["metadata"]?["deletionTimestamp"] != nil, isFinished(value, definition) {
            erase(definition, context.namespace, context.name)
            return value
        }
        let committed = commit(value, definition, context.namespace, context.name)
        return committed
    }

    private func isFinished(_ value: Value, _ definition: ResourceDefinition) -> Bool {
        let hasFinalizers = !(value["metadata"]?["finalizers"]?.arrayValue ?? []).isEmpty
        if hasFinalizers { return false }
        if definition.storage == .namespaces {
            return (value["spec"]?["finalizers"]?.arrayValue ?? []).isEmpty
        }
        return (value["metadata"]?["deletionGracePeriodSeconds"]?.intValue ?? 0) == 0
    }

    private func checkVersion(_ object: Value, _ old: Value, _ context: RequestContext, isPatch: Bool) throws(APIError)
    {
        let definition = context.definition
        let version = object["metadata"]?["resourceVersion"]?.stringValue ?? ""
        let current = old["metadata"]?["resourceVersion"]?.stringValue ?? ""
        if version.isEmpty || version == "0" {
            if !isPatch, definition.isCustom || KindRules.requiresVersion(definition) {
                let kind = definition.isCustom ? definition.resource : definition.kind
                throw .invalid(
                    group: definition.group, kind: kind, name: context.name,
                    [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
            }
        } else if version != current {
            guard UInt64(version) != nil else {
                throw .internalError("strconv.ParseUint: parsing \"\(version)\": invalid syntax")
            }
            throw .modified(definition, context.name)
        }
        let uid = object["metadata"]?["uid"]?.stringValue ?? ""
        let liveUID = old["metadata"]?["uid"]?.stringValue ?? ""
        if !uid.isEmpty, uid != liveUID, !isPatch {
            throw .conflict(
                definition, context.name,
                "StorageError: invalid object, Code: 4, Key: \(storageKey(context)), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(liveUID)"
            )
        }
    }

    private func checkDeletionTime(_ object: Value, _ old: Value, _ context: RequestContext) throws(APIError) {
        guard let sent = object["metadata"]?["deletionTimestamp"], sent != old["metadata"]?["deletionTimestamp"] else {
            return
        }
        let error = FieldError.invalid("metadata.deletionTimestamp", sent, "field is immutable")
        throw .invalid(context.definition, context.name, [error, error])
    }

    private func storageKey(_ context: RequestContext) -> String {
        let definition = context.definition
        let base =
            definition.group.isEmpty || !definition.isCustom
            ? "/registry/\(definition.resource)" : "/registry/\(definition.group)/\(definition.resource)"
        return context.namespace.isEmpty ? "\(base)/\(context.name)" : "\(base)/\(context.namespace)/\(context.name)"
    }

    /// Keeps the metadata that no client changes.
    private func carryMetadata(_ object: inout Value, from old: Value, _ context: RequestContext) {
        if keepsMetadata(object, of: old, context) { return }
        let sent = object["metadata"]?.objectValue ?? Object()
        let live = old["metadata"]?.objectValue ?? Object()
        var metadata = Object(minimumCapacity: live.count + 2)
        metadata["name"] = .string(context.name)
        if context.definition.isNamespaced { metadata["namespace"] = .string(context.namespace) }
        for name in ["uid", "resourceVersion", "generation", "creationTimestamp"] {
            if name == "generation", !context.definition.hasGeneration {
                metadata[name] = sent[name] ?? nil
            } else if name == "uid", let uid = sent["uid"], uid != live["uid"] {
                metadata[name] = uid
            } else if let value = live[name] {
                metadata[name] = value
            }
        }
        for member in sent where metadata[member.key] == nil {
            switch member.key {
            case "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "uid":
                continue
            default: metadata[member.key] = member.value
            }
        }
        for name in ["deletionTimestamp", "deletionGracePeriodSeconds"] {
            if let value = live[name] { metadata[name] = value }
        }
        if !context.subresource.isEmpty,
            !["Pod", "Namespace", "Node"].contains(context.definition.kind) || context.definition.isCustom
        {
            metadata["labels"] = live["labels"]
            metadata["annotations"] = live["annotations"]
            metadata["finalizers"] = live["finalizers"]
            metadata["ownerReferences"] = live["ownerReferences"]
        }
        object["metadata"] = .object(metadata)
    }

    /// Whether an object has the metadata of the one before, in all that no client changes.
    private func keepsMetadata(_ object: Value, of old: Value, _ context: RequestContext) -> Bool {
        guard context.subresource.isEmpty, case .object(let sent)? = object["metadata"],
            case .object(let live)? = old["metadata"], sent.count == live.count
        else { return false }
        for position in live.indices {
            let (before, after) = (live[position], sent[position])
            guard before.key == after.key else { return false }
            switch before.key {
            case "labels", "annotations", "finalizers", "ownerReferences", "managedFields": continue
            default: guard before.value.isSame(as: after.value) else { return false }
            }
        }
        return true
    }

    private func bumpGeneration(_ object: inout Value, _ old: Value, _ definition: ResourceDefinition) {
        guard definition.hasGeneration, KindRules.generationChanges(object, old: old, definition) else { return }
        let generation = old["metadata"]?["generation"]?.intValue ?? 0
        object["metadata"]?["generation"] = .int(generation &+ 1)
    }
}

/// Compares objects without regard to when their fields were written.
enum FieldTimes {
    static func isEqual(_ left: Value, _ right: Value) -> Bool {
        guard case .object(let first) = left, case .object(let second) = right, first.count == second.count else {
            return false
        }
        for member in first where member.key != "metadata" {
            guard let other = second[member.key], other == member.value else { return false }
        }
        guard let leftMeta = first["metadata"]?.objectValue, let rightMeta = second["metadata"]?.objectValue else {
            return false
        }
        return isEqualMetadata(leftMeta, rightMeta)
    }

    private static func isEqualMetadata(_ left: Object, _ right: Object) -> Bool {
        guard left.count == right.count else { return false }
        for member in left {
            guard let other = right[member.key] else { return false }
            if other == member.value || member.key == "resourceVersion" { continue }
            guard member.key == "managedFields", withoutTimes(member.value) == withoutTimes(other) else { return false }
        }
        return true
    }

    private static func withoutTimes(_ entries: Value) -> Value {
        guard case .array(let list) = entries else { return entries }
        return .array(
            list.map { entry in
                var copy = entry
                copy["time"] = nil
                return copy
            })
    }
}
