import Values

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

    /// The paths of version 2, with what clients look up there: which kind a path is of, and what a request may ask for.
    static func paths(_ registry: Registry) -> Object {
        var paths = Object()
        for group in registry.groups {
            for version in registry.versions(of: group) {
                let base = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
                for definition in registry.resources(group, version) {
                    let scope = definition.isNamespaced ? "/namespaces/{namespace}" : ""
                    let collection = "\(base)\(scope)/\(definition.resource)"
                    paths[collection] = operations(["get": "list", "post": "post"], definition)
                    paths["\(collection)/{name}"] = operations(
                        ["get": "get", "put": "put", "delete": "delete", "patch": "patch"], definition)
                }
            }
        }
        return paths
    }

    /// Operations in the form of version 2, by the methods they are asked for with.
    private static func operations(_ verbs: KeyValuePairs<String, String>, _ definition: ResourceDefinition) -> Value {
        var members = Object()
        for (method, verb) in verbs {
            var operation = operation(verb, definition)
            if let parameters = operation["parameters"]?.arrayValue {
                operation["parameters"] = .array(
                    parameters.map { parameter in
                        var flat = parameter
                        flat["schema"] = nil
                        flat["type"] = "string"
                        flat["uniqueItems"] = true
                        return flat
                    })
            }
            if let content = operation["requestBody"]?["content"]?.objectValue {
                operation["consumes"] = .array(content.map { .string($0.key) })
                operation["requestBody"] = nil
            }
            members[method] = operation
        }
        return .object(members)
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
        // What the schema of a definition holds as a default or among its choices may be of any type.
        let anything: Value = type.name.hasPrefix("apiextensions.") ? [:] : ["type": "object"]
        var properties = Object()
        for field in type.fields {
            var property = schema(field.type, prefix: prefix, anything: anything)
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

    private static func schema(_ type: TypeTable.FieldType, prefix: String, anything: Value) -> Value {
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
        case .anything: anything
        case .object(let index): ["$ref": .string(prefix + fullName(TypeTable.builtin.types[index].name))]
        case .array(let element): ["type": "array", "items": schema(element, prefix: prefix, anything: anything)]
        case .map(let element):
            ["type": "object", "additionalProperties": schema(element, prefix: prefix, anything: anything)]
        }
    }
}
