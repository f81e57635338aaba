import Values

/// Custom objects under their structural schema: pruned, defaulted, read in the version that is asked for.
enum CustomObjects {
    /// How deep a schema is followed.
    static let depthLimit = 64

    static func present(_ value: Value, _ custom: CustomVersion) -> Value {
        var result = value
        let version = "\(custom.group)/\(custom.version)"
        if result["apiVersion"]?.stringValue != version {
            result["apiVersion"] = .string(version)
            var unknown: [String] = []
            result = pruned(result, custom, unknown: &unknown)
        }
        applyDefaults(&result, custom)
        return result
    }

    /// The object without the fields that its schema does not have.
    static func pruned(_ value: Value, _ custom: CustomVersion, unknown: inout [String]) -> Value {
        guard !custom.preservesUnknown, let schema = custom.schema, case .object(let members) = value else {
            return value
        }
        var result = Object(minimumCapacity: members.count)
        for member in members {
            if ["apiVersion", "kind", "metadata"].contains(member.key) {
                result[member.key] = member.value
            } else if let property = schema["properties"]?[member.key] {
                result[member.key] = prune(member.value, property, member.key, &unknown, depth: 0)
            } else if schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true {
                result[member.key] = member.value
            } else {
                unknown.append(member.key)
            }
        }
        return .object(result)
    }

    private static func prune(
        _ value: Value, _ schema: Value, _ path: String, _ unknown: inout [String], depth: Int
    ) -> Value {
        guard depth < depthLimit else { return value }
        let preserves = schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true
        switch value {
        case .object(let members):
            let properties = schema["properties"]?.objectValue
            let additional = schema["additionalProperties"]
            let isEmbedded = schema["x-kubernetes-embedded-resource"]?.boolValue == true
            if properties == nil, additional == nil, preserves { return value }
            var result = Object(minimumCapacity: members.count)
            for member in members {
                if let property = properties?[member.key] {
                    result[member.key] = prune(
                        member.value, property, "\(path).\(member.key)", &unknown, depth: depth + 1)
                } else if let additional, case .object = additional {
                    result[member.key] = prune(
                        member.value, additional, "\(path).\(member.key)", &unknown, depth: depth + 1)
                } else if preserves || additional?.boolValue == true
                    || (isEmbedded && ["apiVersion", "kind", "metadata"].contains(member.key))
                {
                    result[member.key] = member.value
                } else {
                    unknown.append("\(path).\(member.key)")
                }
            }
            return .object(result)
        case .array(let elements):
            guard let items = schema["items"] else { return value }
            return .array(
                elements.enumerated().map {
                    prune($0.element, items, "\(path)[\($0.offset)]", &unknown, depth: depth + 1)
                })
        // Whole numbers are written without a fraction, however they came.
        case .double(let number): return Int64(exactly: number).map(Value.int) ?? value
        default: return value
        }
    }

    /// Fills in the defaults of the schema; nulls that are not allowed make room for them.
    static func applyDefaults(_ value: inout Value, _ custom: CustomVersion) {
        guard let schema = custom.schema else { return }
        applyDefaults(&value, schema, depth: 0, isRoot: true)
    }

    private static func applyDefaults(_ value: inout Value, _ schema: Value, depth: Int, isRoot: Bool) {
        guard depth < depthLimit else { return }
        switch value {
        case .object(var members):
            guard hasDefaults(schema, depth: depth) || members.contains(where: { $0.value == .null }) else { return }
            for property in schema["properties"]?.objectValue ?? Object() {
                if isRoot, ["apiVersion", "kind", "metadata"].contains(property.key) { continue }
                let isNullable = property.value["nullable"]?.boolValue == true
                if case .null? = members[property.key], !isNullable {
                    members[property.key] = nil
                }
                if members[property.key] == nil, let standard = property.value["default"] {
                    members[property.key] = standard
                }
                if var child = members[property.key] {
                    members[property.key] = .null
                    applyDefaults(&child, property.value, depth: depth + 1, isRoot: false)
                    members[property.key] = child
                }
            }
            if let additional = schema["additionalProperties"], case .object = additional {
                for key in members.keys where schema["properties"]?[key] == nil {
                    if case .null? = members[key], additional["nullable"]?.boolValue != true {
                        members[key] = additional["default"] ?? nil
                    }
                    if var child = members[key] {
                        applyDefaults(&child, additional, depth: depth + 1, isRoot: false)
                        members[key] = child
                    }
                }
            }
            value = .object(members)
        case .array(var elements):
            guard let items = schema["items"] else { return }
            for index in elements.indices {
                applyDefaults(&elements[index], items, depth: depth + 1, isRoot: false)
            }
            value = .array(elements)
        default: return
        }
    }

    private static func hasDefaults(_ schema: Value, depth: Int) -> Bool {
        guard depth < depthLimit else { return false }
        for property in schema["properties"]?.objectValue ?? Object() {
            if property.value["default"] != nil || hasDefaults(property.value, depth: depth + 1) { return true }
        }
        if let items = schema["items"], hasDefaults(items, depth: depth + 1) { return true }
        if let additional = schema["additionalProperties"], hasDefaults(additional, depth: depth + 1) { return true }
        return false
    }
}
