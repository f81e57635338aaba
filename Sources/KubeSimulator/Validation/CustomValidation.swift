import LinearRegex
import Values

/// Checks custom objects against their structural schema; what was wrong before and has not changed passes.
enum CustomValidation {
    static func validate(_ object: Value, _ custom: CustomVersion, old: Value?) -> [FieldError] {
        guard let schema = custom.schema else { return [] }
        var checker = CustomChecker()
        checker.check(object, schema, "", old: old, depth: 0)
        return checker.errors
    }
}

/// Walks a value and its schema side by side.
struct CustomChecker {
    private(set) var errors: [FieldError] = []

    mutating func check(_ value: Value, _ schema: Value, _ path: String, old: Value?, depth: Int) {
        guard depth < CustomObjects.depthLimit else { return }
        if let old, old == value, depth > 0 { return }
        if case .null = value, schema.isTrue("nullable") { return }
        guard checkType(value, schema, path) else { return }
        checkEnum(value, schema, path)
        switch value {
        case .object(let members): checkObject(members, schema, path, old: old, depth: depth)
        case .array(let elements): checkArray(elements, schema, path, old: old, depth: depth)
        case .string(let text): checkText(text, schema, path)
        case .int(let number): checkNumber(Double(number), value, schema, path)
        case .double(let number): checkNumber(number, value, schema, path)
        default: break
        }
    }

    private mutating func add(_ error: FieldError) { errors.append(error) }

    private func typeName(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int, .unsigned: "integer"
        case .double(let number): number.rounded() == number && number.magnitude < 9e15 ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private mutating func checkType(_ value: Value, _ schema: Value, _ path: String) -> Bool {
        let found = typeName(value)
        let isEither = schema.isTrue("x-kubernetes-int-or-string")
        guard let type = isEither ? "integer,string" : schema["type"]?.stringValue, !type.isEmpty else { return true }
        let fits =
            isEither
            ? found == "integer" || found == "string" : found == type || (type == "number" && found == "integer")
        if fits { return true }
        add(
            FieldError(
                reason: .typeInvalid, field: path,
                message: "Invalid value: \"\(found)\": \(path) in body must be of type \(type): \"\(found)\""))
        return false
    }

    private mutating func checkEnum(_ value: Value, _ schema: Value, _ path: String) {
        guard let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) else { return }
        let texts = allowed.map { $0.stringValue ?? $0.jsonText(.compact) }
        add(.notSupported(path, value, texts))
    }

    private mutating func checkObject(_ members: Object, _ schema: Value, _ path: String, old: Value?, depth: Int) {
        func child(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        for required in schema.list("required").compactMap(\.stringValue) where members[required] == nil {
            add(.required(child(required)))
        }
        if let limit = schema.number("maxProperties"), members.count > limit {
            add(.tooMany(path, members.count, Int(limit)))
        }
        if let limit = schema.number("minProperties"), members.count < limit {
            add(.invalid(path, .object(members), "\(path) in body should have at least \(limit) properties"))
        }
        let properties = schema["properties"]?.objectValue
        for member in members {
            if path.isEmpty, ["apiVersion", "kind", "metadata"].contains(member.key) { continue }
            if let property = properties?[member.key] {
                check(member.value, property, child(member.key), old: old?[member.key], depth: depth + 1)
            } else if let additional = schema["additionalProperties"], case .object = additional {
                check(member.value, additional, child(member.key), old: old?[member.key], depth: depth + 1)
            }
        }
    }

    private mutating func checkArray(_ elements: [Value], _ schema: Value, _ path: String, old: Value?, depth: Int) {
        if let limit = schema.number("maxItems"), elements.count > limit {
            add(.tooMany(path, elements.count, Int(limit)))
        }
        if let limit = schema.number("minItems"), elements.count < limit {
            add(.invalid(path, .int(Int64(elements.count)), "\(path) in body should have at least \(limit) items"))
        }
        if let items = schema["items"] {
            for (index, element) in elements.enumerated() {
                check(element, items, "\(path)[\(index)]", old: old?[index], depth: depth + 1)
            }
        }
        checkUnique(elements, schema, path)
    }

    private mutating func checkUnique(_ elements: [Value], _ schema: Value, _ path: String) {
        var seen: Set<Value> = []
        switch schema["x-kubernetes-list-type"]?.stringValue {
        case "set":
            for (index, element) in elements.enumerated() where !seen.insert(element).inserted {
                add(.duplicate("\(path)[\(index)]", element))
            }
        case "map":
            let keys = schema.list("x-kubernetes-list-map-keys").compactMap(\.stringValue)
            for (index, element) in elements.enumerated() {
                var key = Object()
                for name in keys { key[name] = element[name] }
                if !seen.insert(.object(key)).inserted { add(.duplicate("\(path)[\(index)]", .object(key))) }
            }
        default: break
        }
    }

    private mutating func checkText(_ text: String, _ schema: Value, _ path: String) {
        let length = text.unicodeScalars.count
        if let limit = schema.number("maxLength"), length > limit { add(.tooLong(path, Int(limit))) }
        if let limit = schema.number("minLength"), length < limit {
            add(.invalid(path, .string(text), "\(path) in body should be at least \(limit) chars long"))
        }
        if let pattern = schema["pattern"]?.stringValue, let expression = try? RegexPattern(pattern),
            !expression.matches(text)
        {
            add(.invalid(path, .string(text), "\(path) in body should match '\(pattern)'"))
        }
        if schema["format"]?.stringValue == "date-time", Timestamp(text) == nil {
            add(
                FieldError(
                    reason: .typeInvalid, field: path,
                    message: "Invalid value: \"\(text)\": \(path) in body must be of type date-time: \"\(text)\""))
        }
    }

    private mutating func checkNumber(_ number: Double, _ value: Value, _ schema: Value, _ path: String) {
        func limit(_ name: String) -> (number: Double, text: String)? {
            guard let value = schema[name], let number = value.doubleValue ?? value.intValue.map(Double.init) else {
                return nil
            }
            return (number, value.jsonText(.compact))
        }
        if let low = limit("minimum") {
            let isExclusive = schema.isTrue("exclusiveMinimum")
            if isExclusive ? number <= low.number : number < low.number {
                add(
                    .invalid(
                        path, value,
                        "\(path) in body should be greater than \(isExclusive ? "" : "or equal to ")\(low.text)"))
            }
        }
        if let high = limit("maximum") {
            let isExclusive = schema.isTrue("exclusiveMaximum")
            if isExclusive ? number >= high.number : number > high.number {
                add(
                    .invalid(
                        path, value,
                        "\(path) in body should be less than \(isExclusive ? "" : "or equal to ")\(high.text)"))
            }
        }
        if let factor = limit("multipleOf"), factor.number > 0 {
            let quotient = number / factor.number
            if (quotient - quotient.rounded()).magnitude > 1e-9 {
                add(.invalid(path, value, "\(path) in body should be a multiple of \(factor.text)"))
            }
        }
    }
}
