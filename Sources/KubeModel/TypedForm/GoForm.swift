package import Values

/// Values as Go's formatting verbs print decoded JSON, which the server's messages quote.
package enum GoForm {
    private static let depthLimit = 64

    /// The form of `%v`: `map[a:1 b:[x y]]`, keys in order.
    package static func plain(_ value: Value) -> String { plain(value, depth: 0) }

    private static func plain(_ value: Value, depth: Int) -> String {
        guard depth < depthLimit else { return "..." }
        switch value {
        case .null: return "<nil>"
        case .string(let text): return text
        case .array(let elements): return "[\(elements.map { plain($0, depth: depth + 1) }.joined(separator: " "))]"
        case .object(let members):
            return
                "map[\(sorted(members).map { "\($0.key):\(plain($0.value, depth: depth + 1))" }.joined(separator: " "))]"
        default: return value.jsonText()
        }
    }

    /// The form of `%#v`: `map[string]interface {}{"a":1}`, keys in order.
    package static func detailed(_ value: Value) -> String { detailed(value, depth: 0) }

    private static func detailed(_ value: Value, depth: Int) -> String {
        guard depth < depthLimit else { return "..." }
        switch value {
        case .null: return "interface {}(nil)"
        case .array(let elements):
            return "[]interface {}{\(elements.map { detailed($0, depth: depth + 1) }.joined(separator: ", "))}"
        case .object(let members):
            let list = sorted(members).map {
                "\(Value.string($0.key).jsonText()):\(detailed($0.value, depth: depth + 1))"
            }
            return "map[string]interface {}{\(list.joined(separator: ", "))}"
        default: return value.jsonText()
        }
    }

    /// The form of `%T`: the type that decoded JSON has.
    package static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int64"
        case .unsigned: "uint64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }

    private static func sorted(_ members: Object) -> [Object.Member] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
