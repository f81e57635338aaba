import KubeModel
import Values

extension APIServer {
    /// The form in which an object is stored; what the storage version does not know is lost.
    func toStorage(_ value: Value, _ definition: ResourceDefinition) -> Value {
        var result = VersionConversion.toStorage(value, definition)
        guard let custom = definition.custom, custom.version != custom.storageVersion,
            let storage = registry.definition(custom.group, custom.storageVersion, custom.plural)?.custom
        else { return result }
        var unknown: [String] = []
        result = CustomObjects.pruned(result, storage, unknown: &unknown)
        return result
    }

    /// Objects of a resource in its other versions, for fields that are recorded there.
    func otherVersions(of definition: ResourceDefinition) -> StructuredMerge.OtherVersions {
        let registry = registry
        guard registry.versions(of: definition.group).count > 1 else { return .init() }
        return StructuredMerge.OtherVersions { object, apiVersion in
            let version = String(apiVersion.split(separator: "/").last ?? "")
            guard let other = registry.definition(definition.group, version, definition.resource) else { return nil }
            var value = object
            if other.isCustom {
                // Without a webhook only the name of the version changes; what it does not know stands in the way.
                value["apiVersion"] = .string(other.apiVersion)
            } else {
                value = VersionConversion.convert(value, to: other)
            }
            value.set(nil, at: ["metadata", "managedFields"])
            return TypedValue(value, schema: other.schemaNode)
        }
    }

    /// Serves what a changed CustomResourceDefinition says.
    mutating func registryChanged(_ change: StoreChange) {
        let value = change.new?.value ?? change.old?.value ?? .null
        guard let group = value["spec", "group"]?.stringValue,
            let plural = value["spec", "names", "plural"]?.stringValue
        else { return }
        if change.new == nil {
            registry.remove(group: group, resource: plural)
            watchers.close(ResourceID(group: group, resource: plural), into: &emissions)
            retryNames(in: group)
            return
        }
        guard CustomDefinitions.isEstablished(value) else { return }
        registry.remove(group: group, resource: plural)
        for version in CustomVersion.served(by: value) { registry.add(ResourceDefinition(custom: version)) }
    }
}

/// CustomResourceDefinitions: what the server fills in.
enum CustomDefinitions {
    static func isEstablished(_ value: Value) -> Bool {
        (value["status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"]?.stringValue == "Established" && $0["status"]?.stringValue == "True"
        }
    }

    static func applyDefaults(_ value: inout Value) {
        let kind = value["spec", "names", "kind"]?.stringValue ?? ""
        if value["spec", "names", "singular"] == nil, !kind.isEmpty {
            value.set(.string(kind.lowercased()), at: ["spec", "names", "singular"])
        }
        if value["spec", "names", "listKind"] == nil, !kind.isEmpty {
            value.set(.string(kind + "List"), at: ["spec", "names", "listKind"])
        }
        if value["spec", "conversion"] == nil { value.set(["strategy": "None"], at: ["spec", "conversion"]) }
    }

    /// The status of a definition that was just created.
    static func firstStatus(_ value: Value) -> Value {
        let storage = (value["spec", "versions"]?.arrayValue ?? []).filter { $0["storage"]?.boolValue == true }
        return [
            "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
            "storedVersions": .array(storage.compactMap { $0["name"] }),
        ]
    }
}
