import Values

extension StructuralSchemaChecker {
    private static let structureDepth = 256

    /// Checks that every place of a schema says what it holds.
    mutating func checkStructure(_ schema: Value, _ field: String, _ level: Level, depth: Int) {
        guard depth < StructuralSchemaChecker.structureDepth else { return }
        let type = schema.text("type")
        if type == "array", schema["items"] == nil { add(.required("\(field).items", "must be specified")) }
        checkStructureBelow(schema, field, depth: depth)
        if level == .root {
            if !type.isEmpty, type != "object" {
                add(.invalid("\(field).type", .string(type), "must be object at the root"))
            }
            if schema["additionalProperties"] != nil {
                add(.forbidden("\(field).additionalProperties", "must not be used at the root"))
            }
        }
        checkIntOrString(schema, field, type)
        checkJunctors(schema, field, depth: depth)
        checkType(schema, field, type, level)
        if level == .root || schema.isTrue("x-kubernetes-embedded-resource") { checkResource(schema, field) }
    }

    private mutating func checkStructureBelow(_ schema: Value, _ field: String, depth: Int) {
        if let items = schema["items"], case .object = items {
            checkStructure(items, "\(field).items", .item, depth: depth + 1)
        }
        for property in (schema["properties"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            checkStructure(property.value, "\(field).properties[\(property.key)]", .field, depth: depth + 1)
        }
        if let additional = schema["additionalProperties"], case .object = additional {
            checkStructure(additional, "\(field).additionalProperties", .item, depth: depth + 1)
        }
    }

    private mutating func checkType(_ schema: Value, _ field: String, _ type: String, _ level: Level) {
        let isEmbedded = schema.isTrue("x-kubernetes-embedded-resource")
        if isEmbedded, type != "object" {
            let why = "must be object if x-kubernetes-embedded-resource is true"
            add(type.isEmpty ? .required("\(field).type", why) : .invalid("\(field).type", .string(type), why))
        } else if type.isEmpty, !schema.isTrue("x-kubernetes-int-or-string"),
            !schema.isTrue("x-kubernetes-preserve-unknown-fields")
        {
            switch level {
            case .root: add(.required("\(field).type", "must not be empty at the root"))
            case .item: add(.required("\(field).type", "must not be empty for specified array items"))
            case .field: add(.required("\(field).type", "must not be empty for specified object fields"))
            }
        }
        if isEmbedded, schema["properties"] == nil, schema["additionalProperties"] == nil,
            !schema.isTrue("x-kubernetes-preserve-unknown-fields")
        {
            add(
                .required(
                    "\(field).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                ))
        }
    }

    private mutating func checkIntOrString(_ schema: Value, _ field: String, _ type: String) {
        guard schema.isTrue("x-kubernetes-int-or-string") else { return }
        if !type.isEmpty {
            add(.invalid("\(field).type", .string(type), "must be empty if x-kubernetes-int-or-string is true"))
        }
        if schema.isTrue("x-kubernetes-preserve-unknown-fields") {
            add(
                .invalid(
                    "\(field).x-kubernetes-preserve-unknown-fields", true,
                    "must be false if x-kubernetes-int-or-string is true"))
        }
        if schema["properties"] != nil {
            add(.forbidden("\(field).properties", "must be empty if x-kubernetes-int-or-string is true"))
        }
    }

    /// Of metadata, a schema may only restrict the names.
    private mutating func checkResource(_ schema: Value, _ field: String) {
        let properties = schema["properties"]
        for (name, type) in [("metadata", "object"), ("apiVersion", "string"), ("kind", "string")] {
            guard let property = properties?[name], property.text("type") != type else { continue }
            add(
                .invalid(
                    "\(field).properties[\(name)].type", .string(property.text("type")), "must be \(type)"))
        }
        guard let metadata = properties?["metadata"] else { return }
        let others = (metadata.objectValue ?? Object()).contains {
            !["type", "properties", "description"].contains($0.key)
        }
        let names = metadata["properties"]?.objectValue ?? Object()
        if others || names.contains(where: { !["name", "generateName"].contains($0.key) }) {
            add(
                .forbidden(
                    "\(field).properties[metadata]",
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"
                ))
        }
    }

    // MARK: - Junctors

    private mutating func checkJunctors(_ schema: Value, _ field: String, depth: Int) {
        let isEither = schema.isTrue("x-kubernetes-int-or-string")
        for name in ["allOf", "anyOf", "oneOf"] {
            for (index, part) in schema.list(name).enumerated() {
                checkNested(part, "\(field).\(name)[\(index)]", mayType: isEither, depth: depth + 1)
            }
        }
        if let part = schema["not"] { checkNested(part, "\(field).not", mayType: false, depth: depth + 1) }
    }

    /// Below a junctor a schema may only restrict values, not shape them.
    private mutating func checkNested(_ schema: Value, _ field: String, mayType: Bool, depth: Int) {
        guard depth < StructuralSchemaChecker.structureDepth else { return }
        for name in ["description", "title"] where !schema.text(name).isEmpty {
            add(.forbidden("\(field).\(name)", "must be empty to be structural"))
        }
        if !schema.text("type").isEmpty, !mayType {
            add(.forbidden("\(field).type", "must be empty to be structural"))
        }
        for name in ["additionalProperties", "default"] where schema[name] != nil {
            add(.forbidden("\(field).\(name)", "must be undefined to be structural"))
        }
        if schema.isTrue("nullable") { add(.forbidden("\(field).nullable", "must be false to be structural")) }
        for name in ["preserve-unknown-fields", "embedded-resource", "int-or-string"] {
            let key = "x-kubernetes-\(name)"
            if schema.isTrue(key) { add(.forbidden("\(field).\(key)", "must be false to be structural")) }
        }
        for name in ["list-map-keys", "list-type", "map-type"] {
            let key = "x-kubernetes-\(name)"
            if schema[key] != nil { add(.forbidden("\(field).\(key)", "must be undefined to be structural")) }
        }
        for property in (schema["properties"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            checkNested(property.value, "\(field).properties[\(property.key)]", mayType: false, depth: depth + 1)
        }
        if let items = schema["items"], case .object = items {
            checkNested(items, "\(field).items", mayType: false, depth: depth + 1)
        }
        checkJunctors(schema, field, depth: depth + 1)
    }

    /// What a junctor speaks of must also stand outside of it.
    mutating func checkCompleteness(_ schema: Value, _ shape: Value, _ field: String, depth: Int) {
        guard depth < StructuralSchemaChecker.structureDepth else { return }
        for property in (schema["properties"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            checkCompleteness(
                property.value, property.value, "\(field).properties[\(property.key)]", depth: depth + 1)
        }
        if let items = schema["items"], case .object = items {
            checkCompleteness(items, items, "\(field).items", depth: depth + 1)
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            for (index, part) in schema.list(name).enumerated() {
                checkSpoken(part, shape, field, "\(field).\(name)[\(index)]", depth: depth + 1)
            }
        }
        if let part = schema["not"] { checkSpoken(part, shape, field, "\(field).not", depth: depth + 1) }
    }

    private mutating func checkSpoken(
        _ part: Value, _ shape: Value, _ field: String, _ place: String, depth: Int
    ) {
        guard depth < StructuralSchemaChecker.structureDepth else { return }
        for property in (part["properties"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            let spoken = "\(place).properties[\(property.key)]"
            guard let below = shape["properties"]?[property.key] else {
                if shape.isTrue("x-kubernetes-preserve-unknown-fields") { continue }
                add(
                    .required("\(field).properties[\(property.key)]", "because it is defined in \(spoken)"))
                continue
            }
            checkSpoken(property.value, below, "\(field).properties[\(property.key)]", spoken, depth: depth + 1)
        }
        if let items = part["items"], case .object = items {
            if let below = shape["items"] {
                checkSpoken(items, below, "\(field).items", "\(place).items", depth: depth + 1)
            } else {
                add(.required("\(field).items", "because it is defined in \(place).items"))
            }
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            for (index, inner) in part.list(name).enumerated() {
                checkSpoken(inner, shape, field, "\(place).\(name)[\(index)]", depth: depth + 1)
            }
        }
    }
}
