internal import Values

extension SchemaValidator {
    mutating func checkCombinations(
        _ value: Value, _ keywords: Object, _ place: String, _ evaluated: inout Evaluated
    ) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        if let schema = keywords["not"] {
            var ignored = Evaluated()
            if check(value, schema, place, &ignored).isEmpty {
                found.append(SchemaViolation(place: place, message: "'not' failed"))
            }
        }
        var all: [SchemaViolation] = []
        for schema in keywords["allOf"]?.arrayValue ?? [] {
            all += grouped(check(value, schema, place, &evaluated), place)
        }
        if !all.isEmpty { found.append(SchemaViolation(place: place, message: "'allOf' failed", causes: all)) }
        if let schemas = keywords["anyOf"]?.arrayValue {
            let (matched, causes) = matches(value, schemas, place, &evaluated)
            if matched.isEmpty {
                found.append(SchemaViolation(place: place, message: "'anyOf' failed", causes: causes))
            }
        }
        if let schemas = keywords["oneOf"]?.arrayValue {
            let (matched, causes) = matches(value, schemas, place, &evaluated)
            if matched.isEmpty {
                found.append(SchemaViolation(place: place, message: "'oneOf' failed, none matched", causes: causes))
            } else if matched.count > 1 {
                found.append(
                    SchemaViolation(
                        place: place, message: "'oneOf' failed, subschemas \(matched[0]), \(matched[1]) matched"))
            }
        }
        if let condition = keywords["if"] {
            var tried = Evaluated()
            let holds = check(value, condition, place, &tried).isEmpty
            if holds { merge(tried, into: &evaluated) }
            if let branch = keywords[holds ? "then" : "else"] {
                found += grouped(check(value, branch, place, &evaluated), place)
            }
        }
        return found
    }

    private func merge(_ other: Evaluated, into evaluated: inout Evaluated) {
        evaluated.properties.formUnion(other.properties)
        evaluated.items = max(evaluated.items, other.items)
        evaluated.allItems = evaluated.allItems || other.allItems
    }

    private mutating func matches(
        _ value: Value, _ schemas: [Value], _ place: String, _ evaluated: inout Evaluated
    ) -> (matched: [Int], causes: [SchemaViolation]) {
        var matched: [Int] = []
        var causes: [SchemaViolation] = []
        for (index, schema) in schemas.enumerated() {
            var tried = Evaluated()
            let violations = check(value, schema, place, &tried)
            if violations.isEmpty {
                matched.append(index)
                merge(tried, into: &evaluated)
            } else {
                causes += grouped(violations, place)
            }
        }
        return (matched, causes)
    }

    /// What no other keyword has looked at.
    mutating func checkUnevaluated(
        _ value: Value, _ keywords: Object, _ place: String, _ evaluated: Evaluated
    ) -> [SchemaViolation] {
        var ignored = Evaluated()
        if let schema = keywords["unevaluatedProperties"], let object = value.objectValue {
            let rest = object.filter { !evaluated.properties.contains($0.key) }
            return rest.flatMap { check($0.value, schema, "\(place)/\(SchemaValidator.escaped($0.key))", &ignored) }
        }
        if let schema = keywords["unevaluatedItems"], let array = value.arrayValue, !evaluated.allItems,
            array.count > evaluated.items
        {
            if schema.boolValue == false {
                let count = array.count - evaluated.items
                return [SchemaViolation(place: place, message: "last \(count) item(s) not allowed")]
            }
            return array.indices.dropFirst(evaluated.items).flatMap {
                check(array[$0], schema, "\(place)/\($0)", &ignored)
            }
        }
        return []
    }
}
