import KubeClient
import KubeModel
import Values

extension APIServer {
    /// The Scale of an object.
    func scale(of value: Value, _ context: RequestContext) throws(APIError) -> Value {
        let metadata = value["metadata"]
        var members = Object()
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            if let value = metadata?[name] { members[name] = value }
        }
        var spec = Object()
        var status = Object()
        if let scale = context.definition.custom?.scale {
            guard let replicas = value.value(at: scale.specReplicas)?.intValue else {
                let why = "the spec replicas field \".\(scale.specReplicas.joined(separator: "."))\" does not exist"
                throw APIError(
                    500, "InternalError", "Internal error occurred: \(why)",
                    details: ["causes": [["message": .string(why)]]])
            }
            if replicas != 0 { spec["replicas"] = .int(replicas) }
            status["replicas"] = .int(value.value(at: scale.statusReplicas)?.intValue ?? 0)
            if let path = scale.labelSelector, let text = value.value(at: path)?.stringValue, !text.isEmpty {
                status["selector"] = .string(text)
            }
        } else {
            if let replicas = value["spec"]?["replicas"]?.intValue, replicas != 0 { spec["replicas"] = .int(replicas) }
            status["replicas"] = .int(value["status"]?["replicas"]?.intValue ?? 0)
            if let text = SelectorText.format(
                value["spec"]?["selector"], isPlainMap: context.definition.kind == "ReplicationController"),
                !text.isEmpty
            {
                status["selector"] = .string(text)
            }
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(members), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    mutating func updateScale(_ context: RequestContext, _ options: WriteOptions) throws(APIError) -> KubeResponse {
        let sent = try bodyValue(context)
        let scale = try decodeScale(sent, context, isPatch: false) { $0.jsonText(.compact) }
        try checkIdentity(scale, context)
        let live = try stored(context)
        return try writeScale(scale, live.value, context, options, writer: .update(context.manager))
    }

    mutating func patchScale(
        _ patch: Value, _ type: String, _ live: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> KubeResponse {
        var before = try scale(of: live, context)
        if let managers = FieldManagers.scaleManagers(live, context.definition) {
            before["metadata"]?["managedFields"] = managers
        }
        let strategic = type.contains("strategic")
        let patched = try apply(
            patch, strategic ? "application/merge-patch+json" : type, to: before, context.definition)
        let decoded = try decodeScale(patched, context, isPatch: true) {
            type.contains("strategic") ? GoForm.plain(patch) : PatchedText.show($0, by: patch)
        }
        return try writeScale(decoded, live, context, options, writer: .update(context.manager))
    }

    /// Applies a Scale: the replicas of the object, and nothing else.
    mutating func applyScale(
        _ patch: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> KubeResponse {
        let definition = context.definition
        guard patch.text("kind") == "Scale", patch.text("apiVersion") == "autoscaling/v1" else {
            throw .badRequest("invalid object type: \(patch.text("apiVersion")), Kind=\(patch.text("kind"))")
        }
        try checkIdentity(patch, context)
        let live = try stored(context)
        var applied: Value = [
            "apiVersion": .string(definition.apiVersion), "kind": .string(definition.kind),
            "metadata": ["name": .string(context.name)],
        ]
        if let replicas = patch["spec"]?["replicas"] {
            applied.set(replicas, at: definition.custom?.scale?.specReplicas ?? ["spec", "replicas"])
        }
        let writer = FieldManagers.Writer.apply(context.manager, force: options.force ?? false)
        let before = Projection.present(live.value, definition)
        var merged = try FieldManagers.apply(
            applied, to: before, definition, writer, subresource: "scale", now: now,
            versions: otherVersions(of: definition)
        ).object
        FieldManagers.dropScaleTime(&merged)
        let updated = try update(merged, live: live.value, context, options, manager: writer, isPatch: true)
        let answer = try scale(of: Projection.present(updated, definition), context)
        return respond(200, shapedScale(answer, context), context.form)
    }

    /// A Scale in the form that was asked for.
    func shapedScale(_ scale: Value, _ context: RequestContext) -> Value {
        guard case .table(let version) = context.form.shape else { return shaped(scale, context) }
        func column(_ name: String, _ type: String) -> Value {
            ["name": .string(name), "type": .string(type), "format": "", "description": "", "priority": 0]
        }
        let cells: [Value] = [
            scale["metadata"]?["name"] ?? "", scale["spec"]?["replicas"] ?? 0, scale["status"]?["replicas"] ?? 0,
            .string(Ages.since(scale["metadata"]?["creationTimestamp"], now)),
        ]
        return [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": ["resourceVersion": scale["metadata"]?["resourceVersion"] ?? ""],
            "columnDefinitions": [
                column("Name", "string"), column("Desired", "integer"), column("Available", "integer"),
                column("Age", "string"),
            ],
            "rows": [["cells": .array(cells), "object": Projection.partial(scale, version: version)]],
        ]
    }

    private func decodeScale(
        _ sent: Value, _ context: RequestContext, isPatch: Bool, shown: (Value) -> String
    ) throws(APIError) -> Value {
        guard let type = TypeTable.builtin.index("autoscaling.v1.Scale") else { return sent }
        var codec = TypedCodec()
        do throws(TypedCodec.Failure) {
            return try codec.decode(sent, as: type)
        } catch {
            let message = "Scale in version \"v1\" cannot be handled as a Scale: \(error.message)"
            guard isPatch else { throw .badRequest(message) }
            let text = shown(sent)
            throw .invalid(
                group: "", kind: "", name: "",
                [
                    FieldError(
                        reason: .invalid, field: "patch",
                        message: "Invalid value: \(Value.string(text).jsonText(.compact)): \(error.message)")
                ])
        }
    }

    private mutating func writeScale(
        _ scale: Value, _ live: Value, _ context: RequestContext, _ options: WriteOptions,
        writer: FieldManagers.Writer
    ) throws(APIError) -> KubeResponse {
        let definition = context.definition
        let replicas = scale["spec"]?["replicas"]?.intValue ?? 0
        if replicas < 0, !definition.isCustom {
            throw .invalid(
                group: "autoscaling", kind: "Scale", name: context.name,
                [.invalid("spec.replicas", .int(replicas), "must be greater than or equal to 0")])
        }
        var value = Projection.present(live, definition)
        let path = definition.custom?.scale?.specReplicas ?? ["spec", "replicas"]
        value.set(.int(replicas), at: path)
        if let version = scale["metadata"]?["resourceVersion"] { value["metadata"]?["resourceVersion"] = version }
        let main = RequestContext(
            definition: definition, namespace: context.namespace, name: context.name, subresource: "scale",
            query: context.query, headers: context.headers, body: nil, form: context.form)
        let updated = try update(value, live: live, main, options, manager: writer, isPatch: true)
        let answer = try self.scale(of: Projection.present(updated, definition), context)
        return respond(200, shapedScale(answer, context), context.form)
    }
}

/// Label selectors as text.
enum SelectorText {
    /// `app=web,tier in (a,b)`; nil where there is no selector.
    static func format(_ selector: Value?, isPlainMap: Bool) -> String? {
        guard let selector else { return nil }
        var parts: [(key: String, text: String)] = []
        let labels = isPlainMap ? selector.objectValue : selector["matchLabels"]?.objectValue
        for member in labels ?? Object() {
            parts.append((member.key, "\(member.key)=\(member.value.stringValue ?? "")"))
        }
        for expression in isPlainMap ? [] : selector["matchExpressions"]?.arrayValue ?? [] {
            let key = expression["key"]?.stringValue ?? ""
            let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue).sorted().joined(
                separator: ",")
            switch expression["operator"]?.stringValue {
            case "In": parts.append((key, "\(key) in (\(values))"))
            case "NotIn": parts.append((key, "\(key) notin (\(values))"))
            case "Exists": parts.append((key, key))
            default: parts.append((key, "!\(key)"))
            }
        }
        return parts.sorted { byBytes($0.key, $1.key) }.map(\.text).joined(separator: ",")
    }

    /// Whether a selector can be made of a `LabelSelector`.
    static func isReadable(_ selector: Value?) -> Bool {
        var findings = Findings()
        findings.selector(selector, "")
        return findings.errors.isEmpty
    }

    /// Whether labels fulfil a `LabelSelector`.
    static func matches(_ selector: Value?, _ labels: Value?) -> Bool {
        guard let selector, case .object = selector else { return false }
        for member in selector["matchLabels"]?.objectValue ?? Object() where labels?[member.key] != member.value {
            return false
        }
        for expression in selector["matchExpressions"]?.arrayValue ?? [] {
            let value = labels?[expression["key"]?.stringValue ?? ""]?.stringValue
            let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue)
            switch expression["operator"]?.stringValue {
            case "In": if value.map(values.contains) != true { return false }
            case "NotIn": if value.map(values.contains) == true { return false }
            case "Exists": if value == nil { return false }
            default: if value != nil { return false }
            }
        }
        return true
    }
}
