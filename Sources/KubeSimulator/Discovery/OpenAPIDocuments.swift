import KubeClient
import Values

/// The schemas that the server publishes.
enum OpenAPIDocuments {
    static func answer(
        _ segments: [String], _ accept: String, _ headers: KubeHeaders, registry: Registry
    ) throws(APIError) -> KubeResponse {
        guard segments.count >= 2 else { throw .pageNotFound }
        switch segments[1] {
        case "v2" where segments.count == 2:
            if accept.contains("com.github.proto-openapi.spec.v2") { return protobufOutline }
            let ranges = accept.split(separator: ",").map { MediaRange($0).type }
            if !ranges.isEmpty, !ranges.contains(where: { $0 == "*/*" || $0.hasPrefix("application/") }) {
                return KubeResponse(status: 406, headers: ["Cache-Control": "no-cache, private"])
            }
            return document([
                "swagger": "2.0", "info": ["title": "Kubernetes", "version": "1.36"], "paths": [:],
                "definitions": .object(OpenAPISchemas.definitions(registry)),
            ])
        case "v3" where segments.count == 2: return document(index(registry))
        case "v3":
            guard let group = groupVersion(Array(segments.dropFirst(2)), registry) else { throw .pageNotFound }
            return document(OpenAPISchemas.groupDocument(group.group, group.version, registry))
        default: throw .pageNotFound
        }
    }

    /// Version 2 in protobuf, without schemas: clients that read them take version 3, and ask for this one to find out
    /// that a kind is unknown.
    private static var protobufOutline: KubeResponse {
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        let info = field(1, Array("Kubernetes".utf8)) + field(2, Array("1.36".utf8))
        return KubeResponse(
            status: 200,
            headers: [
                "Content-Type": "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", "Vary": "Accept",
                "Cache-Control": "no-cache, private",
            ], body: .bytes(field(1, Array("2.0".utf8)) + field(2, info) + field(8, [])))
    }

    private static func document(_ value: Value) -> KubeResponse {
        KubeResponse(
            status: 200,
            headers: [
                "Content-Type": "application/json", "Vary": "Accept", "ETag": "\"\(Digest.text(value))\"",
                "Cache-Control": "no-cache, private",
            ], body: .value(value))
    }

    private static func groupVersion(_ path: [String], _ registry: Registry) -> (group: String, version: String)? {
        let pair: (group: String, version: String)?
        switch path.count {
        case 2 where path[0] == "api": pair = ("", path[1])
        case 3 where path[0] == "apis": pair = (path[1], path[2])
        default: pair = nil
        }
        guard let pair, registry.versions(of: pair.group).contains(pair.version) else { return nil }
        return pair
    }

    private static func index(_ registry: Registry) -> Value {
        var paths = Object()
        for group in registry.groups {
            for version in registry.versions(of: group) {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                let hash = Digest.text(
                    .array(
                        registry.resources(group, version).map {
                            .string($0.resource + ($0.custom?.schema?.jsonText(.compact) ?? ""))
                        }))
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
            }
        }
        return ["paths": .object(paths)]
    }
}

/// Schemas made from the table of types.
enum OpenAPISchemas {
    /// The full name of a type: `io.k8s.api.apps.v1.Deployment`.
    static func fullName(_ name: String) -> String {
        if name.hasPrefix("meta.") { return "io.k8s.apimachinery.pkg.apis.\(name)" }
        if name.hasPrefix("apiextensions.") { return "io.k8s.apiextensions-apiserver.pkg.apis.\(name)" }
        if name.hasPrefix("apiregistration.") { return "io.k8s.kube-aggregator.pkg.apis.\(name)" }
        return "io.k8s.api.\(name)"
    }

    static func definitions(_ registry: Registry) -> Object {
        var result = Object()
        for index in TypeTable.builtin.types.indices {
            result[fullName(TypeTable.builtin.types[index].name)] = schema(index, prefix: "#/definitions/")
        }
        addKinds(&result, registry, group: nil, version: nil, prefix: "#/definitions/")
        return result
    }

    /// The document of one group and version.
    static func groupDocument(_ group: String, _ version: String, _ registry: Registry) -> Value {
        var schemas = Object()
        var paths = Object()
        var pending: [Int] = []
        var seen: Set<Int> = []
        for definition in registry.resources(group, version) {
            if let type = definition.typeIndex { pending.append(type) }
            let base = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
            let collection =
                definition.isNamespaced
                ? "\(base)/namespaces/{namespace}/\(definition.resource)" : "\(base)/\(definition.resource)"
            paths[collection] = ["get": operation("list", definition), "post": operation("post", definition)]
            paths["\(collection)/{name}"] = [
                "get": operation("get", definition), "put": operation("put", definition),
                "patch": operation("patch", definition), "delete": operation("delete", definition),
            ]
        }
        if let common = TypeTable.builtin.index(objectMeta) { pending.append(common) }
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            let type = TypeTable.builtin.types[next]
            schemas[fullName(type.name)] = schema(next, prefix: "#/components/schemas/")
            for field in type.fields { references(field.type, into: &pending) }
        }
        addKinds(&schemas, registry, group: group, version: version, prefix: "#/components/schemas/")
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "1.36"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    private static func references(_ type: TypeTable.FieldType, into pending: inout [Int]) {
        switch type {
        case .object(let index): pending.append(index)
        case .array(let element), .map(let element): references(element, into: &pending)
        default: break
        }
    }

