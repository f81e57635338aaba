public import Values

/// One step of a path into an object, as managed fields name it.
public enum PathElement: Hashable, Sendable {
    /// A member of an object, `f:NAME`.
    case field(String)
    /// An item of a list by the values of its keys, `k:{...}`; ordered by name.
    case key([KeyField])
    /// An item of a set by its value, `v:VALUE`.
    case value(Value)
    /// An item of a list by its position, `i:NUMBER`.
    case index(Int)

    /// A field of a list item that tells it from the others.
    public struct KeyField: Hashable, Sendable {
        /// The field.
        public var name: String
        /// Its value.
        public var value: Value

        /// A field.
        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }
}

extension PathElement: Comparable {
    /// The order in which managed fields are written: fields, keys, values, positions.
    public static func < (left: PathElement, right: PathElement) -> Bool { order(left, right) < 0 }

    /// Less than, equal to or more than zero, as the left one stands before, at or after the right one.
    static func order(_ left: PathElement, _ right: PathElement) -> Int {
        switch (left, right) {
        case (.field(let a), .field(let b)): byteOrder(a, b)
        case (.field, _): -1
        case (_, .field): 1
        case (.key(let a), .key(let b)): compare(a, b)
        case (.key, _): -1
        case (_, .key): 1
        case (.value(let a), .value(let b)): compare(a, b)
        case (.value, _): -1
        case (_, .value): 1
        case (.index(let a), .index(let b)): a < b ? -1 : (a == b ? 0 : 1)
        }
    }

    private static func byteOrder(_ left: String, _ right: String) -> Int {
        // Of equal names most are one and the same string.
        if left == right, left.utf8.count == right.utf8.count { return 0 }
        return precedes(left, right) ? -1 : 1
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        KeyOrder.precedesByBytes(left, right)
    }

    private static func compare(_ left: [KeyField], _ right: [KeyField]) -> Int {
        for (a, b) in zip(left, right) {
            if a.name != b.name { return precedes(a.name, b.name) ? -1 : 1 }
            let order = compare(a.value, b.value)
            if order != 0 { return order }
        }
        return left.count - right.count
    }

    private static func rank(_ value: Value) -> Int {
        switch value {
        case .int, .unsigned, .double: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }

    private static func compare(_ left: Value, _ right: Value) -> Int {
        let (a, b) = (rank(left), rank(right))
        if a != b { return a - b }
        switch (left, right) {
        case (.int(let x), .int(let y)): return x < y ? -1 : (x == y ? 0 : 1)
        case (.string(let x), .string(let y)): return x == y ? 0 : (precedes(x, y) ? -1 : 1)
        case (.bool(let x), .bool(let y)): return x == y ? 0 : (x ? 1 : -1)
        case (.null, .null): return 0
        case (.array, _), (.object, _):
            let (x, y) = (left.jsonText(sortedKeys: true), right.jsonText(sortedKeys: true))
            return x == y ? 0 : (precedes(x, y) ? -1 : 1)
        default:
            let (x, y) = (left.doubleValue ?? 0, right.doubleValue ?? 0)
            return x < y ? -1 : (x == y ? 0 : 1)
        }
    }
}

extension PathElement: CustomStringConvertible {
    /// The step as conflict messages write it: `.field`, `[name="app"]`, `[="value"]`, `[0]`.
    public var description: String {
        switch self {
        case .field(let name): "." + name
        case .key(let fields): "[" + fields.map { "\($0.name)=\($0.value.jsonText())" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(value.jsonText())]"
        case .index(let position): "[\(position)]"
        }
    }
}

extension PathElement {
    /// The member name that stands for the step in `fieldsV1`.
    public var fieldsV1Key: String {
        switch self {
        case .field(let name): "f:" + name
        case .key(let fields): "k:" + Value.object(Object(fields.map { ($0.name, $0.value) })).jsonText()
        case .value(let value): "v:" + value.jsonText()
        case .index(let position): "i:\(position)"
        }
    }

    /// Reads a member name of `fieldsV1`.
    ///
    /// - Throws: ``StructuredMergeError`` with code ``StructuredMergeError/Code/managedFields``.
    public init(fieldsV1Key key: String) throws(StructuredMergeError) {
        let rest = String(key.dropFirst(2))
        if key.hasPrefix("f:") {
            self = .field(rest)
        } else if key.hasPrefix("v:"), let value = try? Value(json: rest) {
            self = .value(value)
        } else if key.hasPrefix("i:"), let position = Int(rest) {
            self = .index(position)
        } else if key.hasPrefix("k:"), case .object(var members)? = try? Value(json: rest) {
            members.sortKeys()
            self = .key(members.map { KeyField(name: $0.key, value: $0.value) })
        } else {
            throw StructuredMergeError(.managedFields, "'\(key.prefix(100))' is no path element of managed fields")
        }
    }
}
