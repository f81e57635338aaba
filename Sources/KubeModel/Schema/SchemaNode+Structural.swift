public import Values

extension SchemaNode {
    /// The structure of a custom resource's objects, from the schema in its definition.
    ///
    /// ```swift
    /// let version = definition["spec"]?["versions"]?[0]
    /// let node = SchemaNode(structuralSchema: version?["schema"]?["openAPIV3Schema"] ?? [:])
    /// ```
    ///
    /// - Parameter schema: an `openAPIV3Schema` with the `x-kubernetes-*` marks; parts nested more than 64 deep are
    ///   taken as anything.
    public init(structuralSchema schema: Value) {
        var builder = StructuralSchemaBuilder()
        let root = builder.root(schema)
        self.init(table: builder.builder.table(), type: root)
    }
}

/// Turns structural schemas into types.
private struct StructuralSchemaBuilder {
    private static let depthLimit = 64

    var builder = SchemaTableBuilder()

    mutating func root(_ schema: Value) -> Int {
        var fields: [String: Int] = [:]
        for member in schema["properties"]?.objectValue ?? Object() {
            fields[member.key] = field(member.value, depth: 1)
        }
        let text = builder.scalar(.string)
        fields["apiVersion"] = builder.add(SchemaTable.FieldEntry(type: text))
        fields["kind"] = builder.add(SchemaTable.FieldEntry(type: text))
        fields["metadata"] = builder.add(SchemaTable.FieldEntry(type: metadata()))
        let rest = schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true ? builder.any() : -1
        return builder.add(SchemaTable.TypeEntry(shape: .object(fields: fields, rest: rest)))
    }

    private mutating func metadata() -> Int {
        let text = builder.scalar(.string)
        let number = builder.scalar(.integer)
        let texts = builder.add(SchemaTable.TypeEntry(shape: .map(element: text)))
        let finalizers = builder.add(SchemaTable.TypeEntry(shape: .list(element: text), list: .set))
        let anything = builder.any()
        let owner = builder.add(owner(text: text))
        let owners = builder.add(SchemaTable.TypeEntry(shape: .list(element: owner), list: .map(keys: ["uid"])))
        var fields: [String: Int] = [:]
        for name in [
            "name", "generateName", "namespace", "uid", "resourceVersion", "selfLink", "creationTimestamp",
            "deletionTimestamp",
        ] { fields[name] = builder.add(SchemaTable.FieldEntry(type: text)) }
        for name in ["generation", "deletionGracePeriodSeconds"] {
            fields[name] = builder.add(SchemaTable.FieldEntry(type: number))
        }
        for name in ["labels", "annotations"] { fields[name] = builder.add(SchemaTable.FieldEntry(type: texts)) }
        fields["finalizers"] = builder.add(SchemaTable.FieldEntry(type: finalizers))
        fields["ownerReferences"] = builder.add(SchemaTable.FieldEntry(type: owners))
        fields["managedFields"] = builder.add(SchemaTable.FieldEntry(type: anything))
        return builder.add(SchemaTable.TypeEntry(shape: .object(fields: fields, rest: -1)))
    }

    private mutating func owner(text: Int) -> SchemaTable.TypeEntry {
        let flag = builder.scalar(.boolean)
        var fields: [String: Int] = [:]
        for name in ["apiVersion", "kind", "name", "uid"] {
            fields[name] = builder.add(SchemaTable.FieldEntry(type: text))
        }
        for name in ["controller", "blockOwnerDeletion"] {
            fields[name] = builder.add(SchemaTable.FieldEntry(type: flag))
        }
        return SchemaTable.TypeEntry(shape: .object(fields: fields, rest: -1), isAtomic: true)
    }

    private mutating func field(_ schema: Value, depth: Int) -> Int {
        let type = type(schema, depth: depth)
        return builder.add(SchemaTable.FieldEntry(type: type, defaultValue: schema["default"]))
    }

    private mutating func type(_ schema: Value, depth: Int) -> Int {
        guard depth < StructuralSchemaBuilder.depthLimit else { return builder.any() }
        if schema["x-kubernetes-int-or-string"]?.boolValue == true { return builder.scalar(.intOrString) }
        switch schema["type"]?.stringValue {
        case "string": return builder.scalar(.string)
        case "integer": return builder.scalar(.integer)
        case "number": return builder.scalar(.number)
        case "boolean": return builder.scalar(.boolean)
        case "array": return list(schema, depth: depth)
        case "object": return object(schema, depth: depth)
        default: return builder.any()
        }
    }

    private mutating func list(_ schema: Value, depth: Int) -> Int {
        let element = schema["items"].map { type($0, depth: depth + 1) } ?? builder.any()
        let keys = (schema["x-kubernetes-list-map-keys"]?.arrayValue ?? []).compactMap(\.stringValue)
        let listType: Schema.ListType =
            switch schema["x-kubernetes-list-type"]?.stringValue {
            case "set": .set
            case "map": .map(keys: keys)
            default: .atomic
            }
        return builder.add(SchemaTable.TypeEntry(shape: .list(element: element), list: listType))
    }

    private mutating func object(_ schema: Value, depth: Int) -> Int {
        let isAtomic = schema["x-kubernetes-map-type"]?.stringValue == "atomic"
        let preserves = schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true
        if let properties = schema["properties"]?.objectValue, !properties.isEmpty {
            var fields: [String: Int] = [:]
            for member in properties { fields[member.key] = field(member.value, depth: depth + 1) }
            let rest = preserves ? builder.any() : -1
            return builder.add(
                SchemaTable.TypeEntry(shape: .object(fields: fields, rest: rest), isAtomic: isAtomic))
        }
        if let additional = schema["additionalProperties"], case .object = additional {
            let element = type(additional, depth: depth + 1)
            return builder.add(SchemaTable.TypeEntry(shape: .map(element: element), isAtomic: isAtomic))
        }
        if preserves || schema["additionalProperties"]?.boolValue == true { return builder.any() }
        return builder.add(SchemaTable.TypeEntry(shape: .object(fields: [:], rest: -1), isAtomic: isAtomic))
    }
}