    private static func operation(_ verb: String, _ definition: ResourceDefinition) -> Value {
        var members: Object = [
            "x-kubernetes-action": .string(verb),
            "x-kubernetes-group-version-kind": [
                "group": .string(definition.group), "version": .string(definition.version),
                "kind": .string(definition.kind),
            ],
            "responses": ["200": ["description": "OK"]],
        ]
        if verb == "post" || verb == "put" || verb == "patch" {
            members["parameters"] = .array(
                ["dryRun", "fieldManager", "fieldValidation"].map {
                    ["name": .string($0), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
                })
        }
        if verb == "patch" {
            let patch: Value = ["schema": ["type": "object"]]
            var content: Object = [
                "application/apply-patch+yaml": patch, "application/json-patch+json": patch,
                "application/merge-patch+json": patch,
            ]
            if !definition.isCustom { content["application/strategic-merge-patch+json"] = patch }
            members["requestBody"] = ["content": .object(content)]
        }
        return .object(members)
    }

    /// Names the kinds at their types, and adds the custom ones.
    private static func addKinds(
        _ schemas: inout Object, _ registry: Registry, group: String?, version: String?, prefix: String
    ) {
        for groupName in registry.groups where group == nil || group == groupName {
            for versionName in registry.versions(of: groupName) where version == nil || version == versionName {
                for definition in registry.resources(groupName, versionName) { addKind(&schemas, definition, prefix) }
            }
        }
    }

    private static func addKind(_ schemas: inout Object, _ definition: ResourceDefinition, _ prefix: String) {
        let kind: Value = [
            [
                "group": .string(definition.group), "version": .string(definition.version),
                "kind": .string(definition.kind),
            ]
        ]
        if let type = definition.typeIndex {
            schemas[fullName(TypeTable.builtin.types[type].name)]?["x-kubernetes-group-version-kind"] = kind
        } else if let custom = definition.custom {
            var schema = custom.schema ?? ["type": "object"]
            addObjectFields(&schema, prefix)
            schema["x-kubernetes-group-version-kind"] = kind
            let reversed = custom.group.split(separator: ".").reversed().joined(separator: ".")
            schemas["\(reversed).\(custom.version).\(custom.kind)"] = schema
        }
    }

    private static let objectMeta = "meta.v1.ObjectMeta"

    /// What every object has, whether or not its definition says so.
    private static func addObjectFields(_ schema: inout Value, _ prefix: String) {
        var properties = schema["properties"] ?? [:]
        properties["apiVersion"] = ["type": "string"]
        properties["kind"] = ["type": "string"]
        properties["metadata"] = ["$ref": .string(prefix + fullName(objectMeta))]
        schema["properties"] = properties
    }

    private static func schema(_ index: Int, prefix: String) -> Value {
        let type = TypeTable.builtin.types[index]
        var properties = Object()
        for field in type.fields {
            var property = schema(field.type, prefix: prefix)
            if let key = field.mergeKey { property["x-kubernetes-patch-merge-key"] = .string(key) }
            if let strategy = field.strategy { property["x-kubernetes-patch-strategy"] = .string(strategy) }
            if case .array = field.type {
                property["x-kubernetes-list-type"] =
                    field.listKeys.isEmpty ? "atomic" : field.listKeys == ["="] ? "set" : "map"
                if !field.listKeys.isEmpty, field.listKeys != ["="] {
                    property["x-kubernetes-list-map-keys"] = .array(field.listKeys.map(Value.string))
                }
            }
            properties[field.name] = property
        }
        var members: Object = ["type": "object", "properties": .object(properties)]
        let required = type.fields.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { members["required"] = .array(required) }
        return .object(members)
    }

    private static func schema(_ type: TypeTable.FieldType, prefix: String) -> Value {
        switch type {
        case .string: ["type": "string"]
        case .int32: ["type": "integer", "format": "int32"]
        case .int64: ["type": "integer", "format": "int64"]
        case .number: ["type": "number", "format": "double"]
        case .bool: ["type": "boolean"]
        case .intOrString: ["type": "string", "format": "int-or-string"]
        case .quantity: ["type": "string"]
        case .time, .microTime: ["type": "string", "format": "date-time"]
        case .bytes: ["type": "string", "format": "byte"]
        case .anything: ["type": "object"]
        case .object(let index): ["$ref": .string(prefix + fullName(TypeTable.builtin.types[index].name))]
        case .array(let element): ["type": "array", "items": schema(element, prefix: prefix)]
        case .map(let element): ["type": "object", "additionalProperties": schema(element, prefix: prefix)]
        }
    }
}
