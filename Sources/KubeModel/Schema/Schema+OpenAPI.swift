public import Values

extension Schema {
    /// Reads the kinds of an OpenAPI v2 description, as a server answers `/openapi/v2`.
    ///
    /// What is not understood counts as anything.
    public init(openAPIv2 document: Value) {
        self.init(definitions: document["definitions"]?.objectValue ?? Object())
    }

    /// Reads the kinds of OpenAPI v3 descriptions, as a server answers `/openapi/v3/...` for each group and version.
    ///
    /// What is not understood counts as anything.
    public init(openAPIv3 documents: [Value]) {
        var definitions = Object()
        for document in documents {
            for member in document["components"]?["schemas"]?.objectValue ?? Object() {
                definitions[member.key] = member.value
            }
        }
        self.init(definitions: definitions)
    }

    private init(definitions: Object) {
        self.init()
        var reader = OpenAPIReader(definitions: definitions)
        var found: [(GroupVersionKind, Int)] = []
        for member in definitions {
            guard let type = reader.type(named: member.key) else { continue }
            for kind in member.value["x-kubernetes-group-version-kind"]?.arrayValue ?? [] {
                let name = GroupVersionKind(
                    group: kind["group"]?.stringValue ?? "", version: kind["version"]?.stringValue ?? "",
                    kind: kind["kind"]?.stringValue ?? "")
                found.append((name, type))
            }
        }
        let table = reader.builder.table()
        for (kind, type) in found { add(kind, node: SchemaNode(table: table, type: type)) }
    }

    /// Adds the kinds of a CustomResourceDefinition, one for each version it serves.
    ///
    /// A version without a schema, or with one that keeps unknown fields, admits anything.
    ///
    /// - Parameter definition: the definition, `apiextensions.k8s.io/v1`; anything else adds nothing.
    public mutating func add(customResourceDefinition definition: Value) {
        guard let spec = definition["spec"], let names = spec["names"], let kind = names["kind"]?.stringValue,
            let group = spec["group"]?.stringValue, let plural = names["plural"]?.stringValue
        else { return }
        func texts(_ value: Value?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }
        for version in spec["versions"]?.arrayValue ?? [] where version["served"] != false {
            let name = GroupVersionKind(group: group, version: version["name"]?.stringValue ?? "", kind: kind)
            let resource = ResourceInfo(
                kind: name, plural: plural, singular: names["singular"]?.stringValue ?? kind.lowercased(),
                isNamespaced: spec["scope"] == "Namespaced", shortNames: texts(names["shortNames"]),
                categories: texts(names["categories"]),
                subresources: version["subresources"]?.objectValue?.keys.sorted() ?? [],
                verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"])
            add(name, node: Self.node(structural: version["schema"]?["openAPIV3Schema"]), resource: resource)
        }
    }

    /// The structure of a custom resource: its own fields beside those that every object has.
    private static func node(structural schema: Value?) -> SchemaNode {
        guard let schema, case .object? = schema["properties"] else { return .untyped }
        var reader = OpenAPIReader()
        let root = reader.type(of: schema, depth: 0)
        guard case .object(var fields, let rest) = reader.builder.types[root].shape else { return .untyped }
        for name in ["apiVersion", "kind"] {
            fields[name] = reader.builder.add(SchemaTable.FieldEntry(type: reader.builder.scalar(.string)))
        }
        if let metadata = builtIn.node(forType: "meta.v1.ObjectMeta") {
            let type = reader.type(importing: metadata)
            fields["metadata"] = reader.builder.add(SchemaTable.FieldEntry(type: type))
        }
        reader.builder.types[root].shape = .object(fields: fields, rest: rest)
        return SchemaNode(table: reader.builder.table(), type: root)
    }
}
