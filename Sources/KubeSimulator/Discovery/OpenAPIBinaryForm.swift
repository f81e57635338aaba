import Values

/// A document of OpenAPI version 2 as a protocol buffer, in the messages of `openapi.v2` that clients of Kubernetes read
/// it with.
///
/// What those messages have no field for, and what the server's own documents never hold, is left out.
enum OpenAPIBinaryForm {
    static func bytes(of document: Value) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.optionalText(1, document["swagger"])
        if let info = document["info"] {
            writer.message(2) {
                $0.optionalText(1, info["title"])
                $0.optionalText(2, info["version"])
            }
        }
        writer.message(8) { paths in
            for path in document["paths"]?.objectValue ?? Object() {
                paths.named(2, path.key) { pathItem(path.value, &$0) }
            }
        }
        writer.message(9) { definitions in
            for definition in document["definitions"]?.objectValue ?? Object() {
                definitions.named(1, definition.key) { schema(definition.value, &$0) }
            }
        }
        return writer.bytes
    }

    // MARK: - Schemas

    private static func schema(_ schema: Value, _ writer: inout ProtobufWriter) {
        writer.optionalText(1, schema["$ref"])
        writer.optionalText(2, schema["format"])
        writer.optionalText(4, schema["description"])
        if let value = schema["default"] { writer.any(5, value) }
        for name in schema["required"]?.arrayValue ?? [] { writer.optionalText(19, name) }
        for value in schema["enum"]?.arrayValue ?? [] { writer.any(20, value) }
        switch schema["additionalProperties"] {
        case .bool(let allows)?: writer.message(21) { $0.number(2, allows ? 1 : 0) }
        case let inner?: writer.message(21) { $0.message(1) { self.schema(inner, &$0) } }
        case nil: break
        }
        if let type = schema["type"]?.stringValue { writer.message(22) { $0.text(1, type) } }
        if let items = schema["items"] { writer.message(23) { $0.message(1) { self.schema(items, &$0) } } }
        if let properties = schema["properties"]?.objectValue {
            writer.message(25) { message in
                for property in properties { message.named(1, property.key) { self.schema(property.value, &$0) } }
            }
        }
        extensions(of: schema, 31, &writer)
    }

    /// Members whose names begin with `x-`, as texts of YAML.
    private static func extensions(of value: Value, _ field: Int, _ writer: inout ProtobufWriter) {
        for member in value.objectValue ?? Object() where member.key.hasPrefix("x-") {
            writer.message(field) { message in
                message.text(1, member.key)
                message.any(2, member.value)
            }
        }
    }

    // MARK: - Paths

    private static let verbs = [("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8)]

    private static func pathItem(_ item: Value, _ writer: inout ProtobufWriter) {
        for (verb, field) in verbs {
            guard let operation = item[verb] else { continue }
            writer.message(field) { self.operation(operation, &$0) }
        }
    }

    private static func operation(_ operation: Value, _ writer: inout ProtobufWriter) {
        writer.optionalText(3, operation["description"])
        writer.optionalText(5, operation["operationId"])
        for type in operation["consumes"]?.arrayValue ?? [] { writer.optionalText(7, type) }
        for parameter in operation["parameters"]?.arrayValue ?? [] where parameter["in"] == "query" {
            // An item that is a parameter, which is not in the body but in the query.
            writer.message(8) { item in
                item.message(1) { choice in
                    choice.message(2) { other in other.message(3) { queryParameter(parameter, &$0) } }
                }
            }
        }
        writer.message(9) { responses in
            for response in operation["responses"]?.objectValue ?? Object() {
                responses.named(1, response.key) { value in
                    value.message(1) { $0.optionalText(1, response.value["description"]) }
                }
            }
        }
        extensions(of: operation, 13, &writer)
    }

    private static func queryParameter(_ parameter: Value, _ writer: inout ProtobufWriter) {
        writer.optionalText(2, parameter["in"])
        writer.optionalText(3, parameter["description"])
        writer.optionalText(4, parameter["name"])
        writer.optionalText(6, parameter["type"])
        if parameter["uniqueItems"] == true { writer.number(20, 1) }
    }
}

extension ProtobufWriter {
    fileprivate mutating func optionalText(_ field: Int, _ value: Value?) {
        if let text = value?.stringValue { self.text(field, text) }
    }

    /// An entry of a map, which these messages keep as a list of names with their values.
    fileprivate mutating func named(_ field: Int, _ name: String, _ write: (inout ProtobufWriter) -> Void) {
        message(field) {
            $0.text(1, name)
            $0.message(2, write)
        }
    }

    /// Any value, as YAML in a text.
    fileprivate mutating func any(_ field: Int, _ value: Value) {
        message(field) { $0.text(2, value.jsonText(.compact) + "\n") }
    }
}
