import Values

/// The documents that tell clients what the server serves.
enum Discovery {
    /// The form of the aggregated discovery that a client accepts; nil where it wants none.
    static func aggregatedForm(_ accept: String) -> ResponseForm.Encoding? {
        for part in accept.split(separator: ",") {
            let range = MediaRange(part)
            guard range.type == "application/json" || range.type == ResponseForm.protobufType else { continue }
            if range["g"] == "apidiscovery.k8s.io", range["as"] == "APIGroupDiscoveryList" {
                if range["v"] == "v2" { return range.type == "application/json" ? .json : .protobuf }
            } else if range["as"] == nil, range.type == "application/json" {
                return nil
            }
        }
        return nil
    }

    /// The answer for forms of discovery that are not served.
    static var refusal: APIError {
        APIError(
            406, "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf"
        )
    }

    static func coreVersions(_ configuration: SimulatorConfiguration) -> Value {
        [
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [
                ["clientCIDR": "0.0.0.0/0", "serverAddress": .string(configuration.serverAddress)]
            ],
        ]
    }

    static func groups(_ registry: Registry) -> Value {
        let groups = registry.groups.filter { !$0.isEmpty }.map { groupMembers(registry, $0) }
        return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map(Value.object))]
    }

    static func group(_ registry: Registry, _ name: String) -> Value? {
        guard !registry.versions(of: name).isEmpty, !name.isEmpty else { return nil }
        var members: Object = ["kind": "APIGroup", "apiVersion": "v1"]
        for member in groupMembers(registry, name) { members[member.key] = member.value }
        return .object(members)
    }

    private static func groupMembers(_ registry: Registry, _ name: String) -> Object {
        let versions = registry.versions(of: name).map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(versions), "preferredVersion": versions.first ?? .null]
    }

    static func resources(_ registry: Registry, _ group: String, _ version: String) -> Value {
        var list: [Value] = []
        for definition in registry.resources(group, version) {
            var members: Object = [
                "name": .string(definition.resource), "singularName": .string(definition.singular),
                "namespaced": .bool(definition.isNamespaced), "kind": .string(definition.kind),
                "verbs": texts(definition.verbs),
            ]
            if !definition.shortNames.isEmpty { members["shortNames"] = texts(definition.shortNames) }
            if !definition.categories.isEmpty { members["categories"] = texts(definition.categories) }
            let hash = definition.isCustom ? storageHash(definition) : definition.storageVersionHash
            if !hash.isEmpty { members["storageVersionHash"] = .string(hash) }
            list.append(.object(members))
            list += definition.subresources.map { subresource(definition, $0) }
        }
        var document: Object = ["kind": "APIResourceList"]
        if !group.isEmpty { document["apiVersion"] = "v1" }
        document["groupVersion"] = .string(group.isEmpty ? version : "\(group)/\(version)")
        document["resources"] = .array(list)
        return .object(document)
    }

    private static func storageHash(_ definition: ResourceDefinition) -> String {
        let text = Digest.text(
            .string("\(definition.group)/\(definition.custom?.storageVersion ?? "")/\(definition.kind)"))
        return Base64Text.encode(Array(text.utf8.prefix(8)))
    }

    private static func subresource(_ definition: ResourceDefinition, _ sub: ResourceTable.Subresource) -> Value {
        var members: Object = [
            "name": .string("\(definition.resource)/\(sub.name)"), "singularName": "",
            "namespaced": .bool(definition.isNamespaced),
        ]
        if !sub.version.isEmpty,
            sub.group != definition.group || sub.version != definition.version || !definition.isCustom
        {
            members["group"] = .string(sub.group)
            members["version"] = .string(sub.version)
        }
        members["kind"] = .string(sub.kind)
        members["verbs"] = texts(sub.verbs)
        return .object(members)
    }

    static func aggregated(_ registry: Registry, isCore: Bool) -> Value {
        let items = registry.groups.filter { $0.isEmpty == isCore }.map { group -> Value in
            let versions = registry.versions(of: group).map { version -> Value in
                [
                    "version": .string(version),
                    "resources": .array(registry.resources(group, version).map(aggregatedResource)),
                    "freshness": "Current",
                ]
            }
            return ["metadata": group.isEmpty ? [:] : ["name": .string(group)], "versions": .array(versions)]
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(items),
        ]
    }

    private static func aggregatedResource(_ definition: ResourceDefinition) -> Value {
        let isCustom = definition.isCustom
        func kind(_ group: String, _ version: String, _ kind: String) -> Value {
            ["group": .string(group), "version": .string(version), "kind": .string(kind)]
        }
        var members: Object = [
            "resource": .string(definition.resource),
            "responseKind": kind(isCustom ? definition.group : "", isCustom ? definition.version : "", definition.kind),
            "scope": .string(definition.isNamespaced ? "Namespaced" : "Cluster"),
            "singularResource": .string(definition.singular), "verbs": texts(definition.verbs),
        ]
        if !definition.shortNames.isEmpty { members["shortNames"] = texts(definition.shortNames) }
        if !definition.categories.isEmpty { members["categories"] = texts(definition.categories) }
        let subresources = definition.subresources.map { sub -> Value in
            [
                "subresource": .string(sub.name), "responseKind": kind(sub.group, sub.version, sub.kind),
                "verbs": texts(sub.verbs),
            ]
        }
        if !subresources.isEmpty { members["subresources"] = .array(subresources) }
        return .object(members)
    }

    private static func texts(_ list: [String]) -> Value { .array(list.map(Value.string)) }

    /// The paths of the index at `/`.
    static func paths(_ registry: Registry) -> [String] {
        var paths = [
            "/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version",
        ]
        for group in registry.groups where !group.isEmpty {
            paths.append("/apis/\(group)")
            for version in registry.versions(of: group) { paths.append("/apis/\(group)/\(version)") }
        }
        return paths.sorted()
    }
}
