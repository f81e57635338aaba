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

    /// Serves what a changed CustomResourceDefinition says.
    mutating func registryChanged(_ change: StoreChange) {
        let value = change.new?.value ?? change.old?.value ?? .null
        guard let group = value["spec", "group"]?.stringValue,
            let plural = value["spec", "names", "plural"]?.stringValue
        else { return }
        if change.new == nil {
            registry.remove(group: group, resource: plural)
            watchers.close(ResourceID(group: group, resource: plural), into: &emissions)
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

    /// The status that the server's own controllers write: names accepted, established.
    static func establishedStatus(_ value: Value, now: Timestamp) -> Value {
        let stamp = Value.string(now.text)
        let storage = (value["spec", "versions"]?.arrayValue ?? []).filter { $0["storage"]?.boolValue == true }
        let old = value["status", "storedVersions"]?.arrayValue ?? []
        var versions = old
        for name in storage.compactMap({ $0["name"] }) where !versions.contains(name) { versions.append(name) }
        var names = value["spec", "names"] ?? .object(Object())
        if names["singular"] == nil { names["singular"] = .string((names["kind"]?.stringValue ?? "").lowercased()) }
        return [
            "conditions": [
                [
                    "type": "NamesAccepted", "status": "True", "lastTransitionTime": stamp, "reason": "NoConflicts",
                    "message": "no conflicts found",
                ],
                [
                    "type": "Established", "status": "True", "lastTransitionTime": stamp,
                    "reason": "InitialNamesAccepted",
                    "message": "the initial names have been accepted",
                ],
            ],
            "acceptedNames": names, "storedVersions": .array(versions),
        ]
    }
}
