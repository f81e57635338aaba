import KubeModel
import LinearRegex
import Values

/// Checks custom objects against their structural schema; what was wrong before and has not changed passes.
enum CustomValidation {
    static func validate(
        _ object: Value, _ custom: CustomVersion, old: Value?, subresource: String = ""
    ) -> [FieldError] {
        guard let schema = custom.schema else { return [] }
        if subresource == "status" {
            var errors: [FieldError] = []
            if let status = object["status"], let part = schema["properties"]?["status"] {
                var checker = CustomChecker(field: "status")
                checker.check(status, part, "", old: old?["status"], depth: 0)
                errors = checker.errors
            }
            return errors + rules(object, custom, old, after: errors) + replicas(object, custom.scale?.statusReplicas)
        }
        var checker = CustomChecker()
        checker.check(object, schema, "", old: old, depth: 0)
        return checker.errors + rules(object, custom, old, after: checker.errors)
            + replicas(object, custom.scale?.specReplicas)
    }

    /// What the rules of the schema say; they are not asked about objects that are not even well-formed.
    private static func rules(
        _ object: Value, _ custom: CustomVersion, _ old: Value?, after errors: [FieldError]
    ) -> [FieldError] {
        guard let tree = custom.rules else { return [] }
        let blocking: [FieldError.Reason] = [.required, .tooLong, .tooMany, .typeInvalid]
        if errors.contains(where: { blocking.contains($0.reason) }) {
            return [
                .invalid(
                    "<nil>", .null,
                    "some validation rules were not checked because the object was invalid; correct the existing "
                        + "errors to complete validation")
            ]
        }
        return RuleValidation.validate(object, tree, old: old)
    }

    /// What the scale subresource needs of the replicas that it reads.
    private static func replicas(_ object: Value, _ path: [String]?) -> [FieldError] {
        guard let path, let value = object.value(at: path) else { return [] }
        let field = ".\(path.joined(separator: "."))"
        guard let number = value.intValue else {
            return [
                .invalid(
                    field, 0,
                    "\(field) accessor error: \(GoForm.plain(value)) is of the type \(GoForm.typeName(value)), expected int64"
                )
            ]
        }
        if number < 0 { return [.invalid(field, .int(number), "should be a non-negative integer")] }
        if number > Int64(Int32.max) {
            return [.invalid(field, .int(number), "should be less than or equal to \(Int32.max)")]
        }
        return []
    }
}

/// Walks a value and its schema side by side.
struct CustomChecker {
    /// What stands before the fields of errors: the checked value may be a part of an object.
    var field = ""
    private(set) var errors: [FieldError] = []

    init(field: String = "") { self.field = field }

    mutating func check(_ value: Value, _ schema: Value, _ path: String, old: Value?, depth: Int) {
        guard depth < CustomObjects.depthLimit else { return }
        if let old, old == value, depth > 0 { return }
        if case .null = value, schema.isTrue("nullable") { return }
        guard checkType(value, schema, path) else { return }
        checkJunctors(value, schema, path, depth: depth)
        switch value {
        case .string(let text): checkText(text, schema, path)
        case .int(let number): checkInteger(number, schema, path)
        case .double(let number): checkNumber(number, value, schema, path)
        case .array(let elements): checkArray(elements, schema, path, old: old, depth: depth)
        default: break
        }
        checkEnum(value, schema, path)
        switch value {
        case .object(let members): checkObject(members, schema, path, old: old, depth: depth)
        default: break
        }
    }

    private mutating func add(_ error: FieldError) {
        guard !field.isEmpty, error.field != CustomChecker.nowhere else { return errors.append(error) }
        let place = error.field.isEmpty ? field : "\(field).\(error.field)"
        errors.append(FieldError(reason: error.reason, field: place, message: error.message))
    }

    /// The field of mistakes for which the server has none.
    private static let nowhere = "<nil>"

