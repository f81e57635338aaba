import KubeModel
import Values

/// JSON patches with the server's answers for those that cannot be applied.
enum JSONPatches {
    static func apply(_ patch: Value, to value: Value) throws(APIError) -> Value {
        guard case .array(let operations) = patch else {
            let found = patch.kindName == "list" ? "array" : patch.kindName
            throw .badRequest(
                "error decoding patch: json: cannot unmarshal \(found) into Go value of type []handlers.jsonPatchOp")
        }
        guard operations.count <= 10_000 else {
            throw .tooLarge("The allowed maximum operations in a JSON patch is 10000, got \(operations.count)")
        }
        var result = value
        for operation in operations {
            guard let next = apply(operation, to: result) else {
                throw APIError(
                    422, "Invalid", "the server rejected our request due to an error in our request", details: [:])
            }
            result = next
        }
        return result
    }

    /// The value after one operation; nil where it fails.
    private static func apply(_ operation: Value, to value: Value) -> Value? {
        guard let name = operation["op"]?.stringValue, let path = operation["path"]?.stringValue else { return nil }
        let tokens = tokens(path)
        var result = value
        switch name {
        case "add": return set(&result, tokens[...], operation["value"] ?? .null, inserts: true) ? result : nil
        case "replace": return set(&result, tokens[...], operation["value"] ?? .null, inserts: false) ? result : nil
        case "remove": return remove(&result, tokens[...]) ? result : nil
        case "test": return (get(value, tokens) ?? .null) == (operation["value"] ?? .null) ? result : nil
        case "copy", "move":
            guard let from = operation["from"]?.stringValue, let source = get(value, self.tokens(from)) else {
                return nil
            }
            if name == "move", !remove(&result, self.tokens(from)[...]) { return nil }
            return set(&result, tokens[...], source, inserts: true) ? result : nil
        default: return nil
        }
    }

    private static func tokens(_ path: String) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { unescape(String($0)) }
    }

    private static func unescape(_ token: String) -> String {
        guard token.contains("~") else { return token }
        var result = ""
        var isEscape = false
        for character in token {
            if isEscape {
                result += character == "1" ? "/" : character == "0" ? "~" : "~\(character)"
                isEscape = false
            } else if character == "~" {
                isEscape = true
            } else {
                result.append(character)
            }
        }
        return isEscape ? result + "~" : result
    }

    private static func get(_ value: Value, _ tokens: [String]) -> Value? {
        var current = value
        for token in tokens {
            switch current {
            case .object(let members):
                guard let next = members[token] else { return nil }
                current = next
            case .array(let elements):
                guard let index = position(token, elements.count, forInsert: false), index < elements.count else {
                    return nil
                }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }

    private static func position(_ token: String, _ count: Int, forInsert: Bool) -> Int? {
        if token == "-" { return forInsert ? count : nil }
        guard let number = Int(token) else { return nil }
        if number < 0 {
            let index = number + count + (forInsert ? 1 : 0)
            return index >= 0 ? index : nil
        }
        return number
    }

    private static func set(_ value: inout Value, _ tokens: ArraySlice<String>, _ new: Value, inserts: Bool) -> Bool {
        guard let first = tokens.first else {
            value = new
            return true
        }
        let rest = tokens.dropFirst()
        switch value {
        case .object(var members):
            if rest.isEmpty {
                members[first] = new
            } else {
                guard var child = members[first], set(&child, rest, new, inserts: inserts) else { return false }
                members[first] = child
            }
            value = .object(members)
        case .array(var elements):
            guard let index = position(first, elements.count, forInsert: inserts && rest.isEmpty) else { return false }
            if rest.isEmpty, inserts {
                guard index <= elements.count else { return false }
                elements.insert(new, at: index)
            } else {
                guard index < elements.count else { return false }
                if rest.isEmpty {
                    elements[index] = new
                } else if !set(&elements[index], rest, new, inserts: inserts) {
                    return false
                }
            }
            value = .array(elements)
        default: return false
        }
        return true
    }

    private static func remove(_ value: inout Value, _ tokens: ArraySlice<String>) -> Bool {
        guard let first = tokens.first else { return false }
        let rest = tokens.dropFirst()
        switch value {
        case .object(var members):
            guard var child = members[first] else { return false }
            if rest.isEmpty {
                members[first] = nil
            } else {
                guard remove(&child, rest) else { return false }
                members[first] = child
            }
            value = .object(members)
        case .array(var elements):
            guard let index = position(first, elements.count, forInsert: false), index < elements.count else {
                return false
            }
            if rest.isEmpty { elements.remove(at: index) } else if !remove(&elements[index], rest) { return false }
            value = .array(elements)
        default: return false
        }
        return true
    }
}
