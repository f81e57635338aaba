internal import Values

/// Looks whether a schema is one at all, before any value is held against it: keywords have values of the right type, and
/// references lead somewhere.
struct SchemaShape {
    /// What a keyword's value must be.
    private enum Shape {
        case type
        case kind(String)
        case texts
        case schema
        case schemas
        case schemaMap
        case items
        case dependencies
    }

    private static let shapes: [String: Shape] = {
        var shapes: [String: Shape] = [
            "type": .type, "required": .texts, "items": .items, "dependencies": .dependencies,
        ]
        let numbers = "multipleOf maximum minimum exclusiveMaximum exclusiveMinimum"
        for name in numbers.split(separator: " ") { shapes[String(name)] = .kind("number") }
        let counts =
            "maxLength minLength maxItems minItems maxProperties minProperties minContains maxContains"
        for name in counts.split(separator: " ") { shapes[String(name)] = .kind("integer") }
        for name in ["pattern", "format", "$ref", "$schema", "title", "description"] { shapes[name] = .kind("string") }
        shapes["uniqueItems"] = .kind("boolean")
        shapes["enum"] = .kind("array")
        let schemas =
            "additionalProperties propertyNames not if then else contains additionalItems unevaluatedItems "
            + "unevaluatedProperties"
        for name in schemas.split(separator: " ") { shapes[String(name)] = .schema }
        for name in ["allOf", "anyOf", "oneOf", "prefixItems"] { shapes[name] = .schemas }
        for name in ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"] {
            shapes[name] = .schemaMap
        }
        return shapes
    }()

    private static let types = ["array", "boolean", "integer", "null", "number", "object", "string"]

    let draft: SchemaDraft
    /// Whether the schema has what a reference names.
    let resolves: (String) -> Bool
    private var depth = 0

    init(draft: SchemaDraft, resolves: @escaping (String) -> Bool) {
        self.draft = draft
        self.resolves = resolves
    }

    /// What is wrong with a schema; nil where nothing is.
    mutating func problem(of schema: Value) -> String? {
        let violations = check(schema, "")
        if !violations.isEmpty {
            let lines = violations.flatMap { $0.lines() }.joined(separator: "\n")
            return "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with "
                + "'\(draft.address)#'\n\(lines)"
        }
        return brokenReference(schema)
    }

    // MARK: - Types

    private func leaf(_ value: Value, _ wanted: String, _ place: String) -> SchemaViolation {
        SchemaViolation(place: place, message: "got \(SchemaValidator.type(of: value)), want \(wanted)")
    }

    private mutating func check(_ schema: Value, _ place: String) -> [SchemaViolation] {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else { return [] }
        if case .bool = schema, draft > .draft4 { return [] }
        guard let object = schema.objectValue else {
            return [leaf(schema, draft > .draft4 ? "boolean or object" : "object", place)]
        }
        var found: [SchemaViolation] = []
        for member in object where draft.knows(member.key) {
            guard let shape = SchemaShape.shapes[member.key] else { continue }
            // The oldest draft has flags in these two places, and nowhere else.
            if draft == .draft4, member.value.boolValue != nil,
                ["additionalProperties", "additionalItems"].contains(member.key)
            {
                continue
            }
            found += check(member.value, shape, "\(place)/\(member.key)")
        }
        if draft == .draft4 { found += missingBounds(object, place) }
        // The later drafts part the keywords among vocabularies, all of which must hold.
        guard draft >= .draft2019, !found.isEmpty else { return found }
        return [SchemaViolation(place: place, message: "'allOf' failed", causes: found)]
    }

    /// In the oldest draft the exclusive bounds are flags beside the bounds.
    private func missingBounds(_ object: Object, _ place: String) -> [SchemaViolation] {
        [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")].compactMap { bound, flag in
            guard object[flag] != nil, object[bound] == nil else { return nil }
            return SchemaViolation(place: place, message: "properties '\(bound)' required, if '\(flag)' exists")
        }
    }

    private mutating func check(_ value: Value, _ shape: Shape, _ place: String) -> [SchemaViolation] {
        switch shape {
        case .kind(let kind): return checkKind(value, kind, place).map { [$0] } ?? []
        case .type: return checkType(value, place).map { [$0] } ?? []
        case .texts:
            guard let elements = value.arrayValue else { return [leaf(value, "array", place)] }
            return elements.enumerated().filter { $0.element.stringValue == nil }
                .map { leaf($0.element, "string", "\(place)/\($0.offset)") }
        case .schema: return check(value, place)
        case .schemas:
            guard let elements = value.arrayValue else { return [leaf(value, "array", place)] }
            guard !elements.isEmpty else {
                return [SchemaViolation(place: place, message: "minItems: got 0, want 1")]
            }
            return all(elements.enumerated().map { ("\(place)/\($0.offset)", $0.element) })
        case .schemaMap:
            guard let members = value.objectValue else { return [leaf(value, "object", place)] }
            return all(members.map { ("\(place)/\(SchemaValidator.escaped($0.key))", $0.value) })
        case .items:
            guard draft < .draft2020, let elements = value.arrayValue else { return check(value, place) }
            return all(elements.enumerated().map { ("\(place)/\($0.offset)", $0.element) })
        case .dependencies:
            guard let members = value.objectValue else { return [leaf(value, "object", place)] }
            return all(members.filter { $0.value.arrayValue == nil }.map { ("\(place)/\($0.key)", $0.value) })
        }
    }

    private mutating func all(_ schemas: [(place: String, schema: Value)]) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        for (place, schema) in schemas { found += check(schema, place) }
        return found
    }

    private func checkKind(_ value: Value, _ kind: String, _ place: String) -> SchemaViolation? {
        switch kind {
        case "number":
            if draft == .draft4, place.hasSuffix("/exclusiveMinimum") || place.hasSuffix("/exclusiveMaximum") {
                return value.boolValue == nil ? leaf(value, "boolean", place) : nil
            }
            return value.doubleValue == nil ? leaf(value, kind, place) : nil
        case "integer":
            guard let number = value.doubleValue, number == number.rounded() else { return leaf(value, kind, place) }
            return number < 0
                ? SchemaViolation(place: place, message: "minimum: got \(NumberText.grouped(number)), want 0") : nil
        default: return SchemaValidator.type(of: value) == kind ? nil : leaf(value, kind, place)
        }
    }

    private func checkType(_ value: Value, _ place: String) -> SchemaViolation? {
        func choice(_ value: Value, _ place: String) -> SchemaViolation? {
            if let text = value.stringValue, SchemaShape.types.contains(text) { return nil }
            let names = SchemaShape.types.map { "'\($0)'" }.joined(separator: ", ")
            return SchemaViolation(place: place, message: "value must be one of \(names)")
        }
        guard let single = choice(value, place) else { return nil }
        let several: SchemaViolation
        if let elements = value.arrayValue {
            let wrong = elements.enumerated().lazy.compactMap { choice($0.element, "\(place)/\($0.offset)") }.first
            guard let wrong else { return nil }
            several = wrong
        } else {
            several = leaf(value, "array", place)
        }
        return SchemaViolation(place: place, message: "'anyOf' failed", causes: [single, several])
    }

    // MARK: - References

    private mutating func brokenReference(_ schema: Value) -> String? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200, let object = schema.objectValue else { return nil }
        if let reference = object["$ref"]?.stringValue, !resolves(reference) {
            guard reference.hasPrefix("#") else {
                return "failing loading \"\(reference)\": only references inside of the schema are followed"
            }
            let kind = reference.hasPrefix("#/") ? "json-pointer" : "anchor"
            return "\(kind) in \"file:///values.schema.json\(reference)\" not found"
        }
        for member in object {
            guard let shape = SchemaShape.shapes[member.key] else { continue }
            let inner: [Value]
            switch shape {
            case .schema: inner = [member.value]
            case .schemas: inner = member.value.arrayValue ?? []
            case .items: inner = member.value.arrayValue ?? [member.value]
            case .schemaMap where member.key != "definitions" && member.key != "$defs",
                .dependencies:
                inner = member.value.objectValue?.map(\.value) ?? []
            default: inner = []
            }
            for schema in inner {
                if let problem = brokenReference(schema) { return problem }
            }
        }
        return nil
    }
}
