import KubeClient
import KubeModel
import Values

extension APIServer {
    private static let patchTypes = [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ]

    mutating func patch(_ context: RequestContext) throws(APIError) -> KubeResponse {
        // Of the types of patches only the lower case is known.
        let type = APIServer.sentMediaType(context.headers)
        let definition = context.definition
        guard APIServer.patchTypes.contains(type), !(definition.isCustom && type.contains("strategic")) else {
            throw unsupportedPatch(type, definition)
        }
        let isApply = type == "application/apply-patch+yaml"
        let options = try WriteOptions(context.query, kind: "PatchOptions", isApply: isApply)
        let patch = try patchBody(context, options, isYAML: isApply)
        if isApply {
            return context.subresource == "scale"
                ? try applyScale(patch, context, options) : try apply(patch, context, options)
        }
        let live = try stored(context)
        if context.subresource == "scale" { return try patchScale(patch, type, live.value, context, options) }
        let before = Projection.present(live.value, definition)
        let patched = try apply(patch, type, to: before, definition)
        let decoded = try decodePatched(patched, patch, context, options, type)
        try checkIdentity(decoded, context)
        let result = try update(
            decoded, live: live.value, context, options, manager: .update(context.manager), isPatch: true)
        return respond(200, shaped(Projection.present(result, definition), context), context.form)
    }

    private func unsupportedPatch(_ type: String, _ definition: ResourceDefinition) -> APIError {
        let types = definition.isCustom ? APIServer.patchTypes.filter { !$0.contains("strategic") } : []
        if definition.isCustom, type.contains("strategic") {
            return APIError(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: \(types.joined(separator: ", "))"
            )
        }
        return APIError(415, "UnsupportedMediaType", "415: Unsupported Media Type", details: [:])
    }

    private mutating func patchBody(
        _ context: RequestContext, _ options: WriteOptions, isYAML: Bool
    ) throws(APIError) -> Value {
        switch context.body {
        case .value(let value): return value
        case .bytes(let bytes):
            guard bytes.count <= APIServer.bodyLimit else {
                throw .tooLarge("limit is \(APIServer.bodyLimit)")
            }
            return try isYAML ? appliedBody(bytes, options) : jsonPatchBody(bytes, context)
        case nil: throw .badRequest("error decoding patch: unexpected end of JSON input")
        }
    }

    private mutating func appliedBody(_ bytes: [UInt8], _ options: WriteOptions) throws(APIError) -> Value {
        let value: Value
        let repeated: [String]
        do throws(ParseError) {
            (value, repeated) = try YAMLDuplicates.read(bytes)
        } catch {
            throw .badRequest(
                "error decoding YAML: error converting YAML to JSON: \(YAMLDuplicates.failure(error))")
        }
        if !repeated.isEmpty, options.validation == .strict {
            throw .badRequest(
                "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
                    + repeated.joined(separator: "\n  "))
        }
        if options.validation == .warn { warnings += repeated }
        if case .null = value { return .object(Object()) }
        return value
    }

    private mutating func jsonPatchBody(_ bytes: [UInt8], _ context: RequestContext) throws(APIError) -> Value {
        let value: Value
        do throws(ParseError) {
            value = try Value(json: bytes)
        } catch {
            let failure = GoJSON.failure(bytes)
            throw .badRequest(isStrategic(context) ? failure : "error decoding patch: \(failure)")
        }
        let merged = try mergedDuplicates(bytes, context)
        if APIServer.mediaType(context.headers).hasPrefix("application/json-patch") {
            duplicateFields = duplicateFields.map { "json patch \($0)" }
        }
        return merged ?? value
    }

    /// Applies a JSON, merge or strategic patch.
    func apply(
        _ patch: Value, _ type: String, to value: Value, _ definition: ResourceDefinition
    ) throws(APIError) -> Value {
        switch type {
        case "application/json-patch+json": return try JSONPatches.apply(patch, to: value)
        case "application/merge-patch+json":
            guard case .object = patch else {
                if case .null = patch { throw .badRequest("Invalid JSON Patch") }
                throw .badRequest(
                    "error decoding patch: json: cannot unmarshal \(patch.kindName == "list" ? "array" : patch.kindName) into Go value of type map[string]interface {}"
                )
            }
            return value.applyingMergePatch(patch)
        default:
            guard case .object = patch else {
                throw .badRequest(
                    "json: cannot unmarshal \(patch.kindName == "list" ? "array" : patch.kindName) into Go value of type map[string]interface {}"
                )
            }
            return try StrategicPatches.apply(patch, to: value, definition)
        }
    }

