import Values

/// The types of expressions, as far as they are known before an expression is evaluated.
indirect enum CELType: Sendable, Equatable {
    case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration, type
    /// The type of a part that was already found wrong.
    case failed
    case list(CELType)
    case map(CELType, CELType)
    case object([String: CELType])
    case optional(CELType)
    /// A type of which only functions know what it is: quantities, addresses, URLs.
    case opaque(String)
    /// Stands for any type in the signature of a function.
    case variable(String)

    /// The type as messages show it.
    var text: String {
        switch self {
        case .dyn, .failed: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): "list(\(element.text))"
        case .map(let key, let value): "map(\(key.text), \(value.text))"
        case .object: "object"
        case .optional(let value): "optional_type(\(value.text))"
        case .opaque(let name): CELType.opaqueNames[name] ?? name
        case .variable(let name): name
        }
    }

    private static let opaqueNames = [
        "quantity": "kubernetes.Quantity", "url": "kubernetes.URL", "ip": "net.IP", "cidr": "net.CIDR",
        "semver": "kubernetes.Semver", "format": "kubernetes.NamedFormat",
    ]

    var isUnknown: Bool { self == .dyn || self == .failed }
}

extension CELType {
    /// The type that a structural schema declares; what it says nothing about can be anything.
    init(schema: Value, isResource: Bool = false, depth: Int = 0) {
        guard depth < CustomObjects.depthLimit else {
            self = .dyn
            return
        }
        if schema.isTrue("x-kubernetes-int-or-string") {
            self = .dyn
            return
        }
        switch schema.text("type") {
        case "boolean": self = .bool
        case "integer": self = .int
        case "number": self = .double
        case "string":
            switch schema.text("format") {
            case "byte": self = .bytes
            case "duration": self = .duration
            case "date", "date-time": self = .timestamp
            default: self = .string
            }
        case "array": self = .list(CELType(schema: schema["items"] ?? .null, depth: depth + 1))
        case "object":
            let isResource = isResource || schema.isTrue("x-kubernetes-embedded-resource")
            if let additional = schema["additionalProperties"], case .object = additional {
                self = .map(.string, CELType(schema: additional, depth: depth + 1))
                return
            }
            var fields: [String: CELType] = [:]
            for property in schema["properties"]?.objectValue ?? Object() {
                guard let name = CELNames.escaped(property.key) else { continue }
                fields[name] = CELType(schema: property.value, depth: depth + 1)
            }
            if isResource {
                fields["apiVersion"] = .string
                fields["kind"] = .string
                fields["metadata"] = .object(["name": .string, "generateName": .string])
            }
            self = .object(fields)
        default: self = .dyn
        }
    }
}

/// How the names of properties are written in expressions.
enum CELNames {
    private static let keywords: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// The name of a property in an expression; nil where it cannot be written.
    static func escaped(_ name: String) -> String? {
        if keywords.contains(name) { return "__\(name)__" }
        guard let first = name.utf8.first, first < 0x30 || first > 0x39 else { return nil }
        var result = ""
        var rest = Substring(name)
        while let character = rest.first {
            if rest.hasPrefix("__") {
                result += "__underscores__"
                rest = rest.dropFirst(2)
                continue
            }
            rest = rest.dropFirst()
            switch character {
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.append(character)
            default: return nil
            }
        }
        return result
    }

    /// The property that a name in an expression stands for.
    static func property(_ name: String) -> String {
        guard name.contains("__") else { return name }
        if name.hasPrefix("__"), name.hasSuffix("__"), keywords.contains(String(name.dropFirst(2).dropLast(2))) {
            return String(name.dropFirst(2).dropLast(2))
        }
        var result = ""
        var rest = Substring(name)
        let escapes = [("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/")]
        while let character = rest.first {
            if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.0) }) {
                result += text
                rest = rest.dropFirst(escape.utf8.count)
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
