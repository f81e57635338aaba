import Values

/// Reads types from OpenAPI: named definitions that refer to each other, or the inline schemas of custom resources.
struct OpenAPIReader {
    var builder = SchemaTableBuilder()
    private let definitions: Object
    private var names: [String: Int] = [:]
    private var imported: [Int: Int] = [:]

    private static let maximumDepth = 128

    /// Types that are single values or anything, whatever their description says.
    private static let special: [String: Schema.Scalar?] = [
        "pkg.util.intstr.IntOrString": .intOrString, "pkg.api.resource.Quantity": .quantity,
        "pkg.apis.meta.v1.Time": .time, "pkg.apis.meta.v1.MicroTime": .microTime,
        "pkg.apis.meta.v1.Duration": .duration, "pkg.apis.meta.v1.FieldsV1": nil, "pkg.runtime.RawExtension": nil,
        "apiextensions.v1.JSON": nil, "apiextensions.v1.JSONSchemaPropsOrArray": nil,
        "apiextensions.v1.JSONSchemaPropsOrBool": nil, "apiextensions.v1.JSONSchemaPropsOrStringArray": nil,
    ]

    init(definitions: Object = Object()) { self.definitions = definitions }

    /// The type of a named definition; nil where there is none of that name.
    mutating func type(named name: String, depth: Int = 0) -> Int? {
        if let known = names[name] { return known }
        guard let schema = definitions[name] else { return nil }
        let parts = name.split(separator: ".")
        for length in 3...5 where parts.count >= length {
            guard let scalar = Self.special[parts.suffix(length).joined(separator: ".")] else { continue }
            let type = scalar.map { builder.scalar($0) } ?? builder.any()
            names[name] = type
            return type
        }
        let type = builder.add(.init(shape: .any, name: name))
        names[name] = type
        let target = self.type(of: schema, depth: depth + 1)
        builder.types[type] = builder.types[target]
        builder.types[type].name = name
        return type
    }

    /// The type that a schema describes.
    mutating func type(of schema: Value, depth: Int) -> Int {
        guard depth < Self.maximumDepth else { return builder.any() }
        if let reference = Self.reference(schema) { return type(named: reference, depth: depth) ?? builder.any() }
        if schema["x-kubernetes-int-or-string"] == true { return builder.scalar(.intOrString) }
        switch schema["type"]?.stringValue {
        case "array":
            let element = type(of: schema["items"] ?? [:], depth: depth + 1)
            return builder.add(.init(shape: .list(element: element), list: Self.listType(schema)))
        case "string":
            switch schema["format"]?.stringValue {
            case "int-or-string": return builder.scalar(.intOrString)
            case "byte": return builder.scalar(.bytes)
            default: return builder.scalar(.string)
            }
        case "integer": return builder.scalar(.integer)
        case "number": return builder.scalar(.number)
        case "boolean": return builder.scalar(.boolean)
        default: return object(schema, depth: depth)
        }
    }

    private mutating func object(_ schema: Value, depth: Int) -> Int {
        let isAtomic = schema["x-kubernetes-map-type"] == "atomic"
        let keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] == true
        if case .object(let properties)? = schema["properties"], !properties.isEmpty {
            let required = Set((schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
            var fields: [String: Int] = [:]
            for member in properties {
                fields[member.key] = field(member.value, isRequired: required.contains(member.key), depth: depth)
            }
            let rest = keepsUnknown ? builder.any() : -1
            return builder.add(.init(shape: .object(fields: fields, rest: rest), isAtomic: isAtomic))
        }
        if case .object? = schema["additionalProperties"] {
            let element = type(of: schema["additionalProperties"] ?? [:], depth: depth + 1)
            return builder.add(.init(shape: .map(element: element), isAtomic: isAtomic))
        }
        return isAtomic ? builder.add(.init(shape: .any, isAtomic: true)) : builder.any()
    }

    mutating func field(_ schema: Value, isRequired: Bool, depth: Int) -> Int {
        var entry = SchemaTable.FieldEntry(type: type(of: schema, depth: depth + 1))
        entry.isRequired = isRequired
        entry.isAtomic = schema["x-kubernetes-map-type"] == "atomic"
        entry.mergeKey = schema["x-kubernetes-patch-merge-key"]?.stringValue
        // What a description does not tell is taken for a pointer: a zero that was written stays.
        entry.keepsZero = true
        for strategy in (schema["x-kubernetes-patch-strategy"]?.stringValue ?? "").split(separator: ",") {
            switch strategy {
            case "merge": entry.strategy.insert(.merge)
            case "replace": entry.strategy.insert(.replace)
            case "retainKeys": entry.strategy.insert(.retainKeys)
            default: break
            }
        }
        switch schema["default"] {
        case nil, .null?, .string("")?, .int(0)?, .bool(false)?: break
        case .object(let members)? where members.isEmpty: break
        case let value?: entry.defaultValue = value
        }
        return builder.add(entry)
    }

    private static func reference(_ schema: Value) -> String? {
        if let text = schema["$ref"]?.stringValue { return text.split(separator: "/").last.map(String.init) }
        if case .array(let all)? = schema["allOf"], all.count == 1, schema["properties"] == nil {
            return reference(all[0])
        }
        return nil
    }

    private static func listType(_ schema: Value) -> Schema.ListType {
        switch schema["x-kubernetes-list-type"]?.stringValue {
        case "set": .set
        case "map":
            .map(keys: (schema["x-kubernetes-list-map-keys"]?.arrayValue ?? []).compactMap(\.stringValue))
        default: .atomic
        }
    }

    /// Takes over a type of another table with all it refers to.
    mutating func type(importing node: SchemaNode) -> Int { type(importing: node.type, of: node.table) }

    private mutating func type(importing type: Int, of table: SchemaTable) -> Int {
        if let known = imported[type] { return known }
        let position = builder.add(table.types[type])
        imported[type] = position
        switch table.types[type].shape {
        case .scalar, .any: break
        case .list(let element):
            let inner = self.type(importing: element, of: table)
            builder.types[position].shape = .list(element: inner)
        case .map(let element):
            let inner = self.type(importing: element, of: table)
            builder.types[position].shape = .map(element: inner)
        case .object(let fields, let rest):
            var copies: [String: Int] = [:]
            for (name, field) in fields {
                var entry = table.fields[field]
                entry.type = self.type(importing: entry.type, of: table)
                copies[name] = builder.add(entry)
            }
            let other = rest >= 0 ? self.type(importing: rest, of: table) : -1
            builder.types[position].shape = .object(fields: copies, rest: other)
        }
        return position
    }
}