    /// Reads a patched object; what cannot be read is the patch's fault.
    private mutating func decodePatched(
        _ patched: Value, _ patch: Value, _ context: RequestContext, _ options: WriteOptions, _ type: String
    ) throws(APIError) -> Value {
        do throws(APIError) {
            return try decodeObject(patched, context, options, isUnstructured: type.contains("strategic"))
        } catch {
            guard error.code == 400 else { throw error }
            let message = error.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? error.message
            let shown = error.message.contains("cannot be handled as") ? message : error.message
            let text = shownPatched(patched, patch, type)
            throw .invalid(
                group: "", kind: "", name: "",
                [
                    FieldError(
                        reason: .invalid, field: "patch",
                        message: "Invalid value: \(Value.string(text).jsonText(.compact)): \(shown)")
                ])
        }
    }

    /// What an error shows of a patched object: all of it, or the patch alone for strategic ones.
    private func shownPatched(_ patched: Value, _ patch: Value, _ type: String) -> String {
        if type.contains("strategic") { return GoText.show(patch) }
        return PatchedText.show(patched, by: patch)
    }

    private func isStrategic(_ context: RequestContext) -> Bool {
        APIServer.sentMediaType(context.headers) == "application/strategic-merge-patch+json"
    }

    // MARK: - Apply

    private mutating func apply(
        _ patch: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> KubeResponse {
        let definition = context.definition
        let writer = FieldManagers.Writer.apply(context.manager, force: options.force ?? false)
        let applied = try checkApplied(patch, context)
        guard let live = store[definition.storage, context.namespace, context.name] else {
            if !context.subresource.isEmpty { throw .notFound(definition, context.name) }
            if let uid = applied["metadata"]?["uid"]?.stringValue, !uid.isEmpty {
                throw .conflict(
                    definition, context.name,
                    "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
            }
            let merged = try FieldManagers.apply(
                applied, to: nil, definition, writer, subresource: "", now: now, forms: fieldForms
            ).object
            let decoded = try decodeObject(merged, context, options)
            let created = try create(decoded, context, options, manager: writer) ?? .null
            return respond(201, shaped(Projection.present(created, definition), context), context.form)
        }
        let before = Projection.present(live.value, definition)
        let merged = try FieldManagers.apply(
            applied, to: before, definition, writer, subresource: context.subresource, now: now,
            versions: otherVersions(of: definition), forms: fieldForms)
        if merged.isSame, !definition.isCustom, !isReviewed {
            // What is stored was read, completed and found valid when it was written.
            try confirm(before, context, isDryRun: options.isDryRun)
            return respond(200, shaped(before, context), context.form)
        }
        let decoded = try decodeObject(merged.object, context, options, known: before)
        let result = try update(decoded, live: live.value, context, options, manager: writer, isPatch: true)
        return respond(200, shaped(Projection.present(result, definition), context), context.form)
    }

    /// Lets admission look at an update that changes nothing.
    private mutating func confirm(_ object: Value, _ context: RequestContext, isDryRun: Bool) throws(APIError) {
        try checkUpdate(object, old: object, context, isDryRun: isDryRun)
        warnings += KindRules.warnings(object, context.definition, isNew: false)
    }

    private func checkApplied(_ patch: Value, _ context: RequestContext) throws(APIError) -> Value {
        let definition = context.definition
        guard case .object = patch else {
            throw .badRequest(
                "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(patch.kindName == "list" ? "array" : patch.kindName) into Go value of type map[string]interface {}"
            )
        }
        let kind = patch["kind"]?.stringValue ?? ""
        let version = patch["apiVersion"]?.stringValue ?? ""
        guard kind == definition.kind, version == definition.apiVersion else {
            let shown = version.isEmpty ? "" : version
            let parts = shown.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let group = parts.count == 2 ? parts[0] : ""
            throw .badRequest("invalid object type: \(group)/\(parts.last ?? ""), Kind=\(kind)")
        }
        if let entries = patch["metadata"]?["managedFields"], entries != .null {
            throw .badRequest("metadata.managedFields must be nil")
        }
        try checkIdentity(patch, context)
        var applied = patch
        if !definition.isNamespaced, applied["metadata"]?["namespace"] != nil {
            applied["metadata"]?["namespace"] = nil
        }
        return applied
    }
}
