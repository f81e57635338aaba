internal import LinearRegex
internal import Values

extension SchemaValidator {
    private static func names(_ keys: [String]) -> String { keys.map { "'\($0)'" }.joined(separator: ", ") }

    static func escaped(_ key: String) -> String {
        key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    // MARK: - Objects

    mutating func check(
        _ object: Object, _ keywords: Object, _ place: String, _ evaluated: inout Evaluated
    ) -> [SchemaViolation] {
        var found = checkCounts(object, keywords, place)
        let missing = keywords["required"]?.arrayValue?.compactMap(\.stringValue).filter { object[$0] == nil } ?? []
        if !missing.isEmpty {
            let word = missing.count == 1 ? "property" : "properties"
            found.append(SchemaViolation(place: place, message: "missing \(word) \(SchemaValidator.names(missing))"))
        }
        var additional: [String] = []
        let properties = keywords["properties"]?.objectValue ?? Object()
        let patterns = keywords["patternProperties"]?.objectValue ?? Object()
        let rest = keywords["additionalProperties"]
        for member in object {
            let inner = place + "/" + SchemaValidator.escaped(member.key)
            var isKnown = false
            if let schema = properties[member.key] {
                isKnown = true
                found += nested(member.value, schema, inner)
            }
            for candidate in patterns where pattern(candidate.key)?.matches(member.key) == true {
                isKnown = true
                found += nested(member.value, candidate.value, inner)
            }
            if !isKnown, let rest {
                if rest.boolValue == false {
                    additional.append(member.key)
                } else {
                    found += nested(member.value, rest, inner)
                }
                isKnown = true
            }
            if isKnown { evaluated.properties.insert(member.key) }
            if let names = keywords["propertyNames"] {
                // A name has no place of its own.
                let causes = nested(.string(member.key), names, "")
                if !causes.isEmpty {
                    found.append(
                        SchemaViolation(place: "", message: "invalid propertyName '\(member.key)'", causes: causes))
                }
            }
        }
        if !additional.isEmpty {
            found.append(
                SchemaViolation(
                    place: place, message: "additional properties \(SchemaValidator.names(additional)) not allowed"))
        }
        return found + checkDependencies(object, keywords, place, &evaluated)
    }

    private mutating func nested(_ value: Value, _ schema: Value, _ place: String) -> [SchemaViolation] {
        var evaluated = Evaluated()
        return grouped(check(value, schema, place, &evaluated), place)
    }

    private func checkCounts(_ object: Object, _ keywords: Object, _ place: String) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        if let bound = keywords["minProperties"]?.doubleValue, Double(object.count) < bound {
            found.append(
                SchemaViolation(
                    place: place, message: "minProperties: got \(object.count), want \(NumberText.grouped(bound))"))
        }
        if let bound = keywords["maxProperties"]?.doubleValue, Double(object.count) > bound {
            found.append(
                SchemaViolation(
                    place: place, message: "maxProperties: got \(object.count), want \(NumberText.grouped(bound))"))
        }
        return found
    }

    private mutating func checkDependencies(
        _ object: Object, _ keywords: Object, _ place: String, _ evaluated: inout Evaluated
    ) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        for keyword in ["dependencies", "dependentRequired", "dependentSchemas"] {
            for dependency in keywords[keyword]?.objectValue ?? Object() where object[dependency.key] != nil {
                if let names = dependency.value.arrayValue?.compactMap(\.stringValue) {
                    let missing = names.filter { object[$0] == nil }
                    if !missing.isEmpty {
                        let list = SchemaValidator.names(missing)
                        found.append(
                            SchemaViolation(
                                place: place, message: "properties \(list) required, if '\(dependency.key)' exists"))
                    }
                } else {
                    found += grouped(check(.object(object), dependency.value, place, &evaluated), place)
                }
            }
        }
        return found
    }

    // MARK: - Lists

    mutating func check(
        _ array: [Value], _ keywords: Object, _ place: String, _ evaluated: inout Evaluated
    ) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        if let bound = keywords["minItems"]?.doubleValue, Double(array.count) < bound {
            found.append(
                SchemaViolation(
                    place: place, message: "minItems: got \(array.count), want \(NumberText.grouped(bound))"))
        }
        if let bound = keywords["maxItems"]?.doubleValue, Double(array.count) > bound {
            found.append(
                SchemaViolation(
                    place: place, message: "maxItems: got \(array.count), want \(NumberText.grouped(bound))"))
        }
        if keywords["uniqueItems"]?.boolValue == true, array.count < 2000 {
            found += checkUnique(array, place)
        }
        let prefix = keywords["prefixItems"]?.arrayValue ?? keywords["items"]?.arrayValue ?? []
        for (index, schema) in prefix.enumerated() where index < array.count {
            found += nested(array[index], schema, "\(place)/\(index)")
        }
        let rest = keywords["items"]?.arrayValue == nil ? keywords["items"] : keywords["additionalItems"]
        if let rest {
            for index in array.indices.dropFirst(prefix.count) {
                found += nested(array[index], rest, "\(place)/\(index)")
            }
            evaluated.allItems = true
        }
        evaluated.items = max(evaluated.items, prefix.count)
        return found + checkContains(array, keywords, place)
    }

    private func checkUnique(_ array: [Value], _ place: String) -> [SchemaViolation] {
        for first in array.indices {
            for second in array.indices.dropFirst(first + 1) where SchemaValidator.equal(array[first], array[second]) {
                return [SchemaViolation(place: place, message: "items at \(first) and \(second) are equal")]
            }
        }
        return []
    }

    private mutating func checkContains(
        _ array: [Value], _ keywords: Object, _ place: String
    ) -> [SchemaViolation] {
        guard let schema = keywords["contains"] else { return [] }
        var matched: [Int] = []
        var causes: [SchemaViolation] = []
        for (index, element) in array.enumerated() {
            let violations = nested(element, schema, "\(place)/\(index)")
            if violations.isEmpty { matched.append(index) } else { causes += violations }
        }
        let positions = matched.map(String.init).joined(separator: " ")
        if let minimum = keywords["minContains"]?.doubleValue {
            if Double(matched.count) < minimum {
                let found = matched.isEmpty ? "none matched" : "matched \(matched.count) items at \(positions)"
                let words =
                    "min \(NumberText.grouped(minimum)) items required to match contains schema, but \(found)"
                return [SchemaViolation(place: place, message: words, causes: causes)]
            }
        } else if matched.isEmpty {
            return [SchemaViolation(place: place, message: "no items match contains schema", causes: causes)]
        }
        if let maximum = keywords["maxContains"]?.doubleValue, Double(matched.count) > maximum {
            let words =
                "max \(NumberText.grouped(maximum)) items required to match contains schema, but matched "
                + "\(matched.count) items at \(positions)"
            return [SchemaViolation(place: place, message: words)]
        }
        return []
    }
}