    private mutating func addNowhere(_ why: String) {
        errors.append(.invalid(field.isEmpty ? CustomChecker.nowhere : field, "", why))
    }

    // MARK: - Junctors

    private func failures(_ value: Value, _ schema: Value, _ path: String, depth: Int) -> [FieldError] {
        var checker = CustomChecker(field: field)
        checker.check(value, schema, path, old: nil, depth: depth + 1)
        return checker.errors
    }

    private mutating func checkJunctors(_ value: Value, _ schema: Value, _ path: String, depth: Int) {
        let shown = Value.string(path).jsonText(.compact)
        if let parts = schema["anyOf"]?.arrayValue, !parts.isEmpty {
            let results = parts.map { failures(value, $0, path, depth: depth) }
            if !results.contains(where: \.isEmpty) {
                addNowhere("\(shown) must validate at least one schema (anyOf)")
                errors += results.min { $0.count < $1.count } ?? []
            }
        }
        if let parts = schema["oneOf"]?.arrayValue, !parts.isEmpty {
            let results = parts.map { failures(value, $0, path, depth: depth) }
            let fitting = results.count(where: \.isEmpty)
            if fitting != 1 {
                let found = fitting == 0 ? "Found none valid" : "Found \(fitting) valid alternatives"
                addNowhere("\(shown) must validate one and only one schema (oneOf). \(found)")
                if fitting == 0 { errors += results.min { $0.count < $1.count } ?? [] }
            }
        }
        if let parts = schema["allOf"]?.arrayValue, !parts.isEmpty {
            let results = parts.map { failures(value, $0, path, depth: depth) }
            let fitting = results.count(where: \.isEmpty)
            errors += results.flatMap { $0 }
            if fitting < parts.count {
                addNowhere("\(shown) must validate all the schemas (allOf)\(fitting == 0 ? ". None validated" : "")")
            }
        }
        if let part = schema["not"], failures(value, part, path, depth: depth).isEmpty {
            addNowhere("\(shown) must not validate the schema (not)")
        }
    }

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
        if !isEither, type == "integer", found == "number" {
            addNowhere("Checked value must be of type integer (default format) in \(path)")
        }
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
        // Of these the first that fails is told.
        let length = text.unicodeScalars.count
        if let limit = schema.number("maxLength"), length > limit {
            add(.tooLong(path, Int(limit)))
        } else if let limit = schema.number("minLength"), length < limit {
            add(.invalid(path, .string(text), "\(path) in body should be at least \(limit) chars long"))
        } else if let pattern = schema["pattern"]?.stringValue, let expression = try? RegexPattern(pattern),
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

    /// Checks a whole number; the limits lose their fractions, as in the server.
    private mutating func checkInteger(_ number: Int64, _ schema: Value, _ path: String) {
        func limit(_ name: String) -> Int64? {
            schema[name]?.intValue ?? schema[name]?.doubleValue.flatMap { Int64(exactly: $0.rounded(.towardZero)) }
        }
        let value = Value.int(number)
        if let factor = limit("multipleOf") {
            if factor <= 0 {
                add(
                    .invalid(path, value, "factor MultipleOf declared for \(path) must be positive: \(factor)"))
            } else if number % factor != 0 {
                add(.invalid(path, value, "\(path) in body should be a multiple of \(factor)"))
            }
        }
        if let high = limit("maximum") {
            let isExclusive = schema.isTrue("exclusiveMaximum")
            if isExclusive ? number >= high : number > high {
                add(
                    .invalid(
                        path, value, "\(path) in body should be less than \(isExclusive ? "" : "or equal to ")\(high)"))
            }
        }
        if let low = limit("minimum") {
            let isExclusive = schema.isTrue("exclusiveMinimum")
            if isExclusive ? number <= low : number < low {
                add(
                    .invalid(
                        path, value, "\(path) in body should be greater than \(isExclusive ? "" : "or equal to ")\(low)"
                    ))
            }
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
