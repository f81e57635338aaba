import KubeModel
import Values

/// Keeps `managedFields`: who owns which field of an object.
enum FieldManagers {
    /// Who writes, and how.
    enum Writer {
        case update(String)
        case apply(String, force: Bool)

        var isApply: Bool { if case .apply = self { true } else { false } }
        var name: String {
            switch self {
            case .update(let name), .apply(let name, _): name
            }
        }
        var isForced: Bool { if case .apply(_, let force) = self { force } else { false } }
    }

    private static let statusFields = FieldSet([[.field("status")]])
    private static let mainFields = FieldSet([[.field("spec")], [.field("metadata"), .field("labels")]])
    private static let customMainFields = FieldSet([
        [.field("spec")], [.field("metadata"), .field("labels")], [.field("metadata"), .field("annotations")],
        [.field("metadata"), .field("finalizers")], [.field("metadata"), .field("ownerReferences")],
    ])
    private static let podMainFields = FieldSet([[.field("spec")]])

    private static func write(
        _ writer: Writer, _ definition: ResourceDefinition, _ subresource: String, _ now: Timestamp,
        _ forms: FieldSetForms?
    ) -> StructuredMerge.Write {
        let ignored: FieldSet
        switch subresource {
        case "status", "approval":
            ignored =
                definition.isCustom
                ? customMainFields
                : ["Pod", "Namespace", "Node"].contains(definition.kind) ? podMainFields : mainFields
        default: ignored = definition.hasStatus && subresource.isEmpty ? statusFields : FieldSet()
        }
        var write = StructuredMerge.Write(
            manager: writer.name, subresource: subresource, force: writer.isForced, now: now.text, ignored: ignored)
        write.forms = forms
        return write
    }

    /// Notes that a new object's fields belong to who created it.
    static func recordCreate(
        _ object: inout Value, _ definition: ResourceDefinition, _ writer: Writer, now: Timestamp,
        forms: FieldSetForms? = nil
    ) {
        var written = object
        if case .object(var members) = object, members.contains(where: { $0.value == .null }) {
            members.removeAll { $0.value == .null }
            written = .object(members)
        }
        written = StructuredMerge.update(
            from: nil, to: written, by: write(writer, definition, "", now, forms), schema: definition.schemaNode)
        object["metadata"] = written["metadata"]
    }

    /// Notes what an update has changed.
    static func recordUpdate(
        _ object: inout Value, old: Value, _ definition: ResourceDefinition, _ writer: Writer, subresource: String,
        now: Timestamp, versions: StructuredMerge.OtherVersions = .init(), forms: FieldSetForms? = nil
    ) {
        if subresource == "scale" {
            let path = definition.custom?.scale?.specReplicas ?? ["spec", "replicas"]
            if !isReplicasOwned(old, definition) || object.value(at: path) == 0 {
                // A Scale without replicas takes them from everybody.
                object["metadata"]?["managedFields"] = withoutReplicas(old, path)
                return
            }
        }
        var write = write(writer, definition, subresource, now, forms)
        write.versions = versions
        object = StructuredMerge.update(from: old, to: object, by: write, schema: definition.schemaNode)
        if subresource == "scale" { dropScaleTime(&object) }
    }

    private static func withoutReplicas(_ object: Value, _ path: [String]) -> Value? {
        guard var managed = try? ManagedFields(object["metadata"]?["managedFields"]) else { return nil }
        let place = FieldSet([path.map { PathElement.field($0) }])
        for (manager, entry) in managed.entries where !entry.fields.intersection(place).isEmpty {
            let rest = entry.fields.subtracting(place)
            if rest.isEmpty { managed.entries[manager] = nil } else { managed.entries[manager]?.fields = rest }
        }
        return managed.value
    }

    /// The managers of an object's replicas as its Scale shows them; nil where there is none.
    static func scaleManagers(_ object: Value, _ definition: ResourceDefinition) -> Value? {
        guard let managed = try? ManagedFields(object["metadata"]?["managedFields"]) else { return nil }
        let path = (definition.custom?.scale?.specReplicas ?? ["spec", "replicas"]).map { PathElement.field($0) }
        var result = ManagedFields()
        let replicas = FieldSet([[.field("spec"), .field("replicas")]])
        for (manager, entry) in managed.entries where entry.fields.contains(path) {
            result.entries[manager] = ManagedFields.Entry(
                fields: replicas, apiVersion: "autoscaling/v1", time: entry.time)
        }
        guard !result.entries.isEmpty, case .array(let list)? = result.value else { return nil }
        return .array(
            list.map {
                var entry = $0
                entry["apiVersion"] = "autoscaling/v1"
                return entry
            })
    }

    private static func isReplicasOwned(_ object: Value, _ definition: ResourceDefinition) -> Bool {
        guard let managed = try? ManagedFields(object["metadata"]?["managedFields"]) else { return false }
        let path = (definition.custom?.scale?.specReplicas ?? ["spec", "replicas"]).map { PathElement.field($0) }
        return managed.entries.values.contains { $0.fields.contains(path) }
    }

    /// Entries of the scale subresource carry no time.
    static func dropScaleTime(_ object: inout Value) {
        object.edit("metadata") { metadata in
            metadata.editEach("managedFields") { if $0.text("subresource") == "scale" { $0["time"] = nil } }
        }
    }

    /// Merges an applied configuration into the live object.
    static func apply(
        _ applied: Value, to live: Value?, _ definition: ResourceDefinition, _ writer: Writer, subresource: String,
        now: Timestamp, versions: StructuredMerge.OtherVersions = .init(), forms: FieldSetForms? = nil
    ) throws(APIError) -> StructuredMerge.Outcome {
        var write = write(writer, definition, subresource, now, forms)
        write.versions = versions
        do throws(StructuredMergeError) {
            return try StructuredMerge.apply(applied, to: live, by: write, schema: definition.schemaNode)
        } catch {
            throw failure(error, applied, definition)
        }
    }

    private static func failure(
        _ error: StructuredMergeError, _ applied: Value, _ definition: ResourceDefinition
    ) -> APIError {
        if error.code == .conflict {
            let causes = error.conflicts.map { conflict -> Value in
                [
                    "reason": "FieldManagerConflict", "message": .string(conflict.message),
                    "field": .string(conflict.field),
                ]
            }
            return APIError(409, "Conflict", error.message, details: ["causes": .array(causes)])
        }
        if error.code == .request { return .badRequest(error.message) }
        let metadata = applied["metadata"] ?? .null
        let name = "\(metadata.text("namespace"))/\(metadata.text("name"))"
        return .internalError(
            "failed to create typed patch object (\(name); \(definition.group.isEmpty ? "/" : "")\(definition.apiVersion), Kind=\(definition.kind)): \(error.serverMessage)"
        )
    }
}
