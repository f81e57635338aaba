import KubeModel
import Values

/// A value in an expression.
indirect enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    /// Part of an object, converted where it is looked at.
    case data(Value, CELType)
    case timestamp(Timestamp)
    /// Nanoseconds.
    case duration(Int64)
    case type(String)
    case optional(CELValue?)
    case quantity(Quantity)
    case opaque(String, String)
}

/// A map of values.
struct CELMap: Sendable {
    private(set) var entries: [(key: CELValue, value: CELValue)] = []
    private var places: [String: Int] = [:]

    subscript(_ key: CELValue) -> CELValue? { places[key.keyText ?? ""].map { entries[$0].value } }

    /// Adds an entry; false where the key cannot be one, or is there already.
    mutating func insert(_ key: CELValue, _ value: CELValue) -> Bool {
        guard let text = key.keyText, places[text] == nil else { return false }
        places[text] = entries.count
        entries.append((key, value))
        return true
    }
}

extension CELValue {
    /// A value of an object, under the type that its schema declares.
    init(_ value: Value, _ type: CELType) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = type == .double ? .double(Double(number)) : .int(number)
        case .unsigned(let number): self = .uint(number)
        case .double(let number):
            self = type == .int ? Int64(exactly: number).map(CELValue.int) ?? .double(number) : .double(number)
        case .string(let text):
            switch type {
            case .bytes: self = Base64.decode(text).map(CELValue.bytes) ?? .string(text)
            case .timestamp:
                self = (Timestamp(text) ?? Timestamp("\(text)T00:00:00Z")).map(CELValue.timestamp) ?? .string(text)
            case .duration: self = GoDuration(text).map { .duration($0.nanoseconds) } ?? .string(text)
            default: self = .string(text)
            }
        case .array, .object: self = .data(value, type)
        }
    }

    /// What distinguishes a key of a map from others; nil for what cannot be one. Numbers that are equal are one key.
    var keyText: String? {
        switch self {
        case .bool(let flag): "b\(flag)"
        case .int(let number): "n\(number)"
        case .uint(let number): "n\(number)"
        case .double(let number): Int64(exactly: number).map { "n\($0)" } ?? "d\(number)"
        case .string(let text): "s\(text)"
        default: nil
        }
    }

    /// The elements of a list; nil for what is none.
    var elements: [CELValue]? {
        switch self {
        case .list(let elements): return elements
        case .data(.array(let elements), let type):
            if case .list(let element) = type { return elements.map { CELValue($0, element) } }
            return elements.map { CELValue($0, .dyn) }
        default: return nil
        }
    }

    /// The entries of a map; nil for what is none.
    var entries: [(key: CELValue, value: CELValue)]? {
        switch self {
        case .map(let map): map.entries
        case .data(.object(let members), let type):
            members.sorted { byBytes($0.key, $1.key) }.map {
                (CELValue.string($0.key), CELValue($0.value, type.member($0.key)))
            }
        default: nil
        }
    }

    /// How many elements a list or map has.
    var count: Int? {
        switch self {
        case .list(let elements): elements.count
        case .map(let map): map.entries.count
        case .data(.array(let elements), _): elements.count
        case .data(.object(let members), _): members.count
        default: nil
        }
    }

    /// The name of the type, as `type()` gives it.
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list, .data(.array, _): "list"
        case .map, .data: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        case .quantity: "kubernetes.Quantity"
        case .opaque(let name, _): CELType.opaque(name).text
        }
    }

    /// A field of an object or the value of a key; nil where there is none. Nulls are absent in objects.
    func member(_ name: String, isField: Bool) -> CELValue? {
        switch self {
        case .map(let map): return map[.string(name)]
        case .data(.object(let members), let type):
            if let value = members[name] {
                if value == .null, isField { return nil }
                return CELValue(value, type.member(name))
            }
            guard isField else { return nil }
            let property = CELNames.property(name)
            guard property != name, let value = members[property], value != .null else { return nil }
            return CELValue(value, type.member(property))
        default: return nil
        }
    }

    /// Whether two values are equal; numbers of several types are compared by what they are.
    static func areEqual(_ left: CELValue, _ right: CELValue, depth: Int = 0) -> Bool {
        guard depth < CELParser.heightLimit else { return false }
        if let order = compare(left, right) { return order == 0 }
        switch (left, right) {
        case (.null, .null): return true
        case (.type(let one), .type(let other)): return one == other
        case (.opaque(let kind, let one), .opaque(let other, let text)): return kind == other && one == text
        case (.optional(let one), .optional(let other)):
            guard let one, let other else { return one == nil && other == nil }
            return areEqual(one, other, depth: depth + 1)
        default: break
        }
        if let one = left.elements, let other = right.elements {
            return one.count == other.count && zip(one, other).allSatisfy { areEqual($0, $1, depth: depth + 1) }
        }
        if left.count == right.count, let one = left.entries, right.entries != nil {
            return one.allSatisfy { entry in
                right.value(of: entry.key).map { areEqual(entry.value, $0, depth: depth + 1) } ?? false
            }
        }
        return false
    }

    /// The value of a key of a map.
    func value(of key: CELValue) -> CELValue? {
        switch self {
        case .map(let map): return map[key]
        case .data(.object, _):
            guard case .string(let name) = key else { return nil }
            return member(name, isField: false)
        default: return nil
        }
    }

    /// The order of two values that have one: negative, zero or positive; nil for others.
    static func compare(_ left: CELValue, _ right: CELValue) -> Int? {
        func order<T: Comparable>(_ one: T, _ other: T) -> Int { one < other ? -1 : one > other ? 1 : 0 }
        switch (left, right) {
        case (.bool(let one), .bool(let other)): return order(one ? 1 : 0, other ? 1 : 0)
        case (.int(let one), .int(let other)): return order(one, other)
        case (.uint(let one), .uint(let other)): return order(one, other)
        case (.string(let one), .string(let other)):
            return one == other ? 0 : byBytes(one, other) ? -1 : byBytes(other, one) ? 1 : 0
        case (.bytes(let one), .bytes(let other)):
            return one == other ? 0 : one.lexicographicallyPrecedes(other) ? -1 : 1
        case (.timestamp(let one), .timestamp(let other)): return order(one, other)
        case (.duration(let one), .duration(let other)): return order(one, other)
        case (.quantity(let one), .quantity(let other)): return one == other ? 0 : one < other ? -1 : 1
        case (.int(let one), .uint(let other)): return one < 0 ? -1 : order(UInt64(one), other)
        case (.uint(let one), .int(let other)): return other < 0 ? 1 : order(one, UInt64(other))
        default:
            guard let one = left.number, let other = right.number, !one.isNaN, !other.isNaN else { return nil }
            return order(one, other)
        }
    }

    private var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}

extension CELType {
    /// The type of a member of an object or map.
    func member(_ name: String) -> CELType {
        switch self {
        case .object(let fields): CELNames.escaped(name).flatMap { fields[$0] } ?? .dyn
        case .map(_, let value): value
        default: .dyn
        }
    }
}
