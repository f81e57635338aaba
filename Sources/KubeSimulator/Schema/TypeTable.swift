import Values

/// What the server knows of the built-in kinds' fields: names, types, which are required, how lists merge.
struct TypeTable: Sendable {
    /// The type of a field.
    enum FieldType: Sendable, Equatable {
        case string
        case int32
        case int64
        case number
        case bool
        case intOrString
        case quantity
        case time
        case microTime
        case bytes
        case anything
        case object(Int)
        indirect case array(FieldType)
        indirect case map(FieldType)
    }

    /// A field of a type.
    struct Field: Sendable {
        let name: String
        let type: FieldType
        let isRequired: Bool
        /// Whether the field is written although nobody gave it.
        let isAlwaysWritten: Bool
        /// The field that tells list items apart under strategic merge patch.
        let mergeKey: String?
        /// `merge`, `retainKeys` or `merge,retainKeys`.
        let strategy: String?
        /// The fields that tell list items apart under structured merge; `=` alone for sets.
        let listKeys: [String]
        /// Whether a zero value vanishes when the object is written, as Go's `omitempty` has it for plain members.
        let omitsZero: Bool
    }

    /// A type with its fields.
    struct ObjectType: Sendable {
        /// For example `apps.v1.DeploymentSpec`.
        let name: String
        let fields: [Field]
        let positions: [String: Int]
        /// Fields that are always written, with what stands there when nobody gave anything: `resources` of a container.
        var alwaysPresent: [(name: String, value: Value)] = []

        /// The Go type's own name, as error messages show it.
        var shortName: String { String(name[name.index(after: name.lastIndex(of: ".") ?? name.startIndex)...]) }

        func position(_ name: String) -> Int? { positions[name] }

        func field(_ name: String) -> Field? { positions[name].map { fields[$0] } }
    }

    let types: [ObjectType]
    private let byName: [String: Int]

    /// The table as generated.
    static let builtin = TypeTable(parsing: source)

    /// The number of a type by its name, for example `apps.v1.Deployment`.
    func index(_ name: String) -> Int? { byName[name] }

    /// The number of the type of a built-in kind.
    func index(of group: String, _ version: String, _ kind: String) -> Int? {
        let package = group.isEmpty ? "core" : String(group.prefix { $0 != "." })
        return byName["\(package).\(version).\(kind)"]
    }

    private init(parsing source: String) {
        var types: [ObjectType] = []
        var byName: [String: Int] = [:]
        for line in source.split(separator: "\n") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            let name = String(parts[0].drop { $0 == "^" })
            var fields: [Field] = []
            for text in parts.count > 1 ? parts[1].split(separator: ",") : [] {
                fields.append(Field(parsing: text, of: name))
            }
            byName[name] = types.count
            var positions: [String: Int] = [:]
            for (position, field) in fields.enumerated() { positions[field.name] = position }
            types.append(ObjectType(name: name, fields: fields, positions: positions))
        }
        for index in types.indices {
            let present = TypeTable.present(types, index, depth: 0)
            types[index].alwaysPresent = present.map { ($0.key, $0.value) }
        }
        self.types = types
        self.byName = byName
    }

    /// What is written of an object of a type that nobody gave anything.
    private static func present(_ types: [ObjectType], _ index: Int, depth: Int) -> Object {
        var result = Object()
        guard depth < 8 else { return result }
        for field in types[index].fields where field.isAlwaysWritten {
            switch field.type {
            case .object(let inner): result[field.name] = .object(present(types, inner, depth: depth + 1))
            case .string: result[field.name] = ""
            case .int32, .int64, .number: result[field.name] = 0
            case .bool: result[field.name] = false
            case .time, .microTime: result[field.name] = .null
            default: continue
            }
        }
        return result
    }
}

extension TypeTable.Field {
    /// Reads `NAME[!][$STRATEGY][+KEY]:TYPE`.
    init(parsing text: Substring, of owner: String) {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let head = text[..<colon]
        let name = String(head.prefix { $0 != "!" && $0 != "&" && $0 != "$" && $0 != "+" })
        let isRequired = head.contains("!")
        let isMarked = head.contains("&") && !GoZeroValues.isUnmarked(name, of: owner)
        var code = text[colon...].dropFirst()
        let type = TypeTable.FieldType(parsing: &code)
        let strategy = TypeTable.Field.part(head, after: "$").map {
            $0.map { $0 == "m" ? "merge" : "retainKeys" }.joined(separator: ",")
        }
        let listing = text[colon...].dropFirst().dropFirst(2)
        let keys =
            listing.first == "<"
            ? listing.dropFirst().prefix { $0 != ">" }.split(separator: "&").map(String.init)
            : listing.first == "=" ? ["="] : []
        self.init(
            name: name, type: type, isRequired: isRequired,
            isAlwaysWritten: GoZeroValues.isAlwaysWritten(type, field: name, of: owner, isMarked: isMarked),
            mergeKey: TypeTable.Field.part(head, after: "+"),
            strategy: strategy, listKeys: keys,
            omitsZero: !isRequired && !isMarked && GoZeroValues.omitsZero(type, field: name, of: owner))
    }
}

extension TypeTable.Field {
    private static func part(_ head: Substring, after mark: Character) -> String? {
        guard let start = head.firstIndex(of: mark) else { return nil }
        return String(head[head.index(after: start)...].prefix { $0 != "+" && $0 != "$" && $0 != "!" && $0 != "," })
    }
}

extension TypeTable.FieldType {
    /// Reads a type's code: `s`, `i`, `[]@12`, `{}s`, …
    init(parsing code: inout Substring) {
        guard let first = code.popFirst() else {
            self = .anything
            return
        }
        switch first {
        case "s": self = .string
        case "i": self = .int32
        case "I": self = .int64
        case "n": self = .number
        case "b": self = .bool
        case "x": self = .intOrString
        case "q": self = .quantity
        case "t": self = .time
        case "T": self = .microTime
        case "B": self = .bytes
        case "@": self = .object(Int(code) ?? 0)
        case "^": self.init(parsing: &code)
        case "[":
            code = code.dropFirst()
            if code.first == "=" { code = code.dropFirst() }
            if code.first == "<" { code = code.drop { $0 != ">" }.dropFirst() }
            self = .array(TypeTable.FieldType(parsing: &code))
        case "{":
            code = code.dropFirst()
            self = .map(TypeTable.FieldType(parsing: &code))
        default: self = .anything
        }
    }
}
