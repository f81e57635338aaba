import LinearRegex
import Values

/// Checks that an OpenAPI schema of a custom resource is one, is structural, and that its defaults fit it.
struct StructuralSchemaChecker {
    /// Where in a schema a part of it stands.
    enum Level {
        case root
        case field
        case item
    }

    /// Whether the resource has a status subresource, which restricts the root.
    let hasStatus: Bool
    private(set) var errors: [FieldError] = []
    private static let depthLimit = 256

    init(hasStatus: Bool) { self.hasStatus = hasStatus }

    /// Checks a whole schema; what comes later is only looked at where all before it was well.
    mutating func check(_ schema: Value, _ field: String) {
        if hasStatus { checkRoot(schema, field) }
        if schema.isTrue("nullable") {
            errors.append(.forbidden("\(field).nullable", "nullable cannot be true at the root"))
        }
        checkKeywords(schema, field, depth: 0, noDefaults: nil)
        let before = errors.count
        checkStructure(schema, field, .root, depth: 0)
        checkCompleteness(schema, schema, field, depth: 0)
        if errors.count == before { checkDefaults(schema, field, depth: 0) }
    }

    private static let rootFields: Set<String> = [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items",
        "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    ]

    private mutating func checkRoot(_ schema: Value, _ field: String) {
        let type = schema.text("type")
        if !type.isEmpty, type != "object" {
            errors.append(
                .invalid(
                    "\(field).type", .string(type),
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"
                ))
        }
        for member in schema.objectValue ?? Object() where !StructuralSchemaChecker.rootFields.contains(member.key) {
            errors.append(
                .invalid(
                    field, schema,
                    "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength "
                        + "MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties "
                        + "ExternalDocs Example XPreserveUnknownFields XValidations] fields are allowed at the root of "
                        + "the schema if the status subresource is enabled"))
            break
        }
    }

    // MARK: - Keywords

    private static let unsupported = [
        "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref",
    ]

    private mutating func checkKeywords(_ schema: Value, _ field: String, depth: Int, noDefaults: String?) {
        guard depth < StructuralSchemaChecker.depthLimit else { return }
        if schema["default"] != nil, let noDefaults { errors.append(.forbidden("\(field).default", noDefaults)) }
        for name in StructuralSchemaChecker.unsupported where schema[name] != nil {
            errors.append(.forbidden("\(field).\(name)", "\(name) is not supported"))
        }
        let type = schema.text("type")
        if type == "null" {
            errors.append(
                .forbidden("\(field).type", "type cannot be set to null, use nullable as an alternative"))
        } else {
            let types = ["array", "boolean", "integer", "number", "object", "string"]
            if !type.isEmpty, !types.contains(type) {
                errors.append(.notSupported("\(field).type", .string(type), types))
            }
        }
        if let pattern = schema["pattern"]?.stringValue, let why = PatternText.failure(pattern) {
            errors.append(
                .invalid(
                    "\(field).pattern", .string(pattern), "must be a valid regular expression, but isn't: \(why)"))
        }
        if schema.isTrue("uniqueItems") {
            errors.append(
                .forbidden(
                    "\(field).uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        checkChildren(schema, field, depth: depth, noDefaults: noDefaults)
        checkExtensions(schema, field, type)
        checkRules(schema, field, isRoot: depth == 0)
    }

    private mutating func checkRules(_ schema: Value, _ field: String, isRoot: Bool) {
        let rules = schema.list("x-kubernetes-validations")
        guard !rules.isEmpty else { return }
        let type = CELType(schema: schema, isResource: isRoot)
        for (index, rule) in rules.enumerated() {
            var checker = SchemaRuleChecker(rule: rule, type: type)
            errors += checker.check("\(field).x-kubernetes-validations[\(index)]")
        }
    }

    private mutating func checkChildren(_ schema: Value, _ field: String, depth: Int, noDefaults: String?) {
        let properties = schema["properties"]?.objectValue ?? Object()
        if let additional = schema["additionalProperties"] {
            if !properties.isEmpty {
                errors.append(
                    .forbidden(
                        "\(field).additionalProperties", "additionalProperties and properties are mutual exclusive"))
            }
            if case .object = additional {
                checkKeywords(additional, "\(field).additionalProperties", depth: depth + 1, noDefaults: noDefaults)
            }
        }
        let isResource = depth == 0 || schema.isTrue("x-kubernetes-embedded-resource")
        for property in properties.sorted(by: { byBytes($0.key, $1.key) }) {
            let isMeta = isResource && ["metadata", "kind", "apiVersion"].contains(property.key)
            let reason = isMeta ? "must not be set in top-level \(property.key)" : noDefaults
            checkKeywords(
                property.value, "\(field).properties[\(property.key)]", depth: depth + 1, noDefaults: reason)
        }
        for name in ["allOf", "oneOf", "anyOf"] {
            for (index, part) in schema.list(name).enumerated() {
                checkKeywords(
                    part, "\(field).\(name)[\(index)]", depth: depth + 1, noDefaults: noDefaults)
            }
        }
        if let part = schema["not"] { checkKeywords(part, "\(field).not", depth: depth + 1, noDefaults: noDefaults) }
        if let items = schema["items"] {
            if case .array = items {
                errors.append(.forbidden("\(field).items", "items must be a schema object and not an array"))
            } else {
                checkKeywords(items, "\(field).items", depth: depth + 1, noDefaults: noDefaults)
            }
        }
    }

    private mutating func checkExtensions(_ schema: Value, _ field: String, _ type: String) {
        if schema["x-kubernetes-preserve-unknown-fields"] == false {
            errors.append(
                .invalid("\(field).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"))
        }
        for (name, wanted, kinds) in [
            ("x-kubernetes-map-type", "object", ["atomic", "granular"]),
            ("x-kubernetes-list-type", "array", ["atomic", "set", "map"]),
        ] {
            guard let value = schema[name] else { continue }
            if type != wanted {
                let why = "must be \(wanted) if \(name) is specified"
                errors.append(
                    type.isEmpty ? .required("\(field).type", why) : .invalid("\(field).type", .string(type), why))
            } else if !kinds.contains(value.stringValue ?? "") {
                errors.append(.notSupported("\(field).\(name)", value, kinds))
            }
        }
        checkListMap(schema, field)
    }

    private mutating func checkListMap(_ schema: Value, _ field: String) {
        let keysName = "x-kubernetes-list-map-keys"
        let keys = schema.list(keysName).compactMap(\.stringValue)
        let listType = schema["x-kubernetes-list-type"]
        if !keys.isEmpty, listType != "map" {
            let why = "must be map if \(keysName) is non-empty"
            errors.append(
                listType.map { .invalid("\(field).x-kubernetes-list-type", $0, why) }
                    ?? .required("\(field).x-kubernetes-list-type", why))
        }
        guard listType == "map" else { return }
        if keys.isEmpty {
            errors.append(
                .required("\(field).\(keysName)", "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let items = schema["items"], case .object = items else {
            return errors.append(
                .required("\(field).items", "must have a schema if x-kubernetes-list-type is map"))
        }
        guard items.text("type") == "object" else {
            return errors.append(
                .invalid(
                    "\(field).items.type", .string(items.text("type")),
                    "must be object if parent array's x-kubernetes-list-type is map"))
        }
        checkKeys(keys, items, schema, field)
    }

    private mutating func checkKeys(_ keys: [String], _ items: Value, _ schema: Value, _ field: String) {
        let keysName = "x-kubernetes-list-map-keys"
        var seen: Set<String> = []
        for key in keys {
            if let property = items["properties"]?[key] {
                if ["array", "object"].contains(property.text("type")) {
                    errors.append(
                        .invalid(
                            "\(field).items.properties[\(key)].type", .string(items.text("type")),
                            "must be a scalar type if parent array's x-kubernetes-list-type is map"))
                }
            } else {
                errors.append(
                    .invalid(
                        "\(field).\(keysName)", schema[keysName] ?? .null,
                        "entries must all be names of item properties"
                    ))
            }
            if !seen.insert(key).inserted {
                errors.append(
                    .invalid(
                        "\(field).\(keysName)", schema[keysName] ?? .null, "must not contain duplicate entries"))
            }
        }
        let required = items.list("required").compactMap(\.stringValue)
        for key in keys {
            guard let property = items["properties"]?[key] else { continue }
            if !required.contains(key), property["default"] == nil {
                errors.append(
                    .required(
                        "\(field).items.properties[\(key)].default",
                        "this property is in \(keysName), so it must have a default or be a required property"))
            }
            if property.isTrue("nullable") {
                errors.append(
                    .forbidden(
                        "\(field).items.properties[\(key)].nullable",
                        "this property is in \(keysName), so it cannot be nullable"))
            }
        }
    }
}

extension StructuralSchemaChecker {
    // MARK: - Defaults

    /// Checks that defaults fit the schema under which they stand.
    fileprivate mutating func checkDefaults(_ schema: Value, _ field: String, depth: Int) {
        guard depth < StructuralSchemaChecker.depthLimit else { return }
        if let standard = schema["default"] {
            var checker = CustomChecker(field: "\(field).default")
            checker.check(standard, schema, "", old: nil, depth: 0)
            add(checker.errors)
        }
        for property in (schema["properties"]?.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
            checkDefaults(property.value, "\(field).properties[\(property.key)]", depth: depth + 1)
        }
        if let items = schema["items"] { checkDefaults(items, "\(field).items", depth: depth + 1) }
        if let additional = schema["additionalProperties"], case .object = additional {
            checkDefaults(additional, "\(field).additionalProperties", depth: depth + 1)
        }
    }

    mutating func add(_ more: [FieldError]) { errors += more }
    mutating func add(_ error: FieldError) { errors.append(error) }
}

/// Go's words for a regular expression that it cannot read.
enum PatternText {
    static func failure(_ pattern: String) -> String? {
        guard (try? RegexPattern(pattern)) == nil else { return nil }
        var depth = 0
        var isEscaped = false
        var isClass = false
        for character in pattern {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch character {
            case "\\": isEscaped = true
            case "[" where !isClass: isClass = true
            case "]" where isClass: isClass = false
            case "(" where !isClass: depth += 1
            case ")" where !isClass: depth -= 1
            default: break
            }
            if depth < 0 { return "error parsing regexp: unexpected ): `\(pattern)`" }
        }
        if isClass {
            let start = pattern.lastIndex(of: "[") ?? pattern.startIndex
            return "error parsing regexp: missing closing ]: `\(pattern[start...])`"
        }
        if depth > 0 { return "error parsing regexp: missing closing ): `\(pattern)`" }
        if isEscaped { return "error parsing regexp: trailing backslash at end of expression: ``" }
        if let first = pattern.first, "*+?".contains(first) {
            return "error parsing regexp: missing argument to repetition operator: `\(first)`"
        }
        return "error parsing regexp: invalid or unsupported Perl syntax: `\(pattern)`"
    }
}
